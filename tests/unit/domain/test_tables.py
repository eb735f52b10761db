import pytest

from kiosk.domain.errors import SenderFault
from kiosk.domain.tables import read_rows


def rows(text: str) -> list[dict[str, str]]:
    return [r.cells for r in read_rows(text, file="t.csv", columns=("a", "b"), optional=("c",))]


def test_order_blanks_bom_and_optional_columns() -> None:
    assert rows("\ufeffb , a\n 2 ,1\n,\n4,3\n") == [
        {"a": "1", "b": "2", "c": ""},
        {"a": "3", "b": "4", "c": ""},
    ]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("", "reference_header", 1),
        ("a\n1\n", "reference_header", 1),
        ("a,b,a\n", "reference_header", 1),
        ("a,b,zz\n", "reference_header", 1),
        ("a,b\n1,2,3\n", "reference_row", 2),
        ("a,b\n1,2\n1\n", "reference_row", 3),
        ('a,b\n"1"x,2\n', "reference_row", 2),
    ],
)
def test_faults_name_the_row(text: str, code: str, row: int) -> None:
    with pytest.raises(SenderFault) as caught:
        rows(text)
    assert (caught.value.code, caught.value.place.row, caught.value.place.file) == (code, row, "t.csv")


def test_cell_checks_point_at_the_cell_and_do_not_repeat_it() -> None:
    (row,) = read_rows("a,b\nsecret,\n", file="t.csv", columns=("a", "b"))
    for check in (lambda: row.one_of("a", ("x", "y")), lambda: row.whole("a"), lambda: row.needed("b")):
        with pytest.raises(SenderFault) as caught:
            check()
        assert caught.value.place.row == 2
        assert "secret" not in caught.value.sentence()
