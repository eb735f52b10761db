"""The packaged tables themselves: complete, consistent with each other, cross-checked where they can be."""

import re
import runpy
from datetime import date, timedelta
from pathlib import Path

import holidays as holidays_package
import pytest
from pypinyin import Style, pinyin

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.deadline import TriggerPart, YearlyPart
from kiosk.domain.paths import catalog_dir
from kiosk.domain.privacy import allowed_fields, is_laxer, strictest
from kiosk.domain.reference import load_packaged
from kiosk.domain.tables import read_rows

REFERENCE = load_packaged()
BOTH = [REFERENCE.village, REFERENCE.community]


def test_sizes() -> None:
    assert [len(c.items) for c in BOTH] == [120, 90]
    assert [len(c.groups) for c in BOTH] == [17, 17]
    assert len(REFERENCE.programmes.programmes) == 56


def test_groups_differ_as_the_law_differs() -> None:
    village, community = ({g.name for g in c.groups} for c in BOTH)
    assert village - community == {"集体财务", "集体资产资源", "土地与宅基地"}
    assert community - village == {"财务收支", "房屋土地征收", "社区设施与服务"}


@pytest.mark.parametrize("catalogue", BOTH)
def test_deadline_text_says_what_the_rule_says(catalogue: Catalogue) -> None:
    for item in catalogue.items:
        for part in item.deadline.parts:
            if isinstance(part, YearlyPart):
                assert f"{part.month}月{part.day}日前" in item.deadline_text, item.id
            if isinstance(part, TriggerPart) and part.offset and part.offset.unit == "wd":
                assert f"{part.offset.count}个工作日内" in item.deadline_text, item.id
        # A period that stays or hangs on an event is not told in days; every other names its days.
        if item.hold.span:
            unit = "日" if item.hold.span.unit == "d" else "个工作日"
            assert f"{item.hold.span.count}{unit}" in item.deadline_text, item.id


@pytest.mark.parametrize("name", ["village", "community", "subsidies", "columns", "holidays"])
def test_no_word_stands_twice_and_no_mark_is_left_over(name: str) -> None:
    text = (catalog_dir() / f"{name}.csv").read_text("utf-8")
    assert not re.findall(r"([一-鿿]{2,})\1|([，。；、：])\2|[，；、]。|[，；、]$", text, re.M)
    assert text.count("(") == text.count(")") and text.count("（") == text.count("）")


@pytest.mark.parametrize("catalogue", BOTH)
def test_same_number_same_matter(catalogue: Catalogue) -> None:
    # Titles differ only in who holds them (村/居, 村民/居民 …); class and form must not.
    for item in catalogue.items:
        twin = REFERENCE.village.by_id.get(item.id)
        if twin:
            assert (twin.form, item.id) == (item.form, item.id)


@pytest.mark.parametrize("catalogue", BOTH)
def test_names_never_go_to_the_open_web(catalogue: Catalogue) -> None:
    for item in catalogue.items:
        if item.privacy in ("P2", "PX"):
            assert not item.may_be_on_web, item.id


def test_only_the_yearly_summary_is_a_yearbook() -> None:
    for catalogue in BOTH:
        assert [i.id for i in catalogue.items if i.is_yearbook] == ["GK-HN-03"]
        assert catalogue.by_id["GK-HN-04"].is_by_payout


def test_programmes_point_to_catalogue_items_that_apply_where_they_do() -> None:
    for programme in REFERENCE.programmes.programmes:
        for kind, catalogue in zip(("village", "community"), BOTH, strict=True):
            if programme.applies_to in (kind, "both"):
                # 教育、住房等条目只在村目录有：至少有一份目录收了它。
                known = [
                    i for i in programme.catalogue_ids if i in catalogue.by_id or i in REFERENCE.village.by_id
                ]
                assert tuple(known) == programme.catalogue_ids


def test_a_catalogue_item_never_forces_a_laxer_class_than_the_programme() -> None:
    for programme in REFERENCE.programmes.programmes:
        for item_id in programme.catalogue_ids:
            item = REFERENCE.village.by_id.get(item_id) or REFERENCE.community.by_id[item_id]
            assert not is_laxer(strictest(programme.privacy, item.privacy), programme.privacy)


def test_every_published_label_has_a_column_and_every_column_is_used() -> None:
    used = {label for p in REFERENCE.programmes.programmes for label in p.publish_columns}
    assert used == set(REFERENCE.columns.by_label)
    for programme in REFERENCE.programmes.programmes:
        columns = REFERENCE.columns.of_programme(programme)
        assert bool(columns) == (programme.privacy != "P4"), programme.id
        if columns:
            assert "cents" in {c.column for c in columns}, programme.id
            assert "cents" in allowed_fields(programme.privacy, columns, family_view=False)


def test_hidden_columns_are_not_published() -> None:
    for programme in REFERENCE.programmes.programmes:
        for label in programme.publish_columns:
            assert not re.search("身份证|卡号|账号|电话|住址|出生|病|残|学校|部队", label), (
                programme.id,
                label,
            )


def test_p4_has_somewhere_to_go() -> None:
    hidden = [p for p in REFERENCE.programmes.programmes if p.privacy == "P4"]
    assert hidden
    for programme in hidden:
        target = REFERENCE.programmes.fold_target(programme)
        assert target is not None
        assert target.privacy == "P3"


def test_shared_alias_is_known_and_stays_a_question() -> None:
    assert [p.id for p in REFERENCE.programmes.find("两残补贴")] == ["BT-JZ-06", "BT-JZ-07"]


def test_working_days_agree_with_an_independent_table() -> None:
    other = holidays_package.country_holidays("CN", years=range(2018, 2027))
    day, differ = date(2018, 1, 1), []
    while day.year < 2027:
        if REFERENCE.holidays.is_workday(day) != other.is_working_day(day):
            differ.append(day)
        day += timedelta(days=1)
    assert differ == []


def test_holidays_csv_is_what_the_script_writes() -> None:
    script = Path(__file__).parents[3] / "packaging" / "make_catalog.py"
    rows = runpy.run_path(str(script))["holiday_rows"](2018)
    text = (catalog_dir() / "holidays.csv").read_text(encoding="utf-8")
    columns = ("date", "kind", "name", "source")
    assert [tuple(r[c] for c in columns) for r in read_rows(text, file="h", columns=columns)] == rows


def test_misread_surnames_of_the_brief_are_listed() -> None:
    for surname in (*"单曾解仇查朴区覃盖缪黑", "尉迟", "万俟", "长孙", "澹台"):
        assert surname in REFERENCE.surnames.by_text
        assert len(REFERENCE.surnames.by_text[surname].readings) > 1


def test_surname_readings_are_readings_of_their_characters() -> None:
    # pypinyin's list of all readings of a character is the check; what it lacks is named here.
    lacking = {
        "黑": "he",
        "折": "she",
        "万": "mo",
        "宓": "fu",
        "费": "bi",
        "隗": "wei",
        "贠": "yun",
        "谌": "shen",
    }
    for surname in REFERENCE.surnames.by_text.values():
        for syllable, character in zip(surname.readings[0].split(), surname.text, strict=True):
            known = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
            assert syllable in known or lacking.get(character) == syllable, surname


def test_every_row_of_the_surname_table_names_its_source() -> None:
    text = (catalog_dir() / "surnames.csv").read_text(encoding="utf-8")
    for row in read_rows(text, file="s", columns=("surname", "reading", "others", "source")):
        assert row["source"]


def test_readme_names_every_file() -> None:
    readme = (catalog_dir() / "README.md").read_text(encoding="utf-8")
    for path in catalog_dir().glob("*.csv"):
        assert f"`{path.name}`" in readme
