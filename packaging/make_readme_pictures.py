"""Draws the pictures of README.md into ``resources/pictures/readme``.

Run by hand after the screen or a sheet has changed (``make_readme_pictures.py HOME BATCH``, with
the ``KIOSK_HOME`` that ``kiosk demo DIR --no-window`` names last and the id of a payout batch for the
sheet) and commit what it wrote.  With ``CUPS_SERVER`` naming a service that has a printer the desk's pages
show one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "resources" / "pictures" / "readme"
PAGES = ("home", "payout-list", "recipient")
DESK = ("desk-today", "desk-ledger", "desk-print-sheet", "desk-draft")
WIDTH = 540
COLOURS = 256
"""Enough for flat colours and smooth letters; keeps a picture well under 150 kB."""


def kiosk(home: Path, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "kiosk", *words, "--home", str(home)], cwd=ROOT, check=True)


def save(picture: Image.Image, name: str) -> None:
    """Shrunk to ``WIDTH`` and to few colours."""
    height = round(picture.height * WIDTH / picture.width)
    small = picture.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    OUT.mkdir(parents=True, exist_ok=True)
    small.quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


def main() -> None:
    home = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        kiosk(home, "shots", folder, "--size", "1080x1920", "--only", ",".join((*PAGES, *DESK)))
        for name in (*PAGES, *DESK):
            (path,) = Path(folder).glob(f"*-{name}.png")
            save(Image.open(path), name)
        out = Path(folder, "sheet.pdf")
        kiosk(home, "sheet", "payouts", "--batch", sys.argv[2], "--out", str(out))
        with closing(pypdfium2.PdfDocument(out)) as document:
            save(document[0].render(scale=2).to_pil(), "sheet")


if __name__ == "__main__":
    main()
