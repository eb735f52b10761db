"""The icons: one for every use the index names, all of one set, all drawable."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parents[3] / "resources" / "icons"
INDEX = json.loads((ICONS / "index.json").read_text(encoding="utf-8"))
SVG = "{http://www.w3.org/2000/svg}"

# The groups of the village catalogue, then those only a community has.
LEVEL1 = [
    "制度规约",
    "机构人员",
    "选举",
    "决策与协商",
    "集体财务",
    "集体资产资源",
    "土地与宅基地",
    "公益事业与工程",
    "惠民惠农补贴",
    "社会救助与福利",
    "社保医保",
    "便民服务",
    "政策解读",
    "协助政府工作",
    "人居环境与生态",
    "监督与反馈",
    "党务",
    "财务收支",
    "房屋土地征收",
    "社区设施与服务",
]
CATEGORIES = [
    "农业",
    "林业",
    "水利移民",
    "社会救助",
    "养老福利",
    "优抚",
    "卫生健康",
    "教育",
    "住房",
    "就业",
    "帮扶",
    "村级组织",
    "补偿",
]


def test_every_group_and_category_has_an_icon() -> None:
    assert set(INDEX["level1"]) == set(LEVEL1)
    assert set(INDEX["category"]) == set(CATEGORIES)


def test_groups_of_one_unit_have_different_icons() -> None:
    """集体财务 and 财务收支 are the same group under two names and never stand side by side."""
    village = [INDEX["level1"][name] for name in LEVEL1[:17]]
    assert len(set(village)) == 17
    community = [
        INDEX["level1"][name] for name in LEVEL1 if name not in ("集体财务", "集体资产资源", "土地与宅基地")
    ]
    assert len(set(community)) == 17


def test_every_named_icon_is_there() -> None:
    named = {
        INDEX["default"],
        *(icon for use in ("level1", "category", "meaning") for icon in INDEX[use].values()),
    }
    assert named <= {path.stem for path in ICONS.glob("*.svg")}
    assert "MIT License" in (ICONS / "LICENSE-Tabler.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_an_icon_takes_the_text_colour_and_can_be_drawn(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert {element.tag for element in root.iter()} <= {f"{SVG}svg", f"{SVG}path"}

    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(path.read_bytes()).render(painter)
    painter.end()
    assert any(bytes(image.constBits())), "blank"
