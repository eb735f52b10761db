"""Makes resources/fonts/ again from the upstream files.

Same input, same bytes: the upstream files are held to their SHA-256, nothing is stamped with the
time of the run. The Noto files are copied as they are; of HanaMin only the ideographs that
Noto Sans SC lacks are kept, without hinting, vertical metrics and layout tables.

    python packaging/make_fonts.py --noto-sans DIR --noto-serif DIR --hanazono DIR \\
        --hanazono-copyright FILE [--out resources/fonts]

DIR of Noto is the unpacked npm package @expo-google-fonts/noto-sans-sc (noto-serif-sc) 0.4.3;
of Hanazono the folder with HanaMinA.ttf and HanaMinB.ttf of Debian's fonts-hanazono 20170904-2.1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.domain import glyphs  # noqa: E402  (run from a checkout, before anything is installed)

#: Every block that holds ideographs, radicals, strokes or description characters: what a rare
#: name can be written with. Other scripts of HanaMin (9,800 non-kanji, private use) stay out.
HAN_BLOCKS: glyphs.Ranges = (
    (0x2E80, 0x2FDF),
    (0x2FF0, 0x2FFF),
    (0x31C0, 0x31EF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)


@dataclass(frozen=True, slots=True)
class Upstream:
    """One upstream file: where it lies, its SHA-256, and what it becomes."""

    source: str
    path: str
    sha256: str
    file: str
    font: str
    weight: int


UPSTREAM = (
    Upstream(
        "noto_sans",
        "400Regular/NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
        "NotoSansSC-Regular.ttf",
        "NotoSansSC",
        400,
    ),
    Upstream(
        "noto_sans",
        "500Medium/NotoSansSC_500Medium.ttf",
        "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
        "NotoSansSC-Medium.ttf",
        "NotoSansSC",
        500,
    ),
    Upstream(
        "noto_sans",
        "700Bold/NotoSansSC_700Bold.ttf",
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
        "NotoSansSC-Bold.ttf",
        "NotoSansSC",
        700,
    ),
    Upstream(
        "noto_serif",
        "900Black/NotoSerifSC_900Black.ttf",
        "092e71a70c744be3cc33999eb4edcb10fbe95c1b4cff6c2d7f04d6ff15d031e2",
        "NotoSerifSC-Black.ttf",
        "NotoSerifSC",
        900,
    ),
    Upstream(
        "hanazono",
        "HanaMinA.ttf",
        "7ca87559414474848fc513a8d8eb42d5b0f8194c30c2abdfbfedff5398ec88d7",
        "HanaMinA-sub.ttf",
        "HanaMinA",
        400,
    ),
    Upstream(
        "hanazono",
        "HanaMinB.ttf",
        "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
        "HanaMinB-sub.ttf",
        "HanaMinB",
        400,
    ),
)

LICENCES = (
    ("noto_sans", "LICENSE_FONT", "LICENSE-NotoSansSC.txt"),
    ("noto_serif", "LICENSE_FONT", "LICENSE-NotoSerifSC.txt"),
)


def sha256(path: Path) -> str:
    """Lower-case SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def covered(path: Path) -> set[int]:
    """Code points of the font's best Unicode character map."""
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap() or {})


def write_subset(source: Path, target: Path, wanted: set[int]) -> None:
    """Writes ``source`` reduced to the glyphs of ``wanted``.

    The space is kept because some readers take a font without one for broken.
    """
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["BASE", "FFTM", "GDEF", "GSUB", "GPOS", "prop", "vhea", "vmtx"]
    with subset.load_font(str(source), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted | {0x20})
        subsetter.subset(font)
        # Variation sequences point at glyphs that are not here.
        font["cmap"].tables = [table for table in font["cmap"].tables if table.format in (4, 12)]
        subset.save_font(font, str(target), options)


def make(sources: dict[str, Path], copyright_file: Path, out: Path) -> dict[str, Any]:
    """Fills ``out`` and returns the coverage document written there. ``SystemExit`` on other input."""
    for item in UPSTREAM:
        path = sources[item.source] / item.path
        if not path.is_file() or sha256(path) != item.sha256:
            raise SystemExit(f"{path} 不在，或不是约定的那一版(SHA-256 应为 {item.sha256})。")
    out.mkdir(parents=True, exist_ok=True)

    have: set[int] = set()
    files: list[dict[str, Any]] = []
    for item in UPSTREAM:
        source, target = sources[item.source] / item.path, out / item.file
        if item.source == "hanazono":
            han = set(glyphs.codepoints(HAN_BLOCKS))
            write_subset(source, target, (covered(source) & han) - have)
        else:
            shutil.copyfile(source, target)
        codes = covered(target)
        if item.font != glyphs.TITLE_FONT:
            have |= codes
        files.append(
            {
                "file": item.file,
                "font": item.font,
                "weight": item.weight,
                "bytes": target.stat().st_size,
                "sha256": sha256(target),
                "ranges": glyphs.pack_ranges(codes),
            }
        )
    for source, name, target in LICENCES:
        shutil.copyfile(sources[source] / name, out / target)
    shutil.copyfile(copyright_file, out / "LICENSE-HanaMin.txt")

    document = {"format": glyphs.COVERAGE_FORMAT, "files": files}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    (out / glyphs.COVERAGE_FILE).write_text(text, encoding="utf-8")
    return document


def main() -> int:
    """Command line; says what was written, in bytes."""
    parser = argparse.ArgumentParser(description="从上游文件重新生成 resources/fonts/")
    parser.add_argument("--noto-sans", type=Path, required=True, help="noto-sans-sc 包的文件夹")
    parser.add_argument("--noto-serif", type=Path, required=True, help="noto-serif-sc 包的文件夹")
    parser.add_argument("--hanazono", type=Path, required=True, help="HanaMinA.ttf、HanaMinB.ttf 的文件夹")
    parser.add_argument("--hanazono-copyright", type=Path, required=True, help="花园明朝的版权说明")
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "fonts", help="写到哪里")
    args = parser.parse_args()
    sources = {"noto_sans": args.noto_sans, "noto_serif": args.noto_serif, "hanazono": args.hanazono}
    document = make(sources, args.hanazono_copyright, args.out)
    for entry in document["files"]:
        print(f"{entry['bytes']:>12,}  {entry['file']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
