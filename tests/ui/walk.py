"""A walk over the item tree of any page: what can be touched, what can be read, and what is wrong.

The rules are those of ui.md §7 that hold for every page: A1–A6, A8, A9, A12, A16, A18.  Each check
returns sentences; an empty list means that the page keeps the rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtQuick import QQuickItem, QQuickView
from PySide6.QtTest import QTest

MIN_TOUCH = 64
MIN_KEY_HEIGHT = 80
MIN_BAR_HEIGHT = 104
MIN_GAP = 12
BEZEL = 32
MIN_TEXT = 32
LEAST_TEXT = {"S": 32, "M": 30, "L": 28}
"""``small`` of each size class (ui.md §2.2): nothing on a villager page is smaller."""
MIN_CONTRAST = 7.0
MAX_HANZI_A_LINE = 24
FORBIDDEN_NUMBERS = re.compile(r"(?<!\d)(?:\d{14,18}[\dXx]|1[3-9]\d{9})(?!\d)")


@dataclass(frozen=True, slots=True)
class Touchable:
    """A TouchKey: its name and role for assistive technology, its drawn area in window pixels."""

    name: str
    role: QAccessible.Role
    rect: QRectF
    enabled: bool
    has_slop: bool
    in_bar: bool
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with the rectangle its glyphs fill and what may be wrong with it."""

    text: str
    rect: QRectF
    size: int
    colour: QColor
    enabled: bool
    lines: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Walked:
    """One page as it stands on the glass."""

    width: int
    height: int
    touchables: tuple[Touchable, ...]
    texts: tuple[Reading, ...]
    beyond: tuple[str, ...] = ()
    """Shapes (cards, bars of a chart) that leave the area of the page, as words."""


def visible_items(item: QQuickItem) -> Iterator[QQuickItem]:
    """The item and everything shown under it."""
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from visible_items(child)


def scene_rect(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def walk(view: QQuickView) -> Walked:
    """Collect what is on the window now."""
    root = view.rootObject()
    touchables: list[Touchable] = []
    texts: list[Reading] = []
    for item in visible_items(root):
        if item.property("isTouchKey"):
            touchables.append(_touchable(item))
        elif item.inherits("QQuickText") and item.property("text"):
            texts.append(_reading(item))
    return Walked(view.width(), view.height(), tuple(touchables), tuple(texts), tuple(_beyond(view)))


def _beyond(view: QQuickView) -> Iterator[str]:
    try:
        page = page_of(view)
    except LookupError:
        return
    whole = scene_rect(page)
    for item in visible_items(page):
        drawn = item.inherits("QQuickRectangle") and item.width() > 0 and item.height() > 0
        if drawn and item.property("color").alpha() > 0 and not _inside(scene_rect(item), whole):
            yield f"{_class(item).partition('_QML')[0]} {_show(scene_rect(item))} leaves the page"


def page_of(view: QQuickView) -> QQuickItem:
    """The open page's root item: its ``page`` may be set, its ``pages`` read."""
    for item in visible_items(view.rootObject()):
        if item.metaObject().indexOfProperty("headerSide") >= 0:
            return item
    raise LookupError("no page is open")


def _touchable(item: QQuickItem) -> Touchable:
    interface = QAccessible.queryAccessibleInterface(item)
    name = interface.text(QAccessible.Text.Name) if interface else ""
    role = interface.role() if interface else QAccessible.Role.NoRole
    # A row's running number is not its label.
    inside = [t.property("text").replace("\u2060", "") for t in _texts_of(item.parentItem())]
    words = next((text for text in inside if not text.isdigit()), "")
    return Touchable(
        name=name,
        role=role,
        rect=scene_rect(item),
        enabled=item.isEnabled(),
        has_slop=bool(item.property("slop")),
        in_bar=_has_ancestor(item, "BottomBar") or _has_ancestor(item, "DeskBar"),
        words=words,
    )


def _texts_of(item: QQuickItem) -> Iterator[QQuickItem]:
    return (i for i in visible_items(item) if i.inherits("QQuickText") and i.property("text"))


def _has_ancestor(item: QQuickItem, kind: str) -> bool:
    while item is not None:
        if _class(item).startswith(kind):
            return True
        item = item.parentItem()
    return False


def _reading(item: QQuickItem) -> Reading:
    width, height = item.property("contentWidth"), item.property("contentHeight")
    align = int(item.property("across") or 1)
    left = item.width() - width if align & 2 else (item.width() - width) / 2 if align & 4 else 0.0
    vertical = int(item.property("down") or 32)
    top = (item.height() - height) / 2 if vertical & 128 else 0.0
    rect = item.mapRectToScene(QRectF(left, top, width, height))
    faults = []
    if item.property("truncated"):
        faults.append("elided")
    if width > item.width() + 1.5:
        faults.append(f"{width:.0f} wide in a box of {item.width():.0f}")
    if height > item.height() + 1.5:
        faults.append(f"{height:.0f} high in a box of {item.height():.0f}")
    size = item.property("font").pixelSize()
    # The line box has leading above and below the glyphs; only the glyphs may not leave a card.
    glyphs = rect.adjusted(0, size * 0.2, 0, -size * 0.2)
    parent = item.parentItem()
    while parent is not None:
        boxed = parent.clip() or (parent.inherits("QQuickRectangle") and parent.height() > 0)
        if (boxed or _is_loader(parent)) and not _inside(glyphs, scene_rect(parent)):
            box = scene_rect(parent)
            kind = _class(parent).partition("_QML")[0]
            faults.append(f"outside its {kind}: {_show(glyphs)} in {_show(box)}")
            break
        parent = parent.parentItem()
    return Reading(
        # Without the joiners that keep a number with its unit.
        text=item.property("text").replace("\u2060", ""),
        rect=rect,
        size=size,
        colour=item.property("color"),
        enabled=item.isEnabled(),
        lines=int(item.property("lineCount")),
        faults=tuple(faults),
    )


def _class(item: QQuickItem) -> str:
    return str(item.metaObject().className())


def _is_loader(item: QQuickItem) -> bool:
    return _class(item) == "QQuickLoader"


def _inside(inner: QRectF, outer: QRectF) -> bool:
    return outer.adjusted(-1.5, -1.5, 1.5, 1.5).contains(inner)


def _show(r: QRectF) -> str:
    return f"({r.left():.0f},{r.top():.0f} {r.width():.0f}×{r.height():.0f})"


def touch_sizes(page: Walked) -> list[str]:
    """A1: 64 × 64 px at least, keys and rows 80 high, the bottom bar 104."""
    wrong = []
    for t in page.touchables:
        least = MIN_BAR_HEIGHT if t.in_bar else MIN_KEY_HEIGHT
        if t.rect.width() < MIN_TOUCH or t.rect.height() < least:
            wrong.append(f"A1 {t.name!r} is {_show(t.rect)}")
    return wrong


def touch_gaps(page: Walked) -> list[str]:
    """A2: 12 px between two touchable areas, except rows of one table (which have no hit slop)."""
    wrong = []
    for i, a in enumerate(page.touchables):
        for b in page.touchables[i + 1 :]:
            across = max(a.rect.left(), b.rect.left()) - min(a.rect.right(), b.rect.right())
            down = max(a.rect.top(), b.rect.top()) - min(a.rect.bottom(), b.rect.bottom())
            gap = max(across, down)
            table = not a.has_slop and not b.has_slop and gap > -1
            if gap < MIN_GAP - 1 and not table:
                wrong.append(f"A2 {a.name!r} and {b.name!r} are {gap:.0f} px apart")
    return wrong


def bezel(page: Walked) -> list[str]:
    """A3: nothing touchable within 32 px of the glass edge."""
    glass = QRectF(0, 0, page.width, page.height).adjusted(BEZEL, BEZEL, -BEZEL, -BEZEL)
    glass.adjust(-0.5, -0.5, 0.5, 0.5)
    return [f"A3 {t.name!r} at {_show(t.rect)}" for t in page.touchables if not glass.contains(t.rect)]


def text_sizes(page: Walked, least: int = MIN_TEXT) -> list[str]:
    """A4: no text under 32 px on a glass of class S, the class's own floor on larger ones."""
    return [f"A4 {t.text!r} is {t.size} px" for t in page.texts if t.size < least]


def text_boxes(page: Walked) -> list[str]:
    """A5: nothing elided, clipped, wider than its box, outside its card, or over another text."""
    wrong = [f"A5 {t.text!r}: {fault}" for t in page.texts for fault in t.faults]
    wrong += [f"A5 {shape}" for shape in page.beyond]
    for i, a in enumerate(page.texts):
        first = a.rect.adjusted(1, a.size * 0.25, -1, -a.size * 0.25)
        for b in page.texts[i + 1 :]:
            second = b.rect.adjusted(1, b.size * 0.25, -1, -b.size * 0.25)
            if first.intersects(second):
                wrong.append(f"A5 {a.text!r} {_show(a.rect)} lies over {b.text!r} {_show(b.rect)}")
    return wrong


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [c / 255 for c in colour]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: tuple[int, int, int], b: tuple[int, int, int]) -> float:
    """Contrast ratio 1–21, WCAG 2.2."""
    first, second = sorted((luminance(a), luminance(b)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def picture(image: QImage) -> Image.Image:
    """A grabbed window for measuring."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (rgb.width(), rgb.height())
    return Image.frombytes("RGB", size, bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine())


def text_contrast(page: Walked, grabbed: Image.Image) -> list[str]:
    """A6 measured in the picture: the text's colour is really there, 7:1 on what surrounds it."""
    wrong = []
    for t in page.texts:
        if not t.enabled or t.text.isspace():
            continue
        box = (int(t.rect.left()), int(t.rect.top()), int(t.rect.right()) + 1, int(t.rect.bottom()) + 1)
        crop = grabbed.crop(box)
        colours: list[tuple[int, tuple[int, int, int]]]
        colours = crop.getcolors(crop.width * crop.height) or []  # type: ignore[assignment]
        ground = max(colours)[1]
        ink = (t.colour.red(), t.colour.green(), t.colour.blue())
        nearest = min(colours, key=lambda c: sum(abs(x - y) for x, y in zip(c[1], ink, strict=True)))[1]
        if sum(abs(x - y) for x, y in zip(nearest, ink, strict=True)) > 60:
            wrong.append(f"A6 {t.text!r} is not drawn where it should be {_show(t.rect)}")
        elif contrast(ink, ground) < MIN_CONTRAST:
            wrong.append(f"A6 {t.text!r} has {contrast(ink, ground):.2f}:1 ({ink} on {ground})")
    return wrong


def names(page: Walked) -> list[str]:
    """A12: role and name; the name contains the word that is seen."""
    wrong = []
    for t in page.touchables:
        if t.role in (QAccessible.Role.NoRole, QAccessible.Role.Client):
            wrong.append(f"A12 {t.name!r} has no role")
        plain = re.sub(r"\s", "", t.words)
        if not t.name or plain not in re.sub(r"\s", "", t.name):
            wrong.append(f"A12 named {t.name!r}, reads {t.words!r}")
    seen = Counter((t.name, t.rect.left(), t.rect.top()) for t in page.touchables)
    return wrong + [f"A12 twice in one place: {key[0]!r}" for key, count in seen.items() if count > 1]


def long_lines(page: Walked, most: int = MAX_HANZI_A_LINE) -> list[str]:
    """A16 at 标准: reading text (more than one line) has at most 24 hanzi a line."""
    return [
        f"A16 {t.text[:30]!r}… has {t.rect.width() / t.size:.1f} hanzi a line"
        for t in page.texts
        if t.lines > 1 and t.rect.width() / t.size > most + 0.6
    ]


def personal_numbers(page: Walked) -> list[str]:
    """A18: no ID, card or mobile number in any text; the message does not repeat it."""
    return ["A18 a long number is on the page" for t in page.texts if FORBIDDEN_NUMBERS.search(t.text)]


def low_reach(page: Walked) -> list[str]:
    """A9: everything touchable lies in the lower half."""
    half = page.height / 2
    return [f"A9 {t.name!r} at {_show(t.rect)}" for t in page.touchables if t.rect.top() < half - 0.5]


def bar_places(page: Walked) -> dict[str, tuple[int, int, int, int]]:
    """A8: the rectangles of 返回, 首页 and the aid keys, by name."""
    return {
        t.name: (round(t.rect.x()), round(t.rect.y()), round(t.rect.width()), round(t.rect.height()))
        for t in page.touchables
        if t.in_bar and t.name not in ("上一页", "下一页", "看完了")
    }


def focus_names(view: QQuickView, limit: int = 200) -> list[str]:
    """Names in the order in which ↓ reaches them, once round. The window must be active.

    Not by ``nextItemInFocusChain``: PySide 6.9 takes what it returns for its own and destroys it.
    """
    found: list[tuple[str, float, float]] = []
    for _ in range(limit):
        QTest.keyClick(view, Qt.Key.Key_Down)
        item = view.activeFocusItem()
        if item is None or not item.property("isTouchKey"):
            continue
        rect = scene_rect(item)
        here = (str(item.property("label")), rect.x(), rect.y())
        if found and here == found[0]:
            break
        found.append(here)
    return [name for name, _, _ in found]


def find(page: Walked, name: str) -> Touchable:
    """The touchable thing of that name (or beginning with it); ``LookupError`` lists what there is."""
    for t in page.touchables:
        if t.name == name:
            return t
    for t in page.touchables:
        if t.name.startswith(name):
            return t
    raise LookupError(f"{name!r} not among {[t.name for t in page.touchables]}")


def every_rule(
    page: Walked, grabbed: Image.Image | None, *, step: int, least_text: int = MIN_TEXT,
    most_hanzi: int = MAX_HANZI_A_LINE,
) -> Sequence[str]:
    """All rules that one look at a page can prove."""
    wrong = [
        *touch_sizes(page),
        *touch_gaps(page),
        *bezel(page),
        *text_sizes(page, least_text),
        *text_boxes(page),
        *names(page),
        *personal_numbers(page),
    ]
    if step == 0:
        wrong += long_lines(page, most_hanzi)
    if grabbed is not None:
        wrong += text_contrast(page, grabbed)
    return wrong
