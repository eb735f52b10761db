"""The recognition model: where it lies, and which of some characters it sees in a picture.

It is the PP-OCRv6 small recogniser (Apache-2.0) as the wheel of rapidocr carries it, for lines of text;
a line of one character works too.  Nothing of rapidocr itself is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MODEL = "PP-OCRv6_rec_small.onnx"
LEAST = 1e-5
"""The best must be as likely as this, else nothing is offered: of twelve wrong characters the best gets so
far for one careful writing in fifty, while nineteen of twenty badly written ones are above it."""
LEAST_OTHER = 1e-8
"""What is offered beside the best; what is behind this is nothing like it."""
LEAST_EXTENT = 0.03
"""A touch that hardly moved (in widths of the sheet) is no character."""

Strokes = Sequence[Sequence[Sequence[float]]]


def find_model() -> Path | None:
    """The model's file; ``None`` where it, or what runs it, is not installed."""
    if any(find_spec(name) is None for name in ("numpy", "onnxruntime")):
        return None
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations or () if spec is not None else ()
    files = (Path(folder) / "models" / MODEL for folder in folders)
    return next((file for file in files if file.is_file()), None)


class Recogniser:
    """Loaded once (0.2 s, 105 MB with all it needs); a character takes some 4 ms on one core."""

    def __init__(self, model: Path) -> None:
        import onnxruntime

        options: Any = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self.session: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        # Class 0 is "nothing here"; the characters follow in the order of the model's own list.
        listed = self.session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._places = {character: n for n, character in enumerate(listed, start=1)}

    def knows(self, character: str) -> bool:
        """Whether the model has this character at all: one of some 18,700."""
        return character in self._places

    def scores(self, strokes: Strokes, among: Iterable[str]) -> list[tuple[str, float]]:
        """Those of ``among`` that may be meant, likeliest first, with 0 to 1; of what is like none, none."""
        from kiosk.ui.handwriting.picture import extent, picture_of

        known = [(c, self._places[c]) for c in dict.fromkeys(among) if c in self._places]
        written = [stroke for stroke in strokes if stroke]
        if not known or not written or extent(written) < LEAST_EXTENT:
            return []
        (steps,) = self.session.run(None, {"x": picture_of(written)})
        # A line is read from left to right: the character stands where the model is surest of it.
        best = steps[0].max(axis=0)
        found = [(c, float(best[place])) for c, place in known]
        ranked = sorted((f for f in found if f[1] >= LEAST_OTHER), key=lambda f: -f[1])
        return ranked if ranked and ranked[0][1] >= LEAST else []
