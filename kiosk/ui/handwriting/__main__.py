"""The process that reads handwriting: ``python -m kiosk.ui.handwriting MODEL``.

One JSON object a line on stdin, ``{"id", "strokes", "among"}`` (points in widths of the sheet, ``among``
a text of characters), one a line on stdout, ``{"id", "candidates"}``, likeliest first.  It ends with its
stdin, so also when the screen is killed.  Nothing is kept or logged.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kiosk.ui.handwriting.model import Recogniser


def answer(recogniser: Recogniser, line: str) -> dict[str, object]:
    asked = json.loads(line)
    found = recogniser.scores(asked["strokes"], asked["among"])
    return {"id": asked["id"], "candidates": [character for character, _ in found]}


def main() -> int:
    recogniser = Recogniser(Path(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(answer(recogniser, line)), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
