"""manifest.json: what is written is read back, and each rule of §4 refuses with its own code."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.bundle.manifest import manifest_bytes, parse_manifest
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import (
    EventItem,
    FileEntry,
    Item,
    KeyRevocation,
    KeysItem,
    Manifest,
    PolicyAnswers,
    PolicyDocument,
    PolicyItem,
    ReferenceItem,
    ReplyItem,
    TableRef,
    WithdrawItem,
    WithdrawTarget,
)
from tests.unit.bundle.making import KEY, VILLAGE, batch, disclosure, full

POLICY = PolicyItem(
    policy_id="ZC-01",
    programme_ids=("BT-NY-01",),
    title="耕地地力保护补贴",
    document=PolicyDocument("补贴办法", "", None, "以今年文件为准"),
    valid_from=date(2026, 1, 1),
    updated_on=date(2026, 5, 1),
    answers=PolicyAnswers("种地的人", "每亩112元", "年中", "村组登记", "镇财政所"),
    publish_from=date(2026, 5, 1),
)
OTHERS: tuple[Item, ...] = (
    POLICY,
    EventItem("E-1", ("GK-JC-01",), "meeting", date(2026, 6, 1), "村民代表会议"),
    ReplyItem("Q-1", "已经修好。\n谢谢。", date(2026, 6, 2), True),
    WithdrawItem((WithdrawTarget("disclosure", "D-9", 1),), "发错了", date(2026, 6, 3)),
    ReferenceItem("settings", "data/settings.json", 3),
)


def whole() -> Manifest:
    d = full()
    d.items.extend(OTHERS[:-1])
    d.add_reference("settings", 3, b"{}")
    return d.manifest()


def as_json() -> dict[str, Any]:
    return json.loads(manifest_bytes(whole()))


def refusal(value: object, raw: bytes | None = None) -> SenderFault:
    with pytest.raises(SenderFault) as refused:
        parse_manifest(raw if raw is not None else json.dumps(value, ensure_ascii=False).encode())
    return refused.value


def test_written_is_read_back() -> None:
    manifest = whole()
    assert parse_manifest(manifest_bytes(manifest)) == manifest
    assert manifest.name == f"{VILLAGE}-000001"


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40
)
TITLE = TEXT.filter(lambda t: t.strip() != "" and "\ufeff" not in t)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
IDS = st.from_regex(r"\A[A-KM-Z]{1,3}-[0-9]{1,6}\Z")


@given(
    title=TITLE,
    issuer=TITLE,
    number=TEXT | st.just(""),
    days=st.tuples(DAYS, DAYS).map(sorted),
    ids=st.lists(IDS, min_size=1, max_size=5, unique=True),
    version=st.integers(1, 9),
    cancelled=st.booleans(),
)
def test_any_manifest_is_read_back(
    title: str, issuer: str, number: str, days: list[date], ids: list[str], version: int, cancelled: bool
) -> None:
    corrected: dict[str, Any] = {"version": version}
    if version > 1:
        corrected |= {"replaces": version - 1, "reason": title}
    number = number.replace("\ufeff", "")
    items: list[Item] = [
        disclosure(
            ids[0], title=title, catalogue_ids=tuple(ids), publish_from=days[0], publish_to=days[1],
            **corrected,
        ),
        EventItem(ids[0], tuple(ids), "event", days[0], title, cancelled),
        PolicyItem(
            policy_id=ids[0], programme_ids=tuple(ids), title=title,
            document=PolicyDocument(title, number, days[0], title), valid_from=days[0], valid_to=days[1],
            updated_on=days[1], answers=PolicyAnswers(*[title] * 5), publish_from=days[0], body=title,
            **corrected,
        ),
        WithdrawItem(tuple(WithdrawTarget("payouts", i, version) for i in ids), title, days[1]),
    ]  # fmt: skip
    manifest = Manifest(VILLAGE, 2, "a" * 64, "update", issuer, "2026-06-01T08:00:00+08:00", tuple(items))
    assert parse_manifest(manifest_bytes(manifest)) == manifest


def test_keys_alone_are_read_back() -> None:
    change = KeysItem((KEY.public.line(),), (KeyRevocation("00112233445566AA", 4),), None)
    manifest = Manifest(VILLAGE, 2, "a" * 64, "update", "县里", "2026-06-01T00:00:00Z", (change,))
    assert parse_manifest(manifest_bytes(manifest)) == manifest


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad_json"),
        (b"[]", "bad_json"),
        (b'{"a": 1, "a": 2}', "bad_json"),
        (b'{"a": 1.5}', "bad_json"),
        (b'{"a": 1e3}', "bad_json"),
        (b'{"a": NaN}', "bad_json"),
        (b'{"a": -Infinity}', "bad_json"),
        (b'{"a": 123456789012345678901234567890}', "bad_json"),
        (b'{"a": "\xff"}', "bad_json"),
        (b"\xef\xbb\xbf{}", "bad_json"),
        (b"[" * 200_000, "bad_json"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "bad_json"),
        (b" " * (9 << 20), "too_large"),
    ],
)
def test_json_that_is_not_taken(raw: bytes, code: str) -> None:
    assert refusal(None, raw).code == code


def _set(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        value[path[-1]] = to

    return change


def _drop(*path: Any) -> Callable[[dict[str, Any]], None]:
    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        del value[path[-1]]

    return change


def _double_item(value: dict[str, Any]) -> None:
    value["items"].append(copy.deepcopy(value["items"][2]))


def _with_keys(value: dict[str, Any]) -> None:
    value["items"].append({"type": "keys", "add": [], "revoke": [], "seal_key": None})


def _case_twin(value: dict[str, Any]) -> None:
    twin = copy.deepcopy(value["files"][0])
    twin["path"] = "data/" + twin["path"].removeprefix("data/").upper()
    value["files"].append(twin)


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (_set("format", to="kiosk-bundle/2"), "unknown_format", "format"),
        (_set("village_code", to="36012310221"), "bad_manifest", "village_code"),
        (_set("seq", to=0), "bad_manifest", "seq"),
        (_set("seq", to=True), "bad_manifest", "seq"),
        (_set("seq", to="1"), "bad_manifest", "seq"),
        (_set("prev", to="a" * 64), "prev_rule", "prev"),
        (_set("seq", to=2), "prev_rule", "prev"),
        (_set("kind", to="delta"), "bad_manifest", "kind"),
        (_set("created", to="2026-06-01T08:00:00"), "bad_manifest", "created"),
        (_set("created", to="2026-13-01T08:00:00Z"), "bad_manifest", "created"),
        (_set("issuer", to="  "), "bad_manifest", "issuer"),
        (_set("issuer", to="县\u0000里"), "bad_manifest", "issuer"),
        (_set("issuer", to="县\u202e里"), "bad_manifest", "issuer"),  # turns the writing round
        (_set("items", 1, "title", to="收\u2066支"), "bad_manifest", "items[1].title"),
        (_set("items", 1, "body", to="收\U000e0041支"), "bad_manifest", "items[1].body"),  # a tag, unseen
        (_set("items", 1, "body", to="收\uffff支"), "bad_manifest", "items[1].body"),  # no character
        (_set("extra", to=1), "unknown_entry", "extra"),
        (_drop("files"), "missing_entry", "files"),
        (_set("items", 0, "type", to="gift"), "bad_manifest", "items[0].type"),
        (_set("items", 0, "idno", to="x"), "unknown_entry", "items[0].idno"),
        (_set("items", 0, "table", "rows", to=-1), "bad_manifest", "items[0].table.rows"),
        (_set("items", 0, "table", "cents", to=None), "bad_manifest", "items[0].table.cents"),
        (_set("items", 0, "table", "fields", to=["row", "cents"]), "bad_fields", "items[0].table.fields"),
        (_set("items", 0, "table", "fields", to=["row", "cents", "status", "idno"]), "bad_fields", "fields"),
        (_set("items", 0, "table", "fields", to=["cents", "row", "status"]), "bad_fields", "fields"),
        (_set("items", 0, "table", "path", to="data/other.csv"), "file_unlisted", "items[0]"),
        (_set("items", 0, "table", "path", to="../x.csv"), "unsafe_path", "items[0].table.path"),
        (_set("items", 0, "paid_to", to="2026-02-30"), "bad_manifest", "items[0].paid_to"),
        (_set("items", 0, "paid_to", to="2026-01-01"), "date_order", "items[0].paid_to"),
        (_set("items", 0, "year", to=2020), "date_order", "items[0].year"),
        (_set("items", 0, "publish_to", to="2020-01-01"), "date_order", "items[0].publish_to"),
        (_set("items", 0, "catalogue_ids", to=[]), "bad_manifest", "items[0].catalogue_ids"),
        (_set("items", 0, "catalogue_ids", to=["A", "A"]), "bad_manifest", "items[0].catalogue_ids[1]"),
        (_set("items", 0, "batch_id", to="有 空格"), "bad_manifest", "items[0].batch_id"),
        (_set("items", 0, "privacy", to="P9"), "bad_manifest", "items[0].privacy"),
        (_set("items", 0, "version", to=2), "version_rule", "items[0].version"),
        (_set("items", 0, "reason", to="改错"), "version_rule", "items[0].version"),
        (_set("items", 1, "nothing", to=True), "nothing_rule", "items[1].nothing"),
        (_set("items", 1, "period", to="2026-Q5"), "bad_manifest", "items[1].period"),
        (_set("items", 1, "form", to="poem"), "bad_manifest", "items[1].form"),
        (_set("items", 1, "attachments", 0, "path", to="files/x.exe"), "unsafe_path", "attachments[0].path"),
        (_set("items", 2, "answers", "who", to=""), "bad_manifest", "items[2].answers.who"),
        (_set("items", 2, "document", "date", to="昨天"), "bad_manifest", "items[2].document.date"),
        (_set("items", 3, "trigger", to="whim"), "bad_manifest", "items[3].trigger"),
        (_set("items", 3, "cancelled", to=0), "bad_manifest", "items[3].cancelled"),
        (_set("items", 5, "targets", to=[]), "bad_manifest", "items[5].targets"),
        (_set("items", 6, "path", to="files/settings.json"), "unsafe_path", "items[6].path"),
        (_set("files", 0, "sha256", to="A" * 64), "bad_manifest", "files[0].sha256"),
        (_set("files", 0, "bytes", to=1 << 40), "bad_manifest", "files[0].bytes"),
        (_set("files", 0, "path", to="data/../../x.csv"), "unsafe_path", "files[0].path"),
        (_drop("items", 1), "file_unused", "files[0]"),
        (_double_item, "double_item", "items[7]"),
        (_with_keys, "keys_not_alone", "items"),
        (_case_twin, "double_file", "files[4].path"),
    ],
)
def test_each_rule_has_a_code_and_names_the_place(
    change: Callable[[dict[str, Any]], None], code: str, place: str
) -> None:
    value = as_json()
    change(value)
    error = refusal(value)
    assert error.code == code, error.sentence()
    assert place in error.message
    assert error.message.endswith("重发。")


def test_a_correction_needs_what_it_replaces_and_why() -> None:
    good = batch(
        "B-1",
        version=3,
        replaces=1,
        reason="面积写错",
        table=TableRef("data/b.csv", 0, 0, ("row", "cents", "status")),
    )
    entry = FileEntry("data/b.csv", 0, "0" * 64)
    manifest = Manifest(VILLAGE, 2, "b" * 64, "update", "县", "2026-06-01T00:00:00Z", (good,), (entry,))
    assert parse_manifest(manifest_bytes(manifest)) == manifest
    value = json.loads(manifest_bytes(manifest))
    value["items"][0]["replaces"] = 3
    assert refusal(value).code == "version_rule"


def test_no_sentence_repeats_a_value() -> None:
    value = as_json()
    value["items"][1]["title"] = {"idno": "990123199001011234"}
    assert "990123" not in refusal(value).sentence()
    value = as_json()
    value["items"][1]["period"] = "990123199001011234"
    assert "990123" not in refusal(value).sentence()
    value = as_json()
    value["990123199001011234"] = 1
    assert "990123" not in refusal(value).sentence()


def test_snapshot_has_no_prev(tmp_path: Path) -> None:
    d = full(7, None, kind="snapshot")
    assert d.manifest().prev is None
    with pytest.raises(SenderFault) as refused:
        full(7, "a" * 64, kind="snapshot").manifest()
    assert refused.value.code == "prev_rule"
