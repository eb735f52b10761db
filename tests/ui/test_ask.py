"""A question by touch: asked, handed in, taken back, looked up, answered, rated; and every step's layout."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QPointingDevice

from kiosk.desk.questions import Questions
from kiosk.domain.clock import FixedClock
from kiosk.domain.glyphs import Coverage
from kiosk.domain.items import ReplyItem
from kiosk.domain.paths import resources_dir
from kiosk.domain.questions import READY
from kiosk.store import questions as table
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.people import Person
from kiosk.ui import engine, shots
from kiosk.ui.asking import Asking, AskKeeper
from kiosk.ui.ink import PICTURE_WIDTH, picture_of
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services
from tests.ui import walk
from tests.ui.windows import NOW, SIZES, touch
from tests.unit.store import builders as B

LOOKS = [
    (shape, step, low)
    for shape in ("portrait", "landscape", "small")
    for step in (0, 1, 2)
    for low in (False, True)
    if not (low and shape == "small")
]


@dataclass
class Glass:
    """A screen with a desk behind it, and the finger on it."""

    screen: engine.Screen
    home: KioskHome
    asking: Asking
    device: QPointingDevice
    forward: Callable[[float], None]

    def press(self, start: str) -> None:
        """Touch the key whose name begins so, on whichever page of the list it stands."""
        self.screen.rest()
        while True:
            keys = [t for t in walk.walk(self.screen.view).touchables if t.enabled]
            found = next((t for t in keys if t.name.startswith(start)), None)
            more = next((t for t in keys if t.name == "下一页"), None)
            if found is None and more is None:
                raise AssertionError(f"no key {start}: {[t.name for t in keys]}")
            self.forward(1.0)
            spot = (found or more).rect.center().toPoint()  # type: ignore[union-attr]
            touch(self.screen, self.device, spot)
            self.screen.rest()
            if found is not None:
                return

    def words(self) -> list[str]:
        return [t.text for t in walk.walk(self.screen.view).texts]

    def enabled(self, name: str) -> bool:
        return next(t.enabled for t in walk.walk(self.screen.view).touchables if t.name == name)

    def model(self) -> Any:
        return _model(self.screen)

    def asked(self) -> tuple[Any, ...]:
        """What stands in desk.db."""
        desk = DeskStore(self.home, NOW)
        with desk.reading() as connection:
            found = table.all_asked(connection)
        desk.close()
        return found

    def number(self) -> str:
        return next(w for w in self.words() if len(w) == 6 and w.isdigit())


@pytest.fixture
def glass(
    tmp_path: Path,
    rich_home: KioskHome,
    ui_clock: FixedClock,
    touchscreen: QPointingDevice,
    ticking: Callable[[float], None],
) -> Iterator[Callable[[str], Glass]]:
    engine.make_application()
    made: list[tuple[engine.Screen, Runner]] = []

    def get(shape: str) -> Glass:
        home = KioskHome(tmp_path / "home")
        shutil.copytree(rich_home.path, home.path)
        key = PrivateKey.generate().public_key
        home.seal_key.write_text(base64.b64encode(bytes(key)).decode() + "\n", "ascii")
        home.load_config().drop_out.mkdir(parents=True, exist_ok=True)
        asking = Asking(home, ui_clock)
        runner = Runner(lambda: BoardReader(home, ui_clock), lambda: DeskStore(home, NOW))
        coverage = Coverage.load(resources_dir() / "fonts")
        services = Services(runner, ui_clock, coverage, asking=asking, build_date=NOW.date())
        screen = engine.Screen(services, SIZES[shape], px_per_mm=4.03)
        made.append((screen, runner))
        screen.view.show()
        assert screen.settle()
        return Glass(screen, home, asking, touchscreen, ticking)

    yield get
    for screen, runner in made:
        screen.close()
        runner.stop()


def _model(screen: engine.Screen) -> Any:
    found = screen.view.rootObject().findChildren(QObject)
    return next(c for c in found if str(c.metaObject().className()).startswith("AskStepsVM"))


def _to_the_end(glass: Glass, *, phone: str = "") -> None:
    """From the first step to the summary."""
    glass.press("有错误")
    glass.press("下一步")
    glass.press("金额不对")
    glass.press("下一步")
    if "关于哪一件？" in glass.words():
        glass.press("不是哪一件")
        glass.press("下一步")
    glass.press("下一步")
    glass.press("打电话" if phone else "到这里查")
    glass.press("下一步")
    if phone:
        for digit in phone:
            glass.press(digit)
        glass.press("下一步")


def test_four_steps_give_a_number_and_a_day(glass: Callable[[str], Glass]) -> None:
    g = glass("portrait")
    g.press("提意见")
    assert g.screen.nav.page == "ask"
    assert not g.enabled("下一步")
    _to_the_end(g)
    assert {"再看一遍", "有错误", "金额不对", "到这里查"} <= set(g.words())
    g.press("交上去")
    assert "收到了" in g.words()
    (question,) = g.asked()
    assert question.number == g.number()
    assert (question.sentence, question.about, question.contact) == ("amount_wrong", None, "here")
    # 端午节 is on 2026-06-19: five working days from the 15th end on the 23rd.
    assert question.due is not None
    assert f"最晚 {question.due.month}月{question.due.day}日答复。" in g.words()
    g.press("看完了")
    assert g.screen.nav.page == "home"
    assert question.number not in "".join(g.words())


def test_asked_from_a_persons_page_it_knows_what_it_is_about(
    glass: Callable[[str], Glass], all_stops: tuple[shots.Stop, ...]
) -> None:
    g = glass("portrait")
    stop = next(s for s in all_stops if s.name == "recipient")
    g.screen.go(stop.page, stop.params)
    g.press("数目不对，问一问")
    assert any(w.startswith("关于：") for w in g.words())
    g.press("我家面积不对")
    g.press("下一步")
    assert "要写几个字吗？" in g.words()
    g.press("下一步")
    g.press("到这里查")
    g.press("下一步")
    g.press("交上去")
    (question,) = g.asked()
    assert question.about is not None
    assert (question.about.type, question.about.id) == ("recipient", stop.params["id"])


def test_it_can_be_taken_back(glass: Callable[[str], Glass]) -> None:
    g = glass("portrait")
    g.screen.go("ask")
    _to_the_end(g)
    g.press("交上去")
    g.press("撤回")
    assert "已经撤回" in g.words()
    assert all(q.withdrawn_at is not None for q in g.asked())


def test_after_five_minutes_the_key_is_gone(glass: Callable[[str], Glass]) -> None:
    g = glass("portrait")
    g.screen.go("ask")
    _to_the_end(g)
    g.press("交上去")
    timer = g.model()._withdraw_end
    assert timer.isActive() and timer.interval() == 300_000
    timer.timeout.emit()
    g.screen.rest()
    assert "撤回" not in g.words()


def test_a_wrong_phone_is_said_and_a_right_one_stands_nowhere_in_clear(glass: Callable[[str], Glass]) -> None:
    g = glass("portrait")
    g.screen.go("ask")
    _to_the_end(g, phone="1391234")
    g.press("交上去")
    assert any(w.startswith("电话少了或多了几位") for w in g.words())
    assert not g.asked()
    g.press("改一改")
    for digit in "0000":
        g.press(digit)
    g.press("下一步")
    g.press("交上去")
    assert "收到了" in g.words()
    assert g.asked()[0].contact == "phone"
    for path in g.home.path.rglob("*"):
        assert not path.is_file() or b"13912340000" not in path.read_bytes(), path.name


def test_the_reply_is_found_by_number_and_rated_once(
    glass: Callable[[str], Glass], ui_clock: FixedClock
) -> None:
    g = glass("portrait")
    g.screen.go("ask")
    _to_the_end(g)
    g.press("交上去")
    number = g.number()
    (question,) = g.asked()
    desk = DeskStore(g.home, NOW)
    rules: Questions = Asking(g.home, ui_clock)(desk)
    clerk = Person(1, "熊示例", "clerk", True)
    rules.reply(question.question_id, "已经补发，请查存折。", public=True, by=clerk, now=NOW)
    desk.close()
    g.press("首页")
    g.press("提意见")
    assert any(t.startswith("大家问过的") for t in g.words())
    g.press("查回复")
    for digit in number:
        g.press(digit)
    g.press("查一查")
    assert "已经补发，请查存折。" in g.words()
    g.press("满意")
    assert "谢谢，记下了。" in g.words()
    assert "满意" not in [t.name for t in walk.walk(g.screen.view).touchables]
    assert g.asked()[0].satisfied is True


def test_by_its_number_it_is_followed_until_the_county_has_answered(
    glass: Callable[[str], Glass], ui_clock: FixedClock
) -> None:
    g = glass("portrait")
    g.screen.go("ask")
    _to_the_end(g)
    g.press("交上去")
    number = g.number()
    (question,) = g.asked()

    def look() -> str:
        g.press("首页")
        g.press("提意见")
        g.press("查回复")
        for digit in number:
            g.press(digit)
        g.press("查一查")
        return "\n".join(g.words())

    assert "收到" in look()
    desk = DeskStore(g.home, NOW)
    Asking(g.home, ui_clock)(desk).tend(NOW + timedelta(minutes=6), trusted=True)
    desk.close()
    assert "办理中" in look()
    reply = ReplyItem(question.question_id, "县里核过了，少发的下月补上。", NOW.date(), False)
    B.apply(g.home, B.MadeBundle(4).add(reply))
    answered = look()
    assert "县里核过了，少发的下月补上。" in answered and "办理中" not in answered
    g.press("不满意")
    assert g.asked()[0].satisfied is False


def test_a_wrong_number_says_how_many_tries_are_left_and_shows_nothing(glass: Callable[[str], Glass]) -> None:
    g = glass("portrait")
    g.screen.go("ask")
    g.press("查回复")
    for _ in range(5):
        for digit in "123456":
            g.press(digit)
        g.press("查一查")
    assert any("10 分钟" in w for w in g.words())
    assert "查回复" in g.words()


def test_what_must_be_written_waits_for_a_stroke(glass: Callable[[str], Glass]) -> None:
    g = glass("portrait")
    g.screen.go("ask")
    g.press("投诉建议")
    g.press("下一步")
    g.press("其他，我来写")
    g.press("下一步")
    g.press("不是哪一件")
    g.press("下一步")
    assert not g.enabled("下一步")
    middle = (
        next(t for t in walk.walk(g.screen.view).texts if t.text == "在这里用手指写").rect.center().toPoint()
    )
    g.forward(1.0)
    touch(g.screen, g.device, middle, QPoint(middle.x() + 200, middle.y() + 60))
    g.screen.rest()
    assert g.enabled("下一步")
    # 上一步 and forward again: what was written is still there.
    g.press("上一步")
    g.press("下一步")
    assert g.enabled("下一步") and g.enabled("擦掉重写")
    g.press("下一步")
    g.press("不用")
    g.press("下一步")
    g.press("交上去")
    drawing = g.asked()[0].drawing
    assert drawing is not None and drawing.startswith(b"\x89PNG")
    assert g.model()._strokes == []


def test_without_a_desk_nothing_is_promised(screen_for: Callable[[str], engine.Screen]) -> None:
    screen = screen_for("portrait")
    screen.set_look()
    screen.go("ask", {"kind": "error", "step": "check", "sentence": "amount_wrong", "contact": "here"})
    _model(screen).forward()
    screen.rest()
    assert "现在收不了。请直接找值班员说。" in [t.text for t in walk.walk(screen.view).texts]


def test_once_a_minute_the_letter_goes_to_the_county(
    glass: Callable[[str], Glass], ui_clock: FixedClock
) -> None:
    g = glass("portrait")
    folder = g.home.load_config().drop_out / "questions"
    before = set(folder.glob("*.json"))
    g.screen.go("ask")
    _to_the_end(g)
    g.press("交上去")
    keeper = AskKeeper(g.screen.services.runner, ui_clock, g.asking)
    assert keeper._minute.interval() == 60_000
    keeper.tend()
    g.screen.rest()
    assert set(folder.glob("*.json")) == before  # five minutes have not passed
    desk = DeskStore(g.home, NOW)
    later = FixedClock(NOW.replace(minute=NOW.minute + 6))
    Asking(g.home, ui_clock)(desk).tend(later.now(), trusted=True)
    desk.close()
    assert len(set(folder.glob("*.json")) - before) == 1


@pytest.mark.parametrize(("shape", "step", "low"), LOOKS)
def test_every_step_keeps_the_rules(
    shape: str, step: int, low: bool, screen_for: Callable[[str], engine.Screen]
) -> None:
    screen = screen_for(shape)
    screen.set_look(step=step, low_reach=low)
    chosen: dict[str, object] = {
        "kind": "error",
        "sentence": "amount_wrong",
        "contact": "phone",
        "can_call": True,
    }
    about = {"about": "2026年稻谷生产者补贴", "type": "programme", "id": "BT-NY-02"}
    done = {"number": "482913", "can_withdraw": True}
    steps: list[tuple[str, dict[str, object]]] = [
        ("kind", {"answers_count": 3}),
        *((f"sentence-{k}", {"step": "sentence", "kind": k, **about}) for k in ("ask", "error", "complaint")),
        ("thing", chosen),
        ("write", {**chosen, **about}),
        ("contact", {**chosen, **about}),
        ("phone", {**chosen, "phone": "079112345678"}),
        ("check", {**chosen, **about, "written": True, "phone": "079112345678"}),
        ("done", {**chosen, **done}),
        ("lookup", {"number": "482913", "problem": "没有这个编号。请看看单子，还能试 4 次。"}),
    ]
    wrong: list[str] = []
    for name, params in steps:
        assert screen.go("ask", {"step": name, **params})
        page = walk.walk(screen.view)
        assert len(page.texts) > 8, name
        if low:
            faults = [*walk.low_reach(page), *walk.touch_sizes(page), *walk.text_boxes(page)]
        else:
            faults = walk.every_rule(page, walk.picture(screen.view.grabWindow()), step=step)
        wrong += [f"{name}: {fault}" for fault in faults]
    screen.set_look()
    assert not wrong, "\n".join(wrong)


def test_the_kept_picture_is_small_and_cut_to_the_writing() -> None:
    strokes = [[(0.1 * i, 0.1 + 0.02 * i) for i in range(9)] for _ in range(30)]
    png = picture_of(strokes)
    assert int.from_bytes(png[16:20], "big") == PICTURE_WIDTH
    assert len(png) < 60 * 1024


def test_every_ready_sentence_has_an_icon_of_the_set() -> None:
    from kiosk.ui.viewmodels import asksteps

    names = {asksteps._ICONS.get(s.code, "pencil") for s in READY} | set(asksteps._KIND_ICONS.values())
    assert all((resources_dir() / "icons" / f"{name}.svg").is_file() for name in names)
