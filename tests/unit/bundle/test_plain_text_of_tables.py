"""Lists are joined where the csv module would quote nothing: the same bytes either way."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from kiosk.bundle.tables import payout_table

CELL = st.text(st.sampled_from("熊甲,\"' 0"), max_size=4).map(str.strip)


@given(st.lists(CELL, min_size=1, max_size=6))
def test_the_bytes_are_those_of_the_csv_module(names: list[str]) -> None:
    fields = ("row", "name", "cents", "status")
    count = len(names)
    columns = [[str(i + 1) for i in range(count)], names, ["100"] * count, ["paid"] * count]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([fields, *zip(*columns, strict=True)])
    assert payout_table("", fields, columns)[0] == out.getvalue().encode()
