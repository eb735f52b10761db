import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import privacy
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import PRIVACY_CLASSES
from kiosk.domain.privacy import CountedTotal
from kiosk.domain.reference import load_packaged

REFERENCE = load_packaged()
classes = st.sampled_from(PRIVACY_CLASSES)


def fields(programme_id: str, *, family_view: bool = False) -> set[str]:
    programme = REFERENCE.programmes.by_id[programme_id]
    columns = REFERENCE.columns.of_programme(programme)
    return set(privacy.allowed_fields(programme.privacy, columns, family_view=family_view))


@given(st.lists(classes, min_size=1))
def test_strictest_is_never_laxer_than_any(found: list[privacy.PrivacyClass]) -> None:
    result = privacy.strictest(*found)
    assert result != "PX"
    assert not any(privacy.is_laxer(result, c) for c in found)
    assert result in found or set(found) == {"PX"}


def test_px_takes_the_programmes_own() -> None:
    assert privacy.class_of("P1", "P1", ["PX", "P1"]) == "P1"
    assert privacy.class_of("P1", "P3", ["PX"]) == "P3"
    assert privacy.class_of("P1", None, ["PX", "P2"]) == "P2"
    assert privacy.class_of("PX", None, ["PX"]) == "P2"


@pytest.mark.parametrize(
    ("declared", "programme", "refused"),
    [("P1", "BT-JZ-01", True), ("PX", "BT-JZ-01", True), ("P2", "BT-JZ-01", False), ("P3", "BT-JZ-01", False),
     ("P0", "BT-NY-01", True), ("P1", "BT-NY-01", False), ("P3", "BT-JZ-10", True)],
)  # fmt: skip
def test_downgrade_is_refused(declared: privacy.PrivacyClass, programme: str, refused: bool) -> None:
    target = REFERENCE.programmes.by_id[programme]
    if not refused:
        privacy.check_downgrade(declared, target)
        return
    with pytest.raises(SenderFault) as caught:
        privacy.check_downgrade(declared, target)
    assert caught.value.code == "privacy_downgrade"


@pytest.mark.parametrize(
    ("cls", "outlet", "web_names", "on_web", "shown"),
    [
        ("P0", "web", "none", True, "full"),
        ("P1", "screen", "none", False, "full"),
        ("P1", "web", "none", True, "none"),
        ("P1", "web", "masked", True, "masked"),
        ("P1", "web", "masked", False, "none"),
        ("P2", "wall", "none", False, "full"),
        ("P2", "web", "masked", True, "none"),
        ("PX", "web", "masked", True, "none"),
        ("P3", "screen", "masked", True, "none"),
        ("P4", "wall", "masked", True, "none"),
    ],
)
def test_names_by_outlet(
    cls: privacy.PrivacyClass, outlet: privacy.Outlet, web_names: privacy.WebNames, on_web: bool, shown: str
) -> None:
    assert privacy.names_shown(cls, outlet, web_names, on_web) == shown


def test_p1_fields_follow_the_published_columns() -> None:
    assert fields("BT-NY-01") == {
        "row", "cents", "status", "group", "name", "ordinal", "recipient_id", "qty", "qty_unit", "rate",
        "rate_unit", "paid_on", "paid_how", "note",
    }  # fmt: skip
    assert {"x1", "months"} <= fields("BT-JB-01")
    assert {"persons", "rate", "qty", "qty_unit"} <= fields("BT-SL-01")
    assert "recipient_id" not in fields("BT-NY-08")


def test_p2_and_p3_fields_are_fixed() -> None:
    p2 = {"row", "cents", "status", "group", "name", "ordinal", "persons"}
    assert fields("BT-JZ-01") == fields("BT-ZF-01") == fields("BT-YF-02") == p2
    assert fields("BT-JZ-01", family_view=True) == p2 | {"recipient_id"}
    assert fields("BT-JZ-07") == fields("BT-BF-03", family_view=True) == {"row", "cents", "status", "persons"}
    assert fields("BT-JZ-10") == set()


def test_no_list_exists_for_totals() -> None:
    listed: list[privacy.PrivacyClass] = ["P0", "P1", "P2"]
    assert all(map(privacy.has_list, listed))
    assert not privacy.has_list("P3")
    assert not privacy.has_list("P4")


@pytest.mark.parametrize(
    ("note", "cls", "fine"),
    [
        ("", "P3", True),
        ("更正", "P1", True),
        ("补发；扣回", "P1", True),
        ("更正", "P2", False),
        ("死亡", "P1", False),
        ("更正 死亡", "P1", False),
    ],
)
def test_notes(note: str, cls: privacy.PrivacyClass, fine: bool) -> None:
    assert privacy.note_allowed(note, cls) is fine


totals = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 6), st.integers(0, 10**6)), max_size=8
).map(
    lambda rows: [
        CountedTotal((f"BT-JZ-{i:02d}",), cat, persons, cents if persons else 0)
        for i, (cat, persons, cents) in enumerate(rows)
    ]
)


@given(totals)
def test_small_counts_keep_sums_and_hide_the_few(rows: list[CountedTotal]) -> None:
    shown = privacy.protect_small_counts(rows)
    assert sum(s.persons for s in shown) == sum(r.persons for r in rows)
    real = {r.programme_ids[0]: r for r in rows}
    for s in shown:
        assert s.suppressed == (s.persons < 3)
        assert s.merged == (len(s.programme_ids) > 1)
        cents = sum(real[p].cents for p in s.programme_ids)
        assert s.cents == (0 if s.suppressed else cents)
    # Someone alone and unprotected is left only when there is nobody to be merged with.
    assert not any(s.suppressed for s in shown) or len(shown) == 1
    ids = list(itertools.chain.from_iterable(s.programme_ids for s in shown))
    assert len(ids) == len(set(ids))


def test_small_counts_prefer_the_same_category() -> None:
    rows = [
        CountedTotal(("A",), "教育", 2, 100),
        CountedTotal(("B",), "救助", 4, 200),
        CountedTotal(("C",), "教育", 9, 300),
        CountedTotal(("D",), "教育", 7, 400),
    ]
    shown = privacy.protect_small_counts(rows)
    assert [(s.programme_ids, s.persons, s.cents) for s in shown] == [
        (("A", "D"), 9, 500),
        (("B",), 4, 200),
        (("C",), 9, 300),
    ]


def test_alone_and_small_is_suppressed() -> None:
    (one,) = privacy.protect_small_counts([CountedTotal(("A",), "教育", 2, 100)])
    assert (one.suppressed, one.cents, one.merged) == (True, 0, False)
