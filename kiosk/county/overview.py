"""The receipts as one static page: opens from a folder in any browser, loads nothing, ranks nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from kiosk.bundle.disk import write_whole
from kiosk.county.receipts import UnitStatus
from kiosk.county.workspace import disk_fault
from kiosk.domain.clock import SHANGHAI

_STYLE = (
    "body{font:16px/1.6 'Noto Sans SC','Microsoft YaHei',sans-serif;margin:2em auto;max-width:72em;"
    "padding:0 1em;color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #999;padding:.35em .6em;text-align:left;vertical-align:top}"
    "th{background:#eee}td.n{text-align:right}ul{margin:.2em 0}"
    "@media print{body{margin:0;max-width:none;font-size:11pt}thead{display:table-header-group}}"
)
_HEADS = (
    "乡镇", "村(社区)", "发到第几个", "收到第几个", "情况", "最近回音", "墙上挂着", "没答复的意见",
    "本村自己公开", "近14天触摸",
)  # fmt: skip


def write_overview(
    path: Path, county: str, units: Sequence[UnitStatus], at: datetime, silent_days: int
) -> Path:
    """Writes the page, whole or not at all; EnvironmentFault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, overview(county, units, at, silent_days).encode())
    except OSError as error:
        raise disk_fault(error, path) from error
    return path


def overview(county: str, units: Sequence[UnitStatus], at: datetime, silent_days: int) -> str:
    """The page's HTML. Units in the order of their codes; those that said nothing for so long apart."""
    units = sorted(units, key=lambda u: u.village_code)
    quiet = [u for u in units if u.is_silent(silent_days)]
    heard = sum(u.answered for u in units)
    rows = "\n".join(_row(u) for u in units)
    heads = "".join(f'<th scope="col">{h}</th>' for h in _HEADS)
    notes = _list(units, lambda u: u.sentences)
    files = _list(units, lambda u: u.left_out)
    machines = _list(units, lambda u: u.notes)
    silent = "、".join(
        escape(f"{u.name}（{u.age_words()}）" if u.answered else u.name) for u in quiet
    )
    when = at.astimezone(SHANGHAI).strftime("%Y年%m月%d日 %H:%M")
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(county)}村务公开亭回执</title>'
        f"<style>{_STYLE}</style></head><body>\n<h1>{escape(county)}村务公开亭回执</h1>\n"
        f"<p>{when}。共{len(units)}个村和社区，有回音的{heard}个。按区划代码排列。</p>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table>\n"
        + (f"<h2>{silent_days}天没有回音的</h2>\n<p>{silent}</p>\n" if quiet else "")
        + (f"<h2>拒收的原因</h2>\n<ul>{notes}</ul>\n" if notes else "")
        + (f"<h2>亭子要人看一下的</h2>\n<ul>{machines}</ul>\n" if machines else "")
        + (f"<h2>没有算进来的文件</h2>\n<ul>{files}</ul>\n" if files else "")
        + "</body></html>\n"
    )


def _list(units: Sequence[UnitStatus], of: Callable[[UnitStatus], Sequence[str]]) -> str:
    return "".join(f"<li>{escape(u.name)}：{escape(s)}</li>" for u in units for s in of(u))


def _row(u: UnitStatus) -> str:
    age = u.age_words() or "没有"
    touches = "" if u.touches is None else u.touches
    words = u.words() + ("；亭子的公钥没有登记" if u.unknown_kiosk else "")
    cells = [
        f"<td>{escape(u.town)}</td>",
        f"<td>{escape(u.village)}</td>",
        *(f'<td class="n">{n}</td>' for n in (u.sent, u.applied)),
        f"<td>{escape(words)}</td>",
        f"<td>{age}</td>",
        *(f'<td class="n">{n}</td>' for n in (u.posted, u.question_words(), u.local, touches)),
    ]
    return f"<tr>{''.join(cells)}</tr>"
