"""Which drawing stands beside a subject: decoration with a fallback, never the only mark.

Keys are the words of the catalogue and the programme table; an unknown word gets the fallback,
so a county may replace both tables without touching the program.
"""

from __future__ import annotations

_LEVEL1 = {
    "制度规约": "file-certificate",
    "机构人员": "users",
    "选举": "checkbox",
    "决策与协商": "messages",
    "集体财务": "report-money",
    "财务收支": "report-money",
    "集体资产资源": "building-warehouse",
    "土地与宅基地": "map-2",
    "房屋土地征收": "map-2",
    "公益事业与工程": "crane",
    "社区设施与服务": "building-community",
    "惠民惠农补贴": "coins",
    "社会救助与福利": "heart-handshake",
    "社保医保": "stethoscope",
    "便民服务": "home-heart",
    "政策解读": "book",
    "协助政府工作": "building-estate",
    "人居环境与生态": "leaf",
    "监督与反馈": "eye-check",
    "党务": "flag",
}
_CATEGORY = {
    "农业": "tractor",
    "林业": "trees",
    "水利移民": "droplet",
    "社会救助": "heart-handshake",
    "养老福利": "old",
    "优抚": "medal",
    "卫生健康": "users",
    "教育": "school",
    "住房": "home-heart",
    "就业": "briefcase",
    "帮扶": "seedling",
    "村级组织": "building-community",
    "补偿": "map-2",
}
_PROGRAMME = {"BT-NY-03": "plant-2", "BT-NY-05": "tools", "BT-LY-04": "tree"}


def subject_icon(level1: str) -> str:
    """Icon of a level-1 subject of the catalogue."""
    return _LEVEL1.get(level1, "clipboard-text")


def programme_icon(programme_id: str, category: str) -> str:
    """Icon of a programme, by itself or by its category."""
    return _PROGRAMME.get(programme_id) or _CATEGORY.get(category, "coins")
