"""``check`` leaves nothing behind, and says what ``pack`` would; villages and programmes by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cli.county_options import programme_id
from kiosk.county.correcting import withdraw
from kiosk.county.packing import PackOptions, pack
from kiosk.county.trying import try_pack
from kiosk.domain.errors import UsageFault
from tests.flows.countyside import LAND, LUOTIAN, XUBU, line, write
from tests.unit.county_pack.offices import make, request, session


def options(*files: Path) -> PackOptions:
    return PackOptions(files, LAND, request())


def test_a_trial_registers_nobody_and_needs_no_key(tmp_path: Path) -> None:
    place = make(tmp_path / "ws")
    key = place.keys / "county.key"
    kept = key.read_bytes()
    key.unlink()
    rows = [line(n, LUOTIAN) for n in (1, 2, 3)] + [line(4, XUBU), line(5, XUBU, 户主姓名="")]
    path = write(tmp_path / "a.csv", rows)
    with session(place.path) as office:
        outcome, fits = try_pack(office, options(path))
        assert (outcome.rows_accepted, outcome.rows_rejected) == (4, 1)
        assert [(f.unit.village_code, f.batches[0].table.rows) for f in fits] == [(LUOTIAN, 3)]
        assert [u.village_code for u in outcome.blocked] == [XUBU]
        assert office.registry.people(LUOTIAN) == [] and office.registry.bundles() == []
        assert list(place.outbox.iterdir()) == [] and outcome.problem_file is not None
    key.write_bytes(kept)
    with session(place.path) as office:
        done = pack(office, options(path))
        assert [b.village_code for b in done.bundles] == [LUOTIAN]
        assert len(office.registry.people(LUOTIAN)) == 3
        again, fits = try_pack(office, options(path))
        assert fits == [] and [b.name for b in again.unchanged] == [done.bundles[0].name]


def test_files_of_one_name_are_two_but_one_file_is_not(tmp_path: Path) -> None:
    paths: list[Path] = []
    for folder, number, village in (("甲", 1, LUOTIAN), ("乙", 2, XUBU)):
        (tmp_path / folder).mkdir()
        paths.append(write(tmp_path / folder / "名单.csv", [line(number, village)]))
    with session(make(tmp_path / "ws").path) as office:
        outcome, fits = try_pack(office, options(*paths))
        assert outcome.rows_accepted == 2 and len(fits) == 2
        with pytest.raises(UsageFault) as fault:
            try_pack(office, options(paths[0], tmp_path / "乙" / ".." / "甲" / "名单.csv"))
    assert fault.value.code == "same_file"


def test_what_was_withdrawn_is_not_packed_again_unseen(tmp_path: Path) -> None:
    place = make(tmp_path / "ws")
    path = write(tmp_path / "a.csv", [line(1, LUOTIAN, 发放时间="2026-01-15")])
    with session(place.path) as office:
        pack(office, options(path))
        unit = office.workspace.unit(LUOTIAN)
        withdraw(office, (unit,), f"payouts:{LAND}-2026", "还要复核", office.today)
        (problem,) = pack(office, options(path)).problems
    assert problem.code == "batch_exists" and "撤回过" in problem.message and "correct" in problem.message


def test_villages_and_programmes_are_found_by_name(tmp_path: Path) -> None:
    with session(make(tmp_path / "ws").path) as office:
        place = office.workspace
        assert place.unit("罗田村") == place.unit("石鼻镇罗田村") == place.unit(LUOTIAN)
        assert len(place.chosen(("石鼻镇",))) == len(place.chosen(("360123102",))) == 17
        for named, code, said in (
            ("下庄", "unknown_village", "下庄村"), ("罗甜村", "unknown_village", "罗田村"),
            ("360123999999", "unknown_village", "代码"),
        ):  # fmt: skip
            with pytest.raises(UsageFault) as fault:
                place.unit(named)
            assert fault.value.code == code and said in fault.value.message
        assert programme_id(office, "bt-ny-01") == programme_id(office, "地力补贴") == LAND
        for named, code, said in (
            ("两残补贴", "which_programme", "BT-JZ-06"), ("退耕", "programme_unknown", "退耕还林补助"),
        ):  # fmt: skip
            with pytest.raises(UsageFault) as fault:
                programme_id(office, named)
            assert fault.value.code == code and said in fault.value.message


def test_a_name_of_two_villages_asks_which(tmp_path: Path) -> None:
    place = make(tmp_path / "ws")
    twice = place.units[5]
    text = (place.path / "units.csv").read_text("utf-8")
    again = f"360123103299,{twice.village_name},360123103,鼎湖镇,{twice.kind}\n"
    (place.path / "units.csv").write_text(text + again, "utf-8")
    with session(place.path) as office:
        with pytest.raises(UsageFault) as fault:
            office.workspace.unit(twice.short_name)
        assert fault.value.code == "which_village" and "鼎湖镇" in fault.value.message
        assert office.workspace.unit(f"鼎湖镇{twice.short_name}").village_code == "360123103299"
