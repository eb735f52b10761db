"""The sentences of the checks: what is wrong and what to do; never the content of a cell."""

from __future__ import annotations

from typing import Final

from kiosk.county.checking.units import HOW

SENTENCES: Final[dict[str, str]] = {
    "name_missing": "没有姓名。请补上姓名后重发这一行。",
    "name_replaced": "姓名里有用“？”“□”“*”、数字或拼音代替的字。请查清本字，改正后重发这一行。",
    "name_latin": "姓名全是字母。请核对是不是外文姓名；如果是拼音代替的汉字，请改成汉字。",
    "name_remark": "姓名后面括号里的字没有收。请核对：姓名栏只写姓名。",
    "id_as_number": "证件号被存成了数字，末几位已经丢失，没法恢复。请把这一列设成文本，重新填好再发。",
    "id_check": "证件号的校验位不对，多半有一位写错了。请核对后重发这一行。",
    "id_length": "证件号的位数不对，应是18位。请核对后重发这一行。",
    "id_15": "证件号是15位旧号，已按18位对应。请核对后换成18位的。",
    "id_missing": "没有证件号，只能按村、组、姓名认人。请尽量补上。",
    "amount_missing": "没有金额。请补上金额后重发这一行；没有发的请删掉这一行。",
    "amount_no_result": "金额是公式，但没有算出来的数（没有存，或是 #N/A 这样的错）。"
    "请用 WPS 或 Excel 打开，改好保存再发。",
    "amount_wrong": "金额不是数。请改成数字（单位元）后重发这一行。",
    "amount_negative": "金额是负数。若确是扣回，请打包时加 --allow-negative；否则请改正后重发。",
    "amount_zero": "金额是0。请核对；没有发的请删掉这一行。",
    "amount_product": "金额与“数量×标准”对不上，相差超过1分。请核对；若金额是另行核定的，请在列对照里注明。",
    "number_wrong": "这里应是数字，现在不是。请改正后重发这一行。",
    "number_no_result": "这里是公式，但没有算出来的数（没有存，或是 #N/A 这样的错）。"
    "请用 WPS 或 Excel 打开，改好保存再发。",
    "number_negative": "这里是负数。请核对后重发这一行。",
    "date_wrong": "日期认不出来，没有采用。请写成 2026-04-15 这样。",
    "date_year": "发放日期不在所报的年度里。请核对。",
    "village_heading": "这一行写着另一个村的名字，分不清下面的行是哪个村的，没有收。"
    "请一个村一张表，或加一列村名，或写成“某某镇某某村”。",
    "village_missing": "没有写是哪个村。请补上村名，或一个村一张表。",
    "programme_missing": "没有写是哪个补贴项目，或项目名称认不出来。请改成补贴项目表里的名称。",
    "note_personal": "文字里有证件号、卡号或电话，这一格已清空，其余照收。请以后不要写在这里。",
    "group_unknown": "这个小组不在已登记的小组里，照原样收下。请核对是不是写错了。",
    "duplicate": "这个人前面已经有一行了。请核对；同一人只留一行，或把几行合成一行。",
    "duplicate_name": "同村同组前面已有同名的一行，又没有证件号，分不清是不是同一人。请补上证件号。",
    "unit_of_cell": f"这一格写的面积单位和列名不同，已换算成亩{HOW}。请核对。",
    "row_gap": "序号不连续，可能漏了行。请核对。",
    "row_repeated": "序号和上一行一样，可能重复了。请核对。",
    "across_total": "各项之和与“合计”列对不上。请核对后重发这一行。",
}
"""Code → sentence for problems of a line."""

ERRORS: Final = frozenset({
    "name_missing", "name_private", "name_replaced", "id_as_number", "id_check", "id_length",
    "amount_missing", "amount_no_result", "amount_wrong", "amount_negative", "amount_product",
    "number_wrong", "number_no_result", "number_negative", "village_missing", "village_unknown",
    "village_ambiguous", "village_heading", "village_conflict", "programme_missing", "duplicate",
    "duplicate_name", "across_total", "sum_total", "header_missing", "columns_unsure", "column_missing",
    "nothing_read", "too_many",
})  # fmt: skip
"""Codes that block their row; all others are warnings."""


def private_sentence(proposals: tuple[str | None, ...]) -> str:
    """A private-use character in a name, with what it probably meant (never put in by us)."""
    known = [p for p in proposals if p]
    if len(known) == len(proposals):
        meant = "、".join(f"“{p}”（U+{ord(p):04X}）" for p in known)
        return f"姓名里有旧编码的字，可能是{meant}。请核对后改正，再重发这一行。"
    return "姓名里有别处显示不出来的旧编码字。请查清本字，改正后重发这一行。"


def village_sentence(fault: str, candidates: tuple[str, ...]) -> str:
    """An unknown or ambiguous village with the nearest names."""
    if fault == "village_missing":
        return SENTENCES[fault]
    names = "、".join(candidates)
    if fault == "village_ambiguous":
        return f"这个村名有几个：{names}。请在前面写明乡镇，再重发。"
    if candidates:
        return f"县里没有叫这个名字的村。相近的有：{names}。请改正后重发，或请县里把它加进别名表。"
    return "县里没有叫这个名字的村。请改正后重发，或请县里把它加进别名表。"
