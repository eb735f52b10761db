"""Invented names as a rural register of the Nanchang plain would show them.

Nobody is meant: surnames follow the region's mix, given names the fashion of each generation
(elders 水生, 桂香; the middle 国平, 谷雨; the young 志强, 文斌), and some use the clan's own generation
character (派字).  A few rare characters and long names are there because real lists have them.
"""

from __future__ import annotations

from random import Random

from kiosk.demo.seeds import weighted

SURNAMES: tuple[tuple[str, float], ...] = (
    ("熊", 9), ("涂", 7), ("龚", 7), ("黄", 7), ("刘", 8), ("胡", 7), ("万", 6), ("邓", 5), ("杨", 5),
    ("余", 4), ("李", 4), ("陈", 4), ("张", 3), ("王", 3), ("徐", 3), ("罗", 3), ("喻", 2), ("魏", 2),
    ("戴", 2), ("闵", 2), ("曹", 2), ("帅", 1.5), ("凌", 1.5), ("彭", 1.5), ("程", 1.5), ("宋", 1),
    ("舒", 0.8), ("漆", 0.6), ("邬", 0.5), ("淦", 0.4), ("欧阳", 0.5), ("单", 0.3), ("曾", 0.8),
    ("解", 0.2), ("查", 0.3), ("覃", 0.2), ("缪", 0.2), ("仇", 0.2), ("上官", 0.2),
)  # fmt: skip

CLAN_CHARACTERS = "厚承传贤绍世盛家启宗贻祖光昌道"


def _pool(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_OLD_MEN = _pool(
    "水生 根生 金水 火根 有根 长根 谷生 禾生 樟生 春生 秋生 冬生 木生 土根 水根 福根 连生 友根 茂生 桂生 "
    "金根 银根 火生 细根 毛仔 长生 贵生 仁根 保生 荣根 庚生 寿生 发根 财根 国根 正根 义生 礼生 炳生 "
    "立春 谷雨 小满 立夏 秋分 白露 霜降 立冬 冬至 处暑 芒种 清明 端阳 中秋 重阳 元宵 腊生 正月 "
    "炳南 绍棠 达仁 庆云 会昌 鼎臣 茂林 逢春 焕文 兆龙 锦堂 学诗 其昌 子香 守义 耀庭 文彬 桂芳 长庚"
)
_OLD_WOMEN = _pool(
    "桂香 桂英 兰香 秀英 菊香 水香 荷香 金莲 冬香 春香 秋香 腊香 梅香 莲香 细香 银香 火香 招弟 来香 满香 "
    "桂花 水莲 菊英 兰英 凤英 玉英 莲英 梅英 荷英 金枝 银枝 香莲 爱香 美香 润香 早香 木香 禾香 云香 七香"
)
_MEN_FIRST = "国建志小新文卫金水春秋冬长光明永正海红学德荣华东平友福贵庆发玉林"
_MEN_SECOND = "平华强军明辉林根生良民斌勇保清文忠雄武东亮龙庚泉仁祥贵荣顺才兵"
_MIDDLE_WOMEN = _pool(
    "秋云 小兰 春兰 冬梅 雪梅 秋菊 红英 美兰 小英 玉兰 金凤 水凤 爱华 爱英 细妹 国英 春梅 秀兰 小红 海燕 "
    "桂兰 腊梅 满英 月英 芳英 桃英 珍英 六英 银凤 丽华 建英 菊花 新凤 玉凤 秋英 春花 荷花 友兰 美英 翠英"
)
_YOUNG_MEN = _pool(
    "志强 志勇 志刚 志伟 海波 海涛 海峰 俊杰 文斌 文杰 文辉 小军 小勇 小伟 小龙 建华 建军 伟 强 勇 鹏 磊 "
    "涛 凯 斌 杰 亮 辉 飞 超 波 浩 文 敏 林 华 刚 云 鑫 程 剑 晖 志鹏 志明 志华 志文 国强 国伟 国庆 "
    "金龙 金平 晓东 晓军 晓峰 晓明 永强 永刚 卫东 卫国 冬冬 春明 春华 秋平 水平 新华 新平 新建 庆华 庆平"
)
_YOUNG_WOMEN = _pool(
    "丽 芳 燕 琴 霞 敏 艳 娟 玲 红 丹 婷 慧 小芳 小燕 小琴 小玲 海燕 丽萍 丽华 丽娟 艳红 艳芳 美玲 美华 "
    "文娟 文静 晓燕 晓红 冬梅 春燕 秋红 桂平 志芳 建红 金凤 玉婷 玉梅 雪琴 雪花"
)

RARE_GIVEN: tuple[str, ...] = ("䶮", "𬱖", "㛃", "堃", "文䶮", "喆", "国𬱖", "翀", "彧", "赟")
"""Given names that break weak fonts and registers (domain README §7)."""

RARE_FULL: tuple[str, ...] = ("𠅤国安", "禤水根", "𠅤长根", "禤桂香")
"""Whole names with a rare surname."""

LONG_NAMES: tuple[str, ...] = (
    "阿依古丽·买买提江",
    "古丽巴哈尔·阿卜杜热合曼",
    "吉克·阿牛木",
    "仁增卓玛·扎西次仁",
)
"""Names of people who married in or moved here, with the middle dot."""


def given_name(rng: Random, age: int, woman: bool, clan: str) -> str:
    """A given name of the generation that is ``age`` years old; ``clan`` is the 派字 in use."""
    if woman:
        pool = _OLD_WOMEN if age >= 63 else _MIDDLE_WOMEN if age >= 45 else _YOUNG_WOMEN
        return rng.choice(pool)
    if rng.random() < 0.18:
        return clan + rng.choice(_MEN_SECOND)
    if age >= 66:
        return rng.choice(_OLD_MEN)
    if age >= 46:
        if rng.random() < 0.3:
            return rng.choice(_OLD_MEN[:58])
        first, second = rng.choice(_MEN_FIRST), rng.choice(_MEN_SECOND)
        return first + second if first != second else first
    return rng.choice(_YOUNG_MEN)


def surname(rng: Random, dominant: str, hold: float) -> str:
    """The clan's surname with probability ``hold``, else one of the region's mix."""
    return dominant if rng.random() < hold else weighted(rng, SURNAMES)
