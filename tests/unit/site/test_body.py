"""Bodies and tables as HTML that cannot do anything but be read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.site.body import body_html, data_table, with_phones
from kiosk.store.views import TableView


class Tags(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name for name, _ in attrs}))


READING = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "br"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}
REFUSED_BY_INTAKE = {"code", "pre", "blockquote", "hr"}


@given(st.text(alphabet="#*-|<>&\"'[]()!`~\\ \n1.数标题a:/", max_size=120))
def test_no_body_becomes_more_than_plain_reading(text: str) -> None:
    for tag, attributes in Tags(body_html(text)).found:
        assert tag in READING | REFUSED_BY_INTAKE
        assert attributes <= {"class", "role", "aria-label", "tabindex", "start"}


def test_markup_links_and_pictures_stay_text() -> None:
    made = body_html("<script>alert(1)</script>\n\n[点这里](https://x.example) ![图](a.png)")
    assert "<script" not in made and "<a " not in made and "<img" not in made
    assert "&lt;script&gt;" in made


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# 一\n\n## 二\n\n# 三", "232"),
        ("### 一\n\n# 二\n\n### 三", "223"),
        ("## 一\n\n#### 二\n\n###### 三", "234"),
    ],
)
def test_headings_begin_below_the_title_and_skip_nothing(text: str, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)>", body_html(text))) == levels
    assert "".join(re.findall(r"</h(\d)>", body_html(text))) == levels


def test_a_table_of_a_body_can_be_moved_with_the_keyboard() -> None:
    made = body_html("| 项目 | 长度 |\n| --- | --- |\n| 水渠 | 360米 |\n")
    assert made.index('tabindex="0"') < made.index("<table>") < made.index("</table>") < made.index("</div>")


def test_numbers_of_a_table_stand_to_the_right_without_a_style_of_their_own() -> None:
    made = body_html("| 项目 | 长度 |\n| :-- | --: |\n| 水渠 | 360 |\n")
    assert '<td class="n">360</td>' in made and "style" not in made


def test_an_empty_body_is_nothing() -> None:
    assert body_html(" \n ") == ""


def test_money_of_a_table_is_written_as_on_paper() -> None:
    table = data_table(
        TableView(("项目", "金额(元)", "人数"), (("水渠", "12600.00", "24"), ("合计", "", "24")), None)
    )
    assert table.rows[0].cells == ("水渠", "12,600.00", "24")
    assert table.numeric == (False, True, True)
    assert not table.wide


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("打 0791-0000 4711，我们送水", "0791-00004711"),
        ("供水电话0791-00002397。", "0791-00002397"),
        ("2026-01-12 0001", ""),
        ("字〔2026〕0791-0000", ""),
        ("编号 10791-0000 47112", ""),
    ],
)
def test_a_telephone_number_in_a_text_can_be_called(text: str, dialled: str) -> None:
    html = with_phones(text)
    assert re.findall(r'href="tel:([^"]*)"', html) == ([dialled] if dialled else [])
    assert re.sub("<[^>]*>", "", html) == text
    assert ('class="tel"' in body_html(text)) == bool(dialled)
