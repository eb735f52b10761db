"""设置 on real files: PIN, people, printer and paper, clock, health, record; what is written, what not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.desk.access import Entered
from kiosk.domain.clock import shanghai_date
from kiosk.intake.status import WorkerStatus, write_worker_status
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskConfig
from kiosk.store.people import Person
from kiosk.ui.desk.clockpage import DeskClockVM
from kiosk.ui.desk.health import DeskHealthVM, Slow, health_state, restored_sentence
from kiosk.ui.desk.peoplepage import DeskPeopleVM
from kiosk.ui.desk.pin import DeskPinVM
from kiosk.ui.desk.printers import DeskPrintersVM, Queue, Queues, printers_state
from kiosk.ui.desk.record import DeskRecordVM
from kiosk.ui.desk.settings import DeskSettingsVM
from kiosk.ui.desk.today import DeskTodayVM
from kiosk.ui.nav import PAGES
from tests.ui.windows import NOW
from tests.unit.desk.making import PIN
from tests.unit.ui.desking import Side, later, opened, pressed, row, side

__all__ = ["side"]

NEW_PIN = "705182"


@pytest.fixture
def clerk(side: Side) -> Person:
    return side.let_in(side.kiosk.clerk())


def deeds(side: Side) -> list[str]:
    state = opened(DeskRecordVM()).state  # type: ignore[operator]
    return [one.title for one in state.rows]


def test_every_row_of_the_settings_opens_a_page(side: Side, clerk: Person) -> None:
    model: Any = opened(DeskSettingsVM())  # type: ignore[operator]
    asked: list[tuple[str, dict[str, Any]]] = []
    model.asked.connect(lambda page, params: asked.append((page, params)))
    for one in model.state.rows:
        model.choose(one.code)
    assert len(asked) == len(model.state.rows) >= 8
    assert all(page in PAGES for page, _ in asked)
    assert ("desk-archive", {"step": "keep"}) in asked
    model.act("leave")
    assert not side.session.inside


def test_a_pin_is_changed_by_whoever_knows_the_old_one(side: Side, clerk: Person) -> None:
    model: Any = opened(DeskPinVM())  # type: ignore[operator]
    for digits in (PIN, NEW_PIN, NEW_PIN):
        pressed(model, digits)
    assert model.title == "换好了" and not model.is_problem
    assert isinstance(side.kiosk.access.enter(clerk.id, NEW_PIN, side.kiosk.now), Entered)
    assert not isinstance(side.kiosk.access.enter(clerk.id, PIN, side.kiosk.now), Entered)


def test_a_pin_stays_when_the_old_one_is_wrong_or_the_new_one_weak(side: Side, clerk: Person) -> None:
    model: Any = opened(DeskPinVM())  # type: ignore[operator]
    pressed(model, NEW_PIN)
    assert model.is_problem and model.note == "不对，再试一次，还能试 4 次。" and model.title == "我的密码"
    for digits in (PIN, "111111", "111111"):
        pressed(model, digits)
    assert "太好猜" in model.note and model.title == "定一个新密码"
    for digits in (NEW_PIN, PIN):
        pressed(model, digits)
    assert model.note == "两次不一样。请重新定一个。"
    assert model.step_back() and model.title == "我的密码" and not model.step_back()
    assert isinstance(side.kiosk.access.enter(clerk.id, PIN, side.kiosk.now), Entered)


def test_somebody_is_added_with_an_office_and_a_code_shown_once(side: Side, clerk: Person) -> None:
    model: Any = opened(DeskPeopleVM())  # type: ignore[operator]
    model.act("add")
    model.choose("会计")
    model.choose("clerk")
    code = model.state.figure.replace(" ", "")
    assert len(code) == 8 and model.title == "会计的开通码"
    model.act("written")
    added = row(model.state, "会计")
    assert added.chip == "还没设密码" and code not in str(model.state)
    entered = side.kiosk.access.set_pin_by_code(int(added.code), code, NEW_PIN, side.kiosk.now)
    assert isinstance(entered, Entered)
    model.act("add")
    assert [one.title for one in model.state.rows if one.title.startswith("会计")] == ["会计2"]
    assert model.step_back() and model.state.lead == "还没有监督委员。村里自己公开的，要他核对。"
    model.act("add")
    model.choose("监督员")
    model.choose("supervisor")
    model.act("written")
    assert row(model.state, "监督员").meta == "监督委员" and model.state.lead == ""


def test_somebody_who_leaves_cannot_come_in_and_the_last_one_cannot_leave(side: Side, clerk: Person) -> None:
    person, code = side.kiosk.access.add_person(clerk, "李测试", "clerk", side.kiosk.now)
    model: Any = opened(DeskPeopleVM())  # type: ignore[operator]
    model.choose(str(clerk.id))
    model.act("leave")
    model.act("really_leave")
    assert model.is_problem and "只剩这一个人有密码" in model.note and model.title == "谁能进来"
    side.kiosk.access.set_pin_by_code(person.id, code, NEW_PIN, side.kiosk.now)
    model.choose(str(person.id))
    model.act("leave")
    assert model.title == "去掉李测试？" and model.step_back()
    assert [p.name for p in side.kiosk.access.people()] == ["王测试", "李测试"]
    model.act("leave")
    model.act("really_leave")
    assert model.note == "李测试进不来了。办过的事还记着。"
    assert [p.name for p in side.kiosk.access.people()] == ["王测试"]
    assert "王测试：去掉了一个人" in deeds(side)


def test_who_takes_themself_out_is_out_at_once(side: Side, clerk: Person) -> None:
    person, code = side.kiosk.access.add_person(clerk, "李测试", "clerk", side.kiosk.now)
    side.kiosk.access.set_pin_by_code(person.id, code, NEW_PIN, side.kiosk.now)
    model: Any = opened(DeskPeopleVM())  # type: ignore[operator]
    model.choose(str(clerk.id))
    model.act("leave")
    model.act("really_leave")
    assert not side.session.inside


def test_printer_and_paper_are_kept_in_the_config_and_in_the_record(side: Side, clerk: Person) -> None:
    model: Any = opened(DeskPrintersVM())  # type: ignore[operator]
    model.choose("paper:a4")
    assert model.note == "平常用 A4。"
    model.choose("printer:文书室")
    config = side.kiosk.home.load_config()
    assert (config.paper, config.printer) == ("a4", "文书室")
    assert row(model.state, "纸：A4").chip == "已选"
    model.choose("printer:")
    assert side.kiosk.home.load_config().printer == ""
    assert deeds(side).count("王测试：改了设置") == 3


def test_a_config_that_cannot_be_written_is_said_and_nothing_changes(
    side: Side, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: KioskConfig, _path: object) -> None:
        raise OSError(28, "No space left on device")

    model: Any = opened(DeskPrintersVM())  # type: ignore[operator]
    monkeypatch.setattr(KioskConfig, "save", full)
    model.choose("paper:a4")
    assert model.is_problem and "磁盘" in model.note
    assert side.kiosk.home.load_config().paper == "a3" and "王测试：改了设置" not in deeds(side)


def test_a_printer_that_cannot_do_the_paper_or_is_gone_says_so(side: Side, clerk: Person) -> None:
    config = side.kiosk.home.load_config()
    replace(config, printer="旧的").save(side.kiosk.home.config_file)
    small, large = Queue("小打印机", "空闲", True, ("a4",)), Queue("大打印机", "缺纸", False, ("a3", "a4"))
    queues = Queues((small, large))
    state = printers_state(queues, side.tools)
    assert row(state, "旧的").meta == "找不到这台，请换一台" and row(state, "旧的").alarmed
    assert row(state, "小打印机").meta == "空闲，打不了 A3" and row(state, "小打印机").alarmed
    assert row(state, "大打印机").meta == "缺纸"
    assert printers_state(Queues((), "打印服务没有开。"), side.tools).lead == "打印服务没有开。"


def test_the_clock_is_confirmed_with_a_name_and_then_believed(side: Side, clerk: Person) -> None:
    side.kiosk.desk.see_clock(side.kiosk.now + timedelta(days=300))  # a dead battery had jumped ahead
    assert not side.tools.facts.trusted
    model: Any = opened(DeskClockVM())  # type: ignore[operator]
    assert model.state.figure == "12:00" and "时间未校准" in model.meta
    model.act("wrong")
    assert "装机器的人" in model.state.lead and model.step_back()
    model.act("right")
    assert not model.is_problem and "时间未校准" not in model.meta
    assert "王测试：确认了时间" in deeds(side)
    model.stop()


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(1970, 1, 1, 4, tzinfo=UTC), "比程序还早"),
        (datetime(2015, 1, 1, 4, tzinfo=UTC), "比程序还早"),
        (NOW - timedelta(days=1, hours=4), "比收到的内容还早"),
        (NOW + timedelta(days=730), "晚了一年多"),
    ],
)
def test_a_clock_that_cannot_be_is_not_believed_by_anybodys_word(
    side: Side, clerk: Person, at: datetime, words: str
) -> None:
    """Overdue and near are not counted, 今日 says so and leads to the clock, and the right time is believed
    again although somebody had confirmed the wrong one."""
    clock: Any = side.kiosk.clock
    clock.at = at
    today: Any = opened(DeskTodayVM())  # type: ignore[operator]
    assert [f["number"] for f in today.view["figures"][:2]] == ["—", "—"]
    assert today.view["clock"] == "时间没校准，不算逾期和期满" and "时间未校准" in today.meta
    model: Any = opened(DeskClockVM())  # type: ignore[operator]
    model.act("right")
    assert model.is_problem and words in model.note and "仍不能用" in model.note
    assert not side.tools.facts.trusted and "王测试：确认了时间" in deeds(side)
    clock.at = NOW + timedelta(hours=1)
    assert side.tools.facts.trusted
    today.reload()
    assert today.view["clock"] == "" and today.view["figures"][0]["number"].isdecimal()
    model.stop()
    today.stop()


def test_a_jump_of_the_clock_claims_nothing_until_somebody_has_looked(side: Side, clerk: Person) -> None:
    assert side.tools.facts.trusted
    later(side, hours=26)
    assert side.tools.facts.trusted
    clock: Any = side.kiosk.clock
    clock.at += timedelta(days=60)  # and the monotonic clock does not
    assert not side.tools.facts.trusted
    assert not any(r.state in ("overdue", "near") for r in side.tools.working.rows)
    model: Any = opened(DeskClockVM())  # type: ignore[operator]
    model.act("right")
    assert not model.is_problem and side.tools.facts.trusted
    later(side, hours=30)
    assert side.tools.facts.trusted
    model.stop()


FINE = Slow("字库齐全。", True, "文书室，空闲", True)


def test_health_puts_what_needs_a_hand_first(
    side: Side, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_worker_status(side.kiosk.home, WorkerStatus("ok"))
    side.kiosk.desk.copy(shanghai_date(side.kiosk.now))
    state = health_state(FINE, side.tools)
    assert state.meta == "都好" and not any(one.alarmed for one in state.rows)
    usage = shutil.disk_usage(side.kiosk.home.path)._replace(free=100 * 1024**2)
    monkeypatch.setattr("kiosk.ui.desk.health.shutil.disk_usage", lambda _path: usage)
    write_worker_status(side.kiosk.home, WorkerStatus("fault", "drop_missing", "找不到投递文件夹。"))
    later(side, days=4)
    broken = health_state(replace(FINE, fonts="少了一个字库。", fonts_ok=False), side.tools)
    assert [one.title for one in broken.rows if one.alarmed] == ["磁盘", "接收县里的内容", "备份", "字库"]
    assert [one.alarmed for one in broken.rows[:5]] == [True] * 4 + [False]
    assert broken.rows[0].meta == "还空 100 MB，请叫人清一清"
    assert row(broken, "接收县里的内容").meta == "找不到投递文件夹。"


def test_a_restored_desk_is_told_on_today_until_it_was_read(side: Side, clerk: Person) -> None:
    side.kiosk.desk.copy(shanghai_date(side.kiosk.now))
    side.kiosk.desk.close()
    damaged = bytearray(side.kiosk.home.desk_db.read_bytes())
    damaged[4096:8192] = b"x" * 4096
    side.kiosk.home.desk_db.write_bytes(damaged)
    side.kiosk.desk = DeskStore(side.kiosk.home, side.kiosk.now)
    assert side.kiosk.desk.restored is not None
    today: Any = opened(DeskTodayVM())  # type: ignore[operator]
    assert today.view["restored"] == "记事的文件坏过，换成了备份"
    health: Any = opened(DeskHealthVM())  # type: ignore[operator]
    health.choose(row(health.state, "换成了备份").code)
    assert health.state.lead == side.kiosk.desk.restored.sentence
    assert {one.title for one in health.state.rows} >= {"张贴和撤下", "村民的提问", "屏幕上的内容"}
    assert not any(one.opens for one in health.state.rows)
    health.act("read")
    today.reload()
    assert today.view["restored"] == "" and restored_sentence(side.tools) == ""
    assert "本机：用备份换回了 desk.db" in deeds(side)


def test_the_record_says_whether_it_was_changed(side: Side, clerk: Person) -> None:
    model: Any = opened(DeskRecordVM())  # type: ignore[operator]
    assert model.meta == "共 1 条，没有改动" and model.state.rows[0].title == "王测试：设了密码"
    side.kiosk.desk.connection.executescript(
        "drop trigger if exists audit_no_update; "
        + "".join(
            f"drop trigger if exists {name};"
            for (name,) in side.kiosk.desk.connection.execute(
                "select name from sqlite_master where type = 'trigger' and tbl_name = 'audit'"
            )
        )
        + "update audit set who = '别人' where seq = 1"
    )
    model.reload()
    assert model.meta == "对不上" and "第1条被改过" in model.state.lead
