"""The QR code as vector rectangles, once a document, drawn on every page.

Level Q (a quarter of the symbol may be lost), outdoors H (nearly a third), and a quiet zone of four
modules, ISO/IEC 18004.
The payload is upper case, so that it stays in alphanumeric mode and the symbol small.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import qrcode
import qrcode.constants

from kiosk.sheets.pen import Pen, colour

QUIET: Final = 4
_FORM: Final = "qr"


@lru_cache(maxsize=8)
def matrix(payload: str, weathers: bool = False) -> tuple[tuple[bool, ...], ...]:
    """Modules of the symbol, True is dark, without the quiet zone."""
    level = qrcode.constants.ERROR_CORRECT_H if weathers else qrcode.constants.ERROR_CORRECT_Q
    code: Any = qrcode.QRCode(error_correction=level, border=0)
    code.add_data(payload.encode("ascii"))
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())


def outer_side(count: int, symbol: float) -> float:
    """Side in pt with the quiet zone, for ``count`` modules."""
    return symbol * (count + 2 * QUIET) / count


def define(pen: Pen, modules: tuple[tuple[bool, ...], ...]) -> None:
    """Makes the form, one unit a module, dark runs of a row as one rectangle."""
    canvas: Any = pen.canvas
    side = len(modules) + 2 * QUIET
    canvas.beginForm(_FORM, 0, 0, side, side)
    canvas.setFillColor(colour("#000000"))
    path = canvas.beginPath()
    for number, row in enumerate(modules):
        y = side - QUIET - 1 - number
        at = 0
        while at < len(row):
            stop = at
            while stop < len(row) and row[stop]:
                stop += 1
            if stop > at:
                path.rect(QUIET + at, y, stop - at, 1)
            at = stop + 1
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.endForm()


def stamp(pen: Pen, x: float, y: float, side: float, count: int) -> None:
    """Draws the form with its lower left corner at ``(x, y)``; ``side`` includes the quiet zone."""
    canvas: Any = pen.canvas
    canvas.saveState()
    canvas.translate(x, y)
    scale = side / (count + 2 * QUIET)
    canvas.scale(scale, scale)
    canvas.doForm(_FORM)
    canvas.restoreState()
