"""Who may know whom (architecture §2): walks every import in kiosk/ and keeps the layers true."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_BASE = frozenset({"domain"})
_LOW = _BASE | {"store", "bundle"}
_MIDDLE = frozenset({"county", "desk", "intake", "ledger", "printing", "sheets", "site", "speech"})

# Package -> the packages of ours that it may import.
ALLOWED: dict[str, frozenset[str]] = {
    "domain": frozenset(),
    "bundle": _BASE,
    "store": _BASE,
    **{middle: _LOW for middle in _MIDDLE},
    # The demo generator plays the county and the kiosk, so it composes like cli and ui.
    "demo": _LOW | _MIDDLE,
    # A year on a stick is made of sheets, the ledger and the board; called by the desk and the command.
    "keeping": _LOW | _MIDDLE,
    "ui": _LOW | _MIDDLE | {"keeping"},
    # `kiosk run` and `kiosk shots` hand over to the screen; nothing else may import ui.
    "cli": _LOW | _MIDDLE | {"demo", "keeping", "ui"},
}

# What the package says about itself; anyone may ask.
_ABOUT = frozenset({"__version__", "BUILD_DATE"})

# Third-party package -> the only folders or files (below kiosk/) that may import it.
EXCLUSIVE: dict[str, tuple[str, ...]] = {
    "PySide6": ("ui/",),
    "shiboken6": ("ui/",),
    "watchdog": ("intake/watch.py",),
    "sqlite_utils": ("store/",),
    "reportlab": ("sheets/",),
    "python_calamine": ("county/",),
    "click": ("cli/",),
    "jinja2": ("county/overview.py", "keeping/", "site/"),
}

# Qt modules that exist under the GPL only; the kiosk is handed out under other terms.
GPL_PYTHON = (
    "QtCharts", "QtDataVisualization", "QtGraphs", "QtGraphsWidgets", "QtHttpServer", "QtNetworkAuth",
    "QtQuick3D", "QtVirtualKeyboard",
)  # fmt: skip
GPL_QML = re.compile(
    r"^\s*import\s+(QtQuick\.VirtualKeyboard|QtCharts|QtDataVisualization|QtGraphs|QtQuick3D"
    r"|QtQuick\.Timeline|Qt\.labs\.lottieqt)\b",
    re.MULTILINE,
)

LINE_CAP = 500


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, as a dotted name, and where it stands (path below kiosk/, line)."""

    where: str
    line: int
    module: str

    @property
    def package(self) -> str:
        """The package of ours in which the import stands; empty for kiosk/__init__ and __main__."""
        return self.where.split("/")[0] if "/" in self.where else ""

    def __str__(self) -> str:
        return f"kiosk/{self.where}:{self.line} imports {self.module}"


def imports_of(where: str, text: str) -> Iterator[Import]:
    """Every import of a module, also inside functions, relative, or by a literal import_module()."""
    parents = ["kiosk", *where.split("/")[:-1]]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(where, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = parents[: len(parents) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(where, node.lineno, f"{stem}.{alias.name}")
        elif isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if name in ("import_module", "__import__") and literal:
                yield Import(where, node.lineno, first.value)  # type: ignore[union-attr]


def broken_rules(kiosk: Path) -> list[str]:
    """All breaches in the tree below ``kiosk``, one sentence each."""
    found: list[str] = []
    for path in sorted(kiosk.rglob("*.py")):
        where = path.relative_to(kiosk).as_posix()
        for imported in imports_of(where, path.read_text(encoding="utf-8")):
            found += _judge(imported)
    for path in sorted(kiosk.rglob("*.qml")):
        if GPL_QML.search(path.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(kiosk)} imports a GPL-only QML module")
    return found


def _judge(imported: Import) -> Iterator[str]:
    parts = imported.module.split(".")
    top, package = parts[0], imported.package
    if top == "kiosk" and package and len(parts) > 1:
        other = parts[1]
        if other not in ALLOWED and other not in _ABOUT:
            yield f"{imported}: no such package in the architecture"
        elif other in ALLOWED and other != package and other not in ALLOWED[package]:
            yield f"{imported}: {package} may not know {other}"
    if package == "domain" and top not in sys.stdlib_module_names and top != "kiosk":
        yield f"{imported}: domain is standard library only"
    places = EXCLUSIVE.get(top)
    if places is not None and not imported.where.startswith(places):
        yield f"{imported}: only {', '.join(places)} may"
    if top == "PySide6" and len(parts) > 1 and parts[1] in GPL_PYTHON:
        yield f"{imported}: GPL-only"


def test_every_import_respects_the_layers() -> None:
    assert broken_rules(ROOT / "kiosk") == []


def test_every_package_has_its_rule() -> None:
    packages = {p.parent.name for p in (ROOT / "kiosk").glob("*/__init__.py")}
    assert packages == set(ALLOWED)


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("domain/money.py", "import tomli_w"),
        ("domain/money.py", "from kiosk.store import views"),
        ("domain/money.py", "from ..store import views"),
        ("bundle/read.py", "from kiosk.store.board import BoardReader"),
        ("store/board.py", "import kiosk.bundle.read"),
        ("ledger/duties.py", "def f():\n    from kiosk.sheets import engine"),
        ("sheets/engine.py", "from kiosk.ui import app"),
        ("intake/scan.py", "import watchdog.events"),
        ("intake/worker.py", "import importlib\nimportlib.import_module('kiosk.cli.main')"),
        ("county/pack.py", "from sqlite_utils import Database"),
        ("store/board.py", "from PySide6.QtCore import QObject"),
        ("ui/app.py", "from kiosk import cli"),
        ("ui/app.py", "from PySide6.QtCharts import QChart"),
        ("ui/app.py", "from PySide6 import QtGraphs"),
        ("site/pages.py", "from reportlab.pdfgen import canvas"),
        ("extra/new.py", "import kiosk.extra.more"),
    ],
)
def test_a_breach_is_found(tmp_path: Path, where: str, text: str) -> None:
    path = tmp_path / where
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert len(broken_rules(tmp_path)) == 1


@pytest.mark.parametrize("module", ["QtQuick.VirtualKeyboard", "QtCharts 2.0", "QtGraphs"])
def test_a_gpl_qml_module_is_found(tmp_path: Path, module: str) -> None:
    (tmp_path / "Page.qml").write_text(f"import QtQuick\nimport {module}\nItem {{}}\n", encoding="utf-8")
    assert len(broken_rules(tmp_path)) == 1


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("store/board.py", "import sqlite_utils\nfrom kiosk.domain.region import Village"),
        ("intake/watch.py", "from watchdog.observers import Observer"),
        ("cli/run.py", "def f():\n    from kiosk.ui import app"),
        ("ui/app.py", "from kiosk.ledger import duties\nfrom PySide6.QtQuick import QQuickView"),
        ("domain/money.py", "from decimal import Decimal\nfrom .errors import SenderFault"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, where: str, text: str) -> None:
    path = tmp_path / where
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert broken_rules(tmp_path) == []


def test_rules_never_read_the_wall_clock() -> None:
    """A rule gets its clock passed in; only clock.py asks the machine."""
    asks = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.(time|monotonic|time_ns))\(")
    found = [
        path.relative_to(ROOT).as_posix()
        for package in ("domain", "ledger", "sheets")
        for path in (ROOT / "kiosk" / package).rglob("*.py")
        if path.name != "clock.py" and asks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_files_can_be_read_in_one_sitting() -> None:
    sources = [
        path
        for folder in ("kiosk", "tests", "packaging")
        for ending in ("*.py", "*.qml", "*.sh")
        for path in (ROOT / folder).rglob(ending)
    ]
    lengths = {p.relative_to(ROOT).as_posix(): len(p.read_bytes().splitlines()) for p in sources}
    assert {name: lines for name, lines in lengths.items() if lines > LINE_CAP} == {}
