"""``kiosk county questions|reply``: what villagers ask, and the county's answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.chinese import Command, Option
from kiosk.cli.county_options import FILE, bundle_paths, session_at, village_option, workspace_option
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json, plain, say
from kiosk.domain.errors import SenderFault, UsageFault
from kiosk.domain.questions import CONTACT_WORDS, KIND_WORDS

if TYPE_CHECKING:
    from kiosk.county.questions import Asked, CountyQuestion
    from kiosk.county.session import Session


def _read(session: Session, villages: tuple[str, ...], drop: Path | None) -> dict[str, Asked]:
    from kiosk.county.outfiles import drop_root
    from kiosk.county.questions import read_questions, seal_keys

    root = drop_root(drop, session.workspace.config.drop)
    keys = seal_keys(session.workspace)
    return {
        unit.village_code: read_questions(session, unit, root / unit.village_code / "out", keys)
        for unit in session.workspace.chosen(villages)
    }


def _questions(
    workspace: Path, drop: Path | None, only_open: bool, drawings: Path | None, show_phone: bool,
    villages: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    from kiosk.county.questions import write_drawings

    with session_at(workspace) as session:
        found = _read(session, villages, drop)
        shown = [q for asked in found.values() for q in (asked.open if only_open else asked.questions)]
        names = {u.village_code: f"{u.town_name}{u.short_name}" for u in session.workspace.units}
        left_out = [f"{names[code]}：{s}" for code, asked in found.items() for s in asked.sentences]
        pictures, odd = write_drawings(shown, drawings) if drawings is not None else ([], [])
        left_out += odd
    if as_json:
        lines = [_json(q, show_phone) for q in shown]
        emit_json({"questions": lines, "drawings": pictures, "left_out": left_out})
        return
    if shown:
        for question in shown:
            say(*_lines(question, show_phone))
        late = sum(q.overdue > 0 for q in shown)
        say(f"共{len(shown)}个" + (f"，过期没答复的{late}个。" if late else "。"))
        if any(q.state == "open" for q in shown):
            say("答复：kiosk county reply 编号 --text 答复的话")
    else:
        say("没有等着答复的提问。" if only_open else "没有提问。")
    if pictures:
        say(f"手写的{len(pictures)}张图放在 {drawings}。里面可能有个人的事，看完请删掉。")
    elif any(q.has_drawing for q in shown):
        say("有手写的，要看请加上 --drawings 文件夹。")
    if not show_phone and any(q.wants_call for q in shown):
        say("有人留了电话，要打时请加上 --show-phone。")
    say(*(f"✗ {sentence}" for sentence in left_out))


def _json(question: CountyQuestion, show_phone: bool) -> dict[str, object]:
    """All but the letter itself; the phone only when it was asked for."""
    value = {
        name: plain(getattr(question, name))
        for name in question.__slots__
        if name != "letter"
    }
    return value | ({"phone": question.letter.phone} if show_phone else {})


def _lines(q: CountyQuestion, show_phone: bool) -> tuple[str, ...]:
    """Who and when in the first line, what in the second."""
    states = {"open": "没答复", "replied": "县里答复了", "answered": "村里答复了"}
    said = {True: "，满意", False: "，不满意", None: ""}[q.satisfied]
    late = f"，过了{q.overdue}天" if q.overdue else ""
    back = f"回话：{CONTACT_WORDS[q.letter.contact]}"
    if show_phone and q.letter.phone:
        back = f"回话打 {q.letter.phone}"
    about = f"，关于{q.about}" if q.about else ""
    days = f"{q.asked_on:%m-%d}提出，{q.due:%m-%d}前答复{late}"
    return (
        f"{q.number}  {q.village}  {days}  {states[q.state]}{said}",
        f"        {KIND_WORDS[q.kind]}：{q.words}{'（有手写）' if q.has_drawing else ''}{about}。{back}",
    )


def _reply(
    workspace: Path, number: str, text: str | None, file: Path | None, public: bool, again: bool,
    drop: Path | None, villages: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    from kiosk.county.questions import find, reply

    if (text is None) == (file is None):
        raise UsageFault("reply_text", "请用 --text 写答复，或用 --file 给一份文字文件，写其中一样。")
    if file is not None:
        text = _read_text(file)
    assert text is not None
    with session_at(workspace) as session:
        found = _read(session, villages, drop)
        question = find([q for asked in found.values() for q in asked.questions], number)
        bundle = reply(session, question, text, public=public, again=again)
        if as_json:
            emit_json(
                {"question_id": question.question_id, "bundles": bundle_paths(session, [bundle])}
            )
        else:
            say(
                f"给{question.village} {question.number} 的答复做好了，"
                f"{'公开，大家都能看' if public else '只有拿编号的人能看'}。下一步：kiosk county push"
            )


def _read_text(path: Path) -> str:
    from kiosk.county.workspace import disk_fault

    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SenderFault("reply_file", f"{path.name} 不是 UTF-8 文字。请另存为 UTF-8。") from error
    except OSError as error:
        raise disk_fault(error, path) from error


def _drop_option() -> Option:
    return Option(
        ["--drop"],
        type=FILE,
        metavar="文件夹",
        help="和各村同步的总文件夹；不写就用 county.toml 里的。",
    )


commands = (
    Command(
        "questions",
        callback=_questions,
        short_help="看村民提的意见，什么时候要答复。",
        help="看村民在亭子上提的意见：哪个村、编号、期限（5个工作日，简单的3个）、说的是什么、答复了没有。\n\n"
        "封好的提问只在这里打开，不另外存。没有寄件人：能往文件夹里放东西的人都能写一份，先核实再办。",
        params=[
            Option(["--open", "only_open"], is_flag=True, help="只看还没答复的。"),
            Option(["--drawings"], type=FILE, metavar="文件夹", help="把手写的图放进这个文件夹。"),
            Option(["--show-phone"], is_flag=True, help="写出村民留的电话，给打电话的人看。"),
            _drop_option(),
            village_option(),
            workspace_option(),
            json_option(),
        ],
    ),
    Command(
        "reply",
        callback=_reply,
        short_help="答复村民的一个意见。",
        help="答复村民的一个意见：写编号（6位数字，或Q开头的）和答复，随下一次推送到那个村。",
        params=[
            click.Argument(["number"], metavar="编号"),
            Option(["--text"], metavar="文字", help="答复，最多500字，里面不能有证件号、卡号、手机号。"),
            Option(["--file"], type=FILE, metavar="文件", help="答复写在这份 UTF-8 文字文件里。"),
            Option(["--public"], is_flag=True, help="公开答复：屏幕上大家都能看，不写谁问的。"),
            Option(["--again"], is_flag=True, help="县里答复过了，换一份。"),
            _drop_option(),
            village_option(),
            workspace_option(),
            json_option(),
        ],
    ),
)
