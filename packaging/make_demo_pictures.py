"""Draws the pictures and the PDFs of the demo county into ``resources/demo/files``.

Run by hand after a change (``python packaging/make_demo_pictures.py``) and commit what it wrote; the
program itself only reads the files.  Own drawings in the flat colours of the home page, no photographs.
The PDFs carry no clock, so running it again changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "resources" / "demo" / "files"
FONT = ROOT / "resources" / "fonts" / "NotoSansSC-Medium.ttf"

SKY, CREAM, WALL, INK, GREY = "#F4F1E4", "#FAF7F0", "#FFFDF7", "#45423C", "#8A857B"
HILL, HILL2, FIELD, FIELD2, FIELD3 = "#E6ECDF", "#D3E0D2", "#DDE2BF", "#CBD7A9", "#B7C994"
GREEN, GREEN2, GREEN3, RED, WATER, WATER2 = "#2C6B4B", "#3B7D59", "#569370", "#C9553B", "#9CC3CF", "#7FAEBD"
MUD, MUD2, STONE, STONE2, LAMP = "#B9A27C", "#9C8560", "#D8D3C7", "#BDB7A9", "#FFE9A3"

W, H, S = 1200, 800, 2
"""Size of a picture in px and how much larger it is drawn, to be smooth after shrinking."""


class Pen:
    """A drawing in picture px."""

    def __init__(self, sky: str = SKY) -> None:
        self.image = Image.new("RGB", (W * S, H * S), sky)
        self.draw = ImageDraw.Draw(self.image)

    def poly(self, colour: str, *points: tuple[float, float]) -> None:
        self.draw.polygon([(x * S, y * S) for x, y in points], fill=colour)

    def box(self, colour: str, x: float, y: float, w: float, h: float, r: float = 0, edge: str = "") -> None:
        self.draw.rounded_rectangle(
            (x * S, y * S, (x + w) * S, (y + h) * S), r * S, colour, edge or None, 3 * S if edge else 0
        )

    def disc(self, colour: str, x: float, y: float, r: float, ry: float = 0) -> None:
        ry = ry or r
        self.draw.ellipse(((x - r) * S, (y - ry) * S, (x + r) * S, (y + ry) * S), fill=colour)

    def line(self, colour: str, width: float, *points: tuple[float, float]) -> None:
        self.draw.line([(x * S, y * S) for x, y in points], colour, int(width * S), joint="curve")

    def words(
        self, text: str, x: float, y: float, size: float, colour: str = INK, anchor: str = "mm"
    ) -> None:
        font = ImageFont.truetype(str(FONT), int(size * S))
        self.draw.text((x * S, y * S), text, colour, font, anchor)

    def save(self, name: str) -> None:
        small = self.image.resize((W, H), Image.Resampling.LANCZOS)
        small.quantize(96, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(OUT / name, optimize=True)


def wave(pen: Pen, colour: str, top: float, height: float, turns: float, shift: float) -> None:
    points = [(x, top + height * math.sin((x / W) * turns * math.pi + shift)) for x in range(0, W + 20, 20)]
    pen.poly(colour, (0, H), *points, (W, H))


def land(pen: Pen) -> None:
    """Far hills and fields."""
    wave(pen, HILL, 250, 46, 2.2, 0.5)
    wave(pen, HILL2, 300, 30, 3.1, 2.0)
    wave(pen, FIELD, 370, 10, 2.4, 0.2)
    wave(pen, FIELD2, 450, 8, 3.0, 1.4)


def house(pen: Pen, x: float, y: float, w: float, h: float) -> None:
    """A white house with a stepped gable (马头墙)."""
    pen.box(WALL, x, y, w, h)
    pen.box(WALL, x + w * 0.2, y - h * 0.22, w * 0.6, h * 0.24)
    for left, width, top in ((-0.04, 0.28, 0.0), (0.76, 0.28, 0.0), (0.16, 0.68, -0.22)):
        pen.box(INK, x + w * left, y + h * top - 9, w * width, 11, 5)
    for place in (0.16, 0.66):
        pen.box(GREY, x + w * place, y + h * 0.28, w * 0.17, h * 0.24, 2)
    pen.box(MUD2, x + w * 0.42, y + h * 0.5, w * 0.17, h * 0.5, 2)


def tree(pen: Pen, x: float, y: float, size: float, colour: str = GREEN2) -> None:
    pen.box(MUD2, x - size * 0.07, y - size * 0.6, size * 0.14, size * 0.62)
    for dx, dy, r in ((-0.28, -0.75, 0.3), (0.28, -0.78, 0.3), (0, -1.0, 0.36), (0, -0.68, 0.32)):
        pen.disc(colour, x + dx * size, y + dy * size, r * size)


def ditch(after: bool) -> Pen:
    """A canal running from the front to the far fields: cracked and weedy, or lined and full."""
    pen = Pen()
    land(pen)
    house(pen, 860, 300, 150, 96)
    house(pen, 1010, 318, 110, 80)
    tree(pen, 790, 410, 110)
    pen.poly(FIELD3, (0, 520), (520, 430), (470, 800), (0, 800))
    pen.poly(FIELD3, (1200, 520), (690, 430), (760, 800), (1200, 800))
    wall, bed, water = (STONE, STONE2, WATER) if after else (MUD, MUD2, "#A8A07A")
    pen.poly(wall, (548, 420), (652, 420), (1010, 800), (190, 800))
    pen.poly(bed, (574, 420), (626, 420), (880, 800), (320, 800))
    level = 0.0 if after else 46.0
    pen.poly(water, (580, 420), (620, 420), (850 - level * 3, 800), (350 + level * 3, 800))
    if after:
        for n in range(6):
            y = 470 + n * 58
            half = 20 + (y - 420) * 0.5
            pen.line("#C9DFE5", 3, (600 - half * 0.8, y), (600 - half * 0.1, y - 4))
            pen.line(STONE2, 3, (600 - half - 34, y), (600 - half - 8, y))
            pen.line(STONE2, 3, (600 + half + 8, y), (600 + half + 34, y))
        for n in range(9):
            x, y = 80 + n * 42, 560 + n % 3 * 70
            pen.line(GREEN3, 5, (x, y), (x - 8, y - 34))
            pen.line(GREEN3, 5, (x, y), (x + 8, y - 34))
            pen.line(GREEN3, 5, (1200 - x, y), (1192 - x, y - 34))
            pen.line(GREEN3, 5, (1200 - x, y), (1208 - x, y - 34))
    else:
        for x, y, d in ((420, 700, 1), (520, 560, -1), (760, 690, 1), (660, 540, -1), (350, 770, 1)):
            pen.line(INK, 4, (x, y), (x + 16 * d, y + 22), (x + 4 * d, y + 40), (x + 22 * d, y + 64))
        for n in range(16):
            x, y = 360 + n * 33, 660 + n % 4 * 34
            for lean in (-16, -4, 10):
                pen.line(GREEN2, 5, (x, y), (x + lean, y - 52 + abs(lean)))
        for x, y in ((560, 610), (690, 740), (470, 760)):
            pen.disc(GREY, x, y, 20, 13)
    return pen


def lamps() -> Pen:
    """Solar lamps along a village road at dusk."""
    pen = Pen("#D8DED9")
    wave(pen, "#BFCBC4", 260, 46, 2.2, 0.5)
    wave(pen, "#A9B9AF", 320, 26, 3.1, 2.0)
    wave(pen, "#93A795", 400, 8, 2.4, 0.2)
    for x, w in ((80, 170), (270, 140), (930, 180)):
        house(pen, x, 330, w, 110)
    pen.poly(STONE2, (520, 430), (680, 430), (1080, 800), (120, 800))
    for n in range(5):
        y = 450 + n * 74
        pen.poly(WALL, (596 - n, y), (604 + n, y), (607 + n * 2, y + 34), (593 - n * 2, y + 34))
    for x, y, k in ((505, 470, 0.5), (410, 560, 0.74), (270, 690, 1.05), (700, 480, 0.52), (800, 580, 0.78)):
        side = 1 if x < 600 else -1
        pen.disc("#E9E3BE", x + side * 70 * k, y - 286 * k, 62 * k)
        pen.line(INK, 11 * k, (x, y), (x, y - 320 * k), (x + side * 74 * k, y - 320 * k))
        pen.box(LAMP, x + side * 70 * k - 30 * k, y - 318 * k, 60 * k, 15 * k, 6 * k)
        pen.poly(GREEN, (x - 44 * k, y - 344 * k), (x + 30 * k, y - 372 * k), (x + 36 * k, y - 354 * k),
                 (x - 38 * k, y - 326 * k))  # fmt: skip
    return pen


def square() -> Pen:
    """The culture square: stage, tables, exercise bars, camphor trees."""
    pen = Pen()
    land(pen)
    house(pen, 60, 300, 190, 130)
    tree(pen, 320, 470, 170)
    tree(pen, 1110, 480, 190, GREEN)
    pen.poly("#E7DFCB", (150, 470), (1050, 470), (1200, 800), (0, 800))
    for n in range(1, 6):
        y = 470 + n * n * 11
        pen.line(STONE, 3, (150 - (y - 470) * 0.45, y), (1050 + (y - 470) * 0.45, y))
    pen.box(STONE2, 440, 430, 360, 62, 4)
    pen.box(WALL, 470, 250, 300, 182, 4, STONE2)
    pen.poly(INK, (430, 262), (470, 214), (770, 214), (810, 262))
    pen.box(RED, 500, 286, 240, 46, 6)
    pen.words("文化广场", 620, 309, 32, WALL)
    for x in (250, 372):
        pen.line(GREEN2, 12, (x, 700), (x, 560))
    pen.line(GREEN2, 12, (250, 562), (372, 562))
    for x in (930, 1030):
        pen.disc(STONE, x, 640, 46, 16)
        pen.box(STONE2, x - 9, 648, 18, 46)
    pen.box(STONE, 560, 660, 150, 16, 4)
    for x in (580, 680):
        pen.box(STONE2, x, 674, 14, 44)
    return pen


def shed() -> Pen:
    """A shed where electric bicycles are charged, in a yard of the community."""
    pen = Pen()
    for x, w, h in ((40, 250, 360), (310, 220, 310), (900, 260, 370)):
        pen.box("#EFE9DA", x, 470 - h, w, h)
        for i in range(int(w // 56)):
            for j in range(int(h // 70)):
                pen.box("#C9D6D8", x + 18 + i * 56, 490 - h + j * 70, 30, 38, 3)
    pen.poly("#E3DCCB", (0, 470), (1200, 470), (1200, 800), (0, 800))
    tree(pen, 830, 490, 150)
    pen.poly(GREEN2, (140, 400), (1000, 400), (1060, 450), (90, 450))
    for x in (140, 380, 620, 860, 1010):
        pen.box(GREY, x, 450, 12, 230)
    pen.box(WALL, 140, 478, 880, 40, 6, STONE2)
    for x in range(180, 1000, 90):
        pen.box(GREEN3, x, 486, 26, 24, 4)
    for x in (230, 420, 660, 860):
        pen.disc(INK, x, 690, 40)
        pen.disc(CREAM, x, 690, 28)
        pen.disc(INK, x + 130, 690, 40)
        pen.disc(CREAM, x + 130, 690, 28)
        pen.line(RED if x % 4 else GREEN, 16, (x, 690), (x + 40, 610), (x + 50, 668), (x + 100, 668))
        pen.line(RED if x % 4 else GREEN, 12, (x + 130, 690), (x + 100, 600), (x + 84, 596))
        pen.line(GREEN3, 4, (x + 30, 640), (x - 10, 560), (x - 6, 510))
    return pen


def plan() -> Pen:
    """A sketch of the village plan: what lies where, without any measure."""
    pen = Pen(CREAM)
    pen.box(HILL2, 40, 40, 1120, 640, 18)
    pen.poly(FIELD2, (40, 420), (420, 300), (760, 470), (700, 680), (60, 680))
    pen.poly(FIELD3, (760, 470), (1160, 380), (1160, 660), (700, 680))
    pen.poly(GREEN3, (60, 60), (480, 60), (330, 250), (60, 330))
    pen.poly("#EFE3C8", (470, 150), (900, 110), (1020, 300), (760, 440), (450, 290))
    pen.line(WATER2, 26, (40, 390), (240, 350), (420, 310), (600, 470), (800, 520), (1160, 560))
    pen.line(WALL, 20, (980, 40), (880, 260), (640, 400), (560, 680))
    pen.line(STONE2, 3, (980, 40), (880, 260), (640, 400), (560, 680))
    for x, y in ((540, 190), (620, 250), (700, 180), (790, 240), (860, 170), (580, 310), (720, 320)):
        pen.box(INK, x, y, 46, 12, 3)
        pen.box(WALL, x + 3, y + 12, 40, 24)
    pen.box(RED, 660, 232, 40, 32, 4)
    labels = (("山林", 200, 150), ("耕地保护区", 300, 560), ("耕地保护区", 960, 600), ("居民点", 930, 300),
              ("村委会", 590, 252), ("河", 150, 330), ("公路", 1010, 180))  # fmt: skip
    for text, x, y in labels:
        pen.words(text, x, y, 30)
    for n, (colour, text) in enumerate(
        (("#EFE3C8", "建房用地"), (FIELD2, "耕地，不能建房"), (GREEN3, "林地，不带火种"), (WATER2, "河渠"))
    ):
        pen.box(colour, 60 + n * 280, 716, 44, 36, 6)
        pen.words(text, 116 + n * 280, 734, 28, anchor="lm")
    return pen


def flow(name: str, steps: tuple[str, ...], marks: tuple[str, ...]) -> Pen:
    """A matter step by step, with who does it."""
    pen = Pen(CREAM)
    pen.words(name, W / 2, 62, 46)
    for n, (step, mark) in enumerate(zip(steps, marks, strict=True)):
        x, y = 80 + n % 3 * 370, 140 + n // 3 * 320
        pen.box("#E8F2EB", x, y, 300, 210, 16, GREEN3)
        pen.disc("#0B5A3C", x + 44, y + 46, 28)
        pen.words(str(n + 1), x + 44, y + 45, 30, WALL)
        for row, part in enumerate(step.split("\n")):
            pen.words(part, x + 150, y + 104 + row * 40 - (20 if "\n" in step else 0), 32)
        pen.words(mark, x + 150, y + 176, 26, "#4D463C")
        if n % 3 < 2 and n + 1 < len(steps):
            pen.line("#0B5A3C", 6, (x + 308, y + 105), (x + 352, y + 105))
            pen.poly("#0B5A3C", (x + 350, y + 90), (x + 368, y + 105), (x + 350, y + 120))
        if n == 2 and len(steps) > 3:
            pen.line("#0B5A3C", 6, (x + 150, y + 216), (x + 150, y + 265), (230, y + 265), (230, y + 300))
            pen.poly("#0B5A3C", (215, y + 298), (245, y + 298), (230, y + 316))
    return pen


def subsidy() -> Pen:
    """The land subsidy in one picture, with the worked example of the texts."""
    pen = Pen(CREAM)
    pen.words("耕地地力保护补贴怎么算", W / 2, 70, 48)
    cards = (("种的地", "5.20亩", "×"), ("一亩补", "112元", "="), ("一年领", "582.40元", ""))
    for n, (top, number, sign) in enumerate(cards):
        x = 70 + n * 375
        pen.box("#E8F2EB", x, 150, 310, 250, 16, GREEN3)
        pen.words(top, x + 155, 210, 38)
        pen.words(number, x + 155, 310, 62, "#0B5A3C")
        pen.words(sign, x + 342, 275, 60)
    pen.poly(FIELD2, (0, 640), (600, 590), (1200, 640), (1200, 800), (0, 800))
    for n in range(22):
        x, y = 40 + n * 53, 700 + n % 2 * 56
        for lean in (-12, 0, 12):
            pen.line(GREEN3, 5, (x, y), (x + lean, y - 44))
    pen.words("地荒了，或改做别的用，不能领", W / 2, 480, 40)
    pen.words("112元是公布过的标准，今年多少以今年文件为准", W / 2, 550, 32, "#4D463C")
    return pen


PICTURES: dict[str, Callable[[], Pen]] = {
    "ditch-before.png": lambda: ditch(False),
    "ditch-after.png": lambda: ditch(True),
    "lamps.png": lamps,
    "square.png": square,
    "charging-shed.png": shed,
    "plan.png": plan,
    "land-subsidy.png": subsidy,
    "flow-finance.png": lambda: flow(
        "一笔开支怎么报",
        ("拿到发票", "会计核对", "主任审批", "监委会\n审核签字", "打款", "每季公布"),
        ("经手人写明用途", "票和事对得上", "大额先开会", "不合规不签", "公对公转账", "贴公开栏、上公开亭"),
    ),
    "flow-house.png": lambda: flow(
        "农户建房怎么申请",
        ("写申请", "小组讨论", "村里公示", "村委会上报", "乡镇审批", "动工和验收"),
        ("向小组提出", "听邻居意见", "不少于15天", "材料一次交齐", "联合到场看地", "放线后再动工"),
    ),
}


DITCH = (
    "水渠维修",
    ("小组灌溉水渠维修，渠底渠壁硬化，清淤，渠尾加闸门。", "村集体自有资金加上级奖补，不向农户收钱。",
     "45天，避开抢种和抢收。", "有小型水利或土建施工资质的单位，带营业执照和资质证书。",
     "在村委会会议室当场开，村民代表和监督委员会在场。"),
)  # fmt: skip
SHED = (
    "电动车充电棚",
    ("建电动车充电棚一处，棚架、插座、灭火器和喷淋。", "上级补助加居委会自有资金，不向居民收钱。",
     "30天，白天施工，中午停工。", "有电气安装或土建施工资质的单位，带营业执照和资质证书。",
     "在居委会会议室当场开，居民代表和监督委员会在场。"),
)  # fmt: skip


def tender(path: Path, name: str, facts: tuple[str, ...]) -> None:
    """Two pages: the notice and the record of the bids, without a name of a person."""
    pdfmetrics.registerFont(TTFont("demo", str(FONT)))
    pdf = Canvas(str(path), A4, invariant=1, pageCompression=1)
    pdf.setTitle(f"{name}招标公告和评标记录（演示）")
    what, money, days, who, where = facts
    pages = (
        (f"{name}招标公告", (
            f"一、工程：{what}",
            f"二、资金：{money}",
            f"三、工期：{days}",
            f"四、报名：{who}",
            "五、方式：公开比选。报价不超过控制价，技术标合格的，低价中标。",
            f"六、开标：{where}",
            "七、付款：验收合格付九成，留一成作质量保证金，保修期满再付。",
            "八、监督：对招标有意见的，向监督委员会或乡镇人民政府反映。",
        )),
        (f"{name}评标记录", (
            "一、在截止时间前收到三份报价，密封完好，当场拆开。",
            "二、资质审查：三家都合格。",
            "三、报价：都没有超过控制价。各家报价见公开亭上的表。",
            "四、结论：推荐报价最低的一家为中标单位，结果公布15天。",
            "五、开标时没有人提出异议。",
            "六、评标人员和监督委员会成员在原件上签字，原件存档案柜。",
        )),
    )  # fmt: skip
    width, height = A4
    for number, (title, lines) in enumerate(pages, start=1):
        pdf.setFont("demo", 22)
        pdf.drawCentredString(width / 2, height - 96, title)
        pdf.setFont("demo", 13)
        for row, line in enumerate(lines):
            pdf.drawString(64, height - 160 - row * 34, line)
        pdf.setFont("demo", 11)
        pdf.drawString(64, 72, "演示内容，单位和金额为示例。")
        pdf.drawRightString(width - 64, 72, f"第{number}页 共{len(pages)}页")
        pdf.showPage()
    pdf.save()


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, make in PICTURES.items():
        make().save(name)
    tender(OUT / "tender-ditch.pdf", *DITCH)
    tender(OUT / "tender-shed.pdf", *SHED)
    for path in sorted(OUT.iterdir()):
        print(f"{path.name}  {path.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
