"""Who is who: stable ids, same names apart, nobody guessed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.county.people import Resolved, resolve
from kiosk.domain.crockford import is_code
from kiosk.store.registry import Registry
from tests.unit.county_pack.offices import LUOTIAN, NOW


def ask(registry: Registry, *people: tuple[str, str, str], village: str = LUOTIAN) -> Resolved:
    """(hash, group, name) of each line."""
    hashes, groups, names = (list(c) for c in zip(*people, strict=True))
    return resolve(registry, village, hashes, groups, names, NOW)


def test_a_person_keeps_the_id_over_lists_names_and_groups(tmp_path: Path) -> None:
    with Registry(tmp_path / "r.db") as registry:
        (first,) = ask(registry, ("h1", "上屋组", "熊甲")).ids
        assert is_code(first, 8)
        assert ask(registry, ("h1", "上屋组", "熊甲")).ids == [first]
        assert ask(registry, ("h1", "下屋组", "熊甲一")).ids == [first]
        assert [e[0] for e in registry.people_log(LUOTIAN)] == ["renamed"]
        assert ask(registry, ("h1", "", "熊甲一")).ids == [first]
        assert registry.people(LUOTIAN)[0][2] == "下屋组"
        other = ask(registry, ("h1", "上屋组", "熊甲"), village="360123105202").ids
        assert other != [first]


def test_same_names_stay_apart_and_get_their_order(tmp_path: Path) -> None:
    with Registry(tmp_path / "r.db") as registry:
        found = ask(registry, ("h1", "上屋组", "熊甲"), ("h2", "上屋组", "熊甲"), ("h3", "下屋组", "熊甲"))
        assert len(set(found.ids)) == 3 and found.ordinals == [1, 2, None] and not found.conflicts
        again = ask(registry, ("h2", "上屋组", "熊甲"))
        assert again.ids == [found.ids[1]] and again.ordinals == [2]


def test_without_a_number_only_a_name_that_is_unique_is_believed(tmp_path: Path) -> None:
    with Registry(tmp_path / "r.db") as registry:
        known = ask(registry, ("h1", "上屋组", "熊甲"), ("h2", "上屋组", "熊乙"), ("h3", "上屋组", "熊乙"))
        found = ask(registry, ("", "上屋组", "熊甲"), ("", "上屋组", "熊乙"), ("", "上屋组", "熊丙"))
        assert found.ids[0] == known.ids[0] and found.ids[2] not in known.ids
        assert [(c.index, c.code) for c in found.conflicts] == [(1, "ambiguous")]
        # The number that comes later belongs to the one who had none.
        late = ask(registry, ("h9", "上屋组", "熊丙"))
        assert late.ids == [found.ids[2]]
        assert ("attached", found.ids[2]) in [e[:2] for e in registry.people_log(LUOTIAN)]
        # But never to somebody who has one: that is another person of the same name.
        assert ask(registry, ("h8", "上屋组", "熊甲")).ids != [known.ids[0]]


def test_two_lines_of_one_person_are_a_conflict(tmp_path: Path) -> None:
    with Registry(tmp_path / "r.db") as registry:
        found = ask(registry, ("h1", "上屋组", "熊甲"), ("", "上屋组", "熊甲"))
        assert [(c.index, c.code) for c in found.conflicts] == [(1, "twice")]


def test_a_merge_moves_the_number_and_a_split_takes_it_back(tmp_path: Path) -> None:
    with Registry(tmp_path / "r.db") as registry:
        keep, drop = ask(registry, ("h1", "上屋组", "熊甲"), ("h2", "上屋组", "熊假")).ids
        with registry.change():
            assert registry.merge(LUOTIAN, keep, drop, "身份证号改过", NOW)
            assert not registry.merge(LUOTIAN, keep, drop, "再来一次", NOW)
            assert not registry.merge(LUOTIAN, keep, keep, "自己", NOW)
        assert ask(registry, ("h2", "上屋组", "熊甲")).ids == [keep]
        with registry.change():
            assert registry.split(LUOTIAN, drop, "合错了", NOW)
        assert ask(registry, ("h2", "上屋组", "熊假")).ids == [drop]
        assert next(e[0] for e in registry.people_log(LUOTIAN)) == "merged"


PEOPLE = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from(["甲组", "乙组"]), st.sampled_from(["熊一", "熊二"])),
    unique_by=lambda p: p[0], min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(PEOPLE, min_size=1, max_size=5))
def test_a_number_always_means_the_same_person_whatever_came_before(
    batches: list[list[tuple[int, str, str]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, Registry(Path(folder) / "r.db") as registry:
        known: dict[int, str] = {}
        for batch in batches:
            found = ask(registry, *((f"h{n}", g, name) for n, g, name in batch))
            assert not found.conflicts and len(set(found.ids)) == len(batch)
            for (number, _, _), recipient_id in zip(batch, found.ids, strict=True):
                assert known.setdefault(number, recipient_id) == recipient_id
            shown = [(g, n, o) for (_, g, n), o in zip(batch, found.ordinals, strict=True)]
            assert len(set(shown)) == len(shown), "two people of a list look the same"


PEOPLE = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["", "上屋组"]), st.sampled_from(["熊甲", "熊乙"])),
    min_size=2, max_size=10, unique_by=lambda p: p[0],
)  # fmt: skip


@given(PEOPLE, st.permutations(range(10)), st.booleans())
@settings(deadline=None, max_examples=30)
def test_a_list_as_known_gives_what_its_lines_give_one_by_one(
    people: list[tuple[int, str, str]], order: list[int], merged: bool
) -> None:
    """Known lists are matched in columns, a single line never is."""
    lines = [(f"h{number}", group, name) for number, group, name in people]
    with tempfile.TemporaryDirectory() as folder, Registry(Path(folder) / "r.db") as registry:
        first = ask(registry, *lines)
        if merged:
            with registry.change():
                assert registry.merge(LUOTIAN, first.ids[0], first.ids[1], "同一人", NOW)
        lines = [lines[i] for i in order if i < len(lines)]
        whole = ask(registry, *lines)
        if merged:
            assert [c.code for c in whole.conflicts] == ["twice"]
            return
        alone = [ask(registry, line) for line in lines]
        assert whole.ids == [a.ids[0] for a in alone] and not whole.conflicts
        assert whole.ordinals == [a.ordinals[0] for a in alone]
