"""What is read from CUPS's attributes, and the words about it."""

from __future__ import annotations

import plistlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import EnvironmentFault
from kiosk.printing.cups import printer_condition
from kiosk.printing.follow import StuckWatch
from kiosk.printing.ipptool import parse, server, uri
from kiosk.printing.model import ATTENDED, Condition, JobState, Printer, media_size
from kiosk.printing.words import CONDITIONS, job_words, printer_words

A3, A4 = "iso_a3_297x420mm", "iso_a4_210x297mm"


def printer(media: tuple[str, ...] = (A3, A4), ready: tuple[str, ...] = (), **changes: object) -> Printer:
    base: dict[str, object] = {
        "name": "P", "info": "", "accepting": True, "condition": "done",
        "media": media, "ready": ready, "two_sided": False, "takes_pdf": True,
    }  # fmt: skip
    return Printer(**base | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reasons", "message", "stopped", "expected"),
    [
        (("none",), "", False, None),
        (("cups-waiting-for-job-completed", "media-empty-warning"), "Printing.", False, "no_paper"),
        (("media-empty-error", "media-jam-error"), "", True, "jam"),
        (("media-low-warning", "toner-low-report"), "", False, None),
        (("connecting-to-device",), "Connecting to printer.", False, None),
        (("none",), "The printer may not exist or is unavailable at this time.", False, "offline"),
        (("none",), "打印机暂时不存在或不可用。", False, "offline"),
        (("offline-report",), "", False, "offline"),
        (("paused",), "", True, "paused"),
        (("none",), "whatever it says", True, "paused"),
        (("door-open",), "", True, "cover_open"),
    ],
)
def test_what_is_in_the_way(
    reasons: tuple[str, ...], message: str, stopped: bool, expected: Condition | None
) -> None:
    assert printer_condition(reasons, message, stopped=stopped) == expected


@pytest.mark.parametrize(
    ("name", "size"),
    [
        (A3, "297x420mm"),
        ("na_letter_8.5x11in", "8.5x11in"),
        ("custom_max_330x1200mm", None),
        ("custom_min_76x127mm", None),
        ("A3", None),
        ("oe_photo-l_3.5x5in", "3.5x5in"),
    ],
)
def test_the_size_in_a_name(name: str, size: str | None) -> None:
    assert media_size(name) == size


def test_a3_is_never_taken_for_granted() -> None:
    assert not printer(("custom_min_10x10mm", "custom_max_2000x2000mm", A4)).can_print_on("a3")
    assert not printer(()).can_print_on("a3")
    assert printer(("om_a3-borderless_297x420mm",)).can_print_on("a3")
    assert printer().has_loaded("a3") and not printer(ready=(A4,)).has_loaded("a3")
    assert printer(ready=(A4,)).has_loaded("2xa4")
    assert printer_words(printer((A4,), condition="no_paper")) == "缺纸，能打A4"
    assert printer_words(printer((), accepting=False)) == "现在不接受打印，A3和A4都不能打"


def test_the_page_is_named_only_while_pages_are_taken_one_by_one() -> None:
    def words(sent: int) -> str:
        return job_words(JobState("printing", sent), pages=4, copies=2)

    assert words(0) == words(8) == "正在打，共8页。"
    assert words(2) == "正在打第3页，共8页。"
    assert job_words(JobState("printing", 1), pages=1, copies=1) == "正在打。"


@given(
    st.sampled_from(sorted(CONDITIONS)),
    st.integers(0, 99),
    st.integers(1, 50),
    st.integers(1, 20),
    st.booleans(),
)
def test_every_state_has_plain_words(
    condition: Condition, sent: int, pages: int, copies: int, stuck: bool
) -> None:
    text = job_words(JobState(condition, sent), pages=pages, copies=copies, stuck=stuck)
    assert text.endswith("。") and not any(bad in text for bad in ("系统", "异常", "请求", "失败", "None"))
    assert ("45秒" in text) is stuck


def test_a_job_that_does_not_move_for_45_seconds_is_spoken_of(clock: FixedClock) -> None:
    watch = StuckWatch(clock)

    def after(seconds: float, condition: Condition, sent: int = 0) -> bool:
        clock.ticks += seconds
        return watch.is_stuck(JobState(condition, sent))

    assert not after(44, "queued")
    assert after(1, "queued")
    assert not after(10, "printing")  # it came to the printer
    assert not after(44, "printing", 1)  # another page
    assert after(45, "printing", 1)
    assert after(1, "no_paper", 1) and not after(1, "printing", 1)  # somebody put paper in
    # A printer that is off is tried again and again: that is no move.
    assert not after(20, "offline", 1) and not after(20, "printing", 1) and after(5, "offline", 1)
    assert not after(100, "done", 1)


@given(st.lists(st.tuples(st.floats(0, 20), st.sampled_from(["queued", "printing", "offline"])), max_size=40))
def test_waiting_and_trying_in_turn_cannot_hide_that_nothing_moves(
    steps: list[tuple[float, Condition]],
) -> None:
    clock = FixedClock(datetime(2026, 6, 15, 4, tzinfo=UTC))
    watch = StuckWatch(clock)
    watch.is_stuck(JobState("printing"))
    for seconds, condition in steps:
        clock.ticks += seconds
        assert watch.is_stuck(JobState(condition)) is (clock.ticks >= 45)


def test_only_states_that_people_end_count_as_attended() -> None:
    assert "offline" not in ATTENDED and "paused" not in ATTENDED and set(CONDITIONS) >= ATTENDED


def test_an_answer_is_read_and_anything_else_is_a_service_that_is_down() -> None:
    good = {
        "Tests": [
            {
                "StatusCode": "successful-ok",
                "ResponseAttributes": [{"attributes-charset": "utf-8"}, {"job-id": 7, "job-state": 9}],
            }
        ]
    }
    answer = parse(plistlib.dumps(good))
    assert answer.is_found and answer.groups == ({"job-id": 7, "job-state": 9},)
    for bad in (b"", b"<plist", b"lp: hello", plistlib.dumps({"Tests": []}), plistlib.dumps([1])):
        with pytest.raises(EnvironmentFault) as fault:
            parse(bad, "Unable to connect")
        assert fault.value.code == "no_print_service" and fault.value.detail == "Unable to connect"


@given(st.binary(max_size=200))
def test_no_output_of_a_tool_is_a_crash(output: bytes) -> None:
    with pytest.raises(EnvironmentFault):
        parse(output)


def test_where_the_service_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:8632/version=1.1")
    assert (server(), uri("一层 A3/?")) == (
        "127.0.0.1:8632",
        "ipp://127.0.0.1:8632/printers/%E4%B8%80%E5%B1%82%20A3%2F%3F",
    )
    monkeypatch.setenv("CUPS_SERVER", "/run/cups/cups.sock")
    assert uri() == "ipp://%2Frun%2Fcups%2Fcups.sock/"
