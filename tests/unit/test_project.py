"""The checkout as a whole: what lies at the top, what is in the wheel, what is pinned, what is silent."""

from __future__ import annotations

import ast
import fnmatch
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {"pyproject.toml", "README.md", "kiosk", "resources", "catalog", "tests", "packaging"}
IGNORED = [line.strip("/\n") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]


def is_ignored(name: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in IGNORED)


def our_texts() -> list[Path]:
    """Every text file that belongs to the project, found without git."""
    found: list[Path] = []
    for folder, names, files in os.walk(ROOT):
        names[:] = [n for n in names if n != ".git" and not is_ignored(n)]
        for name in files:
            path = Path(folder, name)
            # A checkout that is a linked work tree has a file `.git`; it names a path of this machine.
            if name == ".git" or is_ignored(name) or b"\0" in path.read_bytes()[:4096]:
                continue
            found.append(path)
    return found


def test_top_level_is_exactly_what_the_architecture_names() -> None:
    there = {p.name for p in ROOT.iterdir() if not p.name.startswith(".") and not is_ignored(p.name)}
    assert there == TOP


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = out.glob("cunwu_kiosk-*.whl")
    return built


def test_the_wheel_carries_catalogue_resources_and_pages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    for folder in ("catalog", "resources"):
        wanted = {
            f"kiosk/_data/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and not any(is_ignored(part) for part in path.relative_to(ROOT).parts)
        }
        assert wanted, f"{folder} is empty"
        assert wanted <= inside
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kiosk" / "ui" / "qml").rglob("*.qml")}
    assert pages, "no QML page"
    assert pages <= inside
    assert not {name for name in inside if name.startswith(("tests/", "packaging/"))}


def test_the_command_works_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"),
            *("--target", site, wheel),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    env = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    told = subprocess.run(
        [site / "bin" / "kiosk", "--help"], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr
    assert "命令" in told.stdout
    where = "from kiosk.domain.paths import catalog_dir, resources_dir; print(catalog_dir(), resources_dir())"
    found = subprocess.run(
        [sys.executable, "-c", where], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    data = site / "kiosk" / "_data"
    assert found.stdout.split() == [str(data / "catalog"), str(data / "resources")]


def requirements(name: str) -> list[str]:
    """The requirement lines of a file in packaging/, without comments and options."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line[:1].isalnum()]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-nodeps.lock", "requirements-test.lock"])
def test_a_lock_pins_every_package_by_version_and_hash(name: str) -> None:
    lines = requirements(name)
    assert lines
    for line in lines:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9]\S*( ; [^-]+)?(\s+--hash=sha256:[0-9a-f]{64})+", line), line


@pytest.mark.parametrize("name", ["requirements", "requirements-nodeps", "requirements-test"])
def test_a_lock_has_all_that_was_asked_for(name: str) -> None:
    def plain(line: str) -> str:
        return re.split(r"[\[=<>]", line)[0].lower().replace("_", "-")

    pinned = {plain(line) for line in requirements(f"{name}.lock")}
    assert {plain(line) for line in requirements(f"{name}.in")} <= pinned


def test_both_locks_agree() -> None:
    run = dict(line.split()[0].split("==") for line in requirements("requirements.lock"))
    tests = dict(line.split()[0].split("==") for line in requirements("requirements-test.lock"))
    both = run.keys() & tests.keys()
    assert {name: run[name] for name in both} == {name: tests[name] for name in both}


def test_the_wheel_asks_for_what_the_lock_is_made_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    builds = set(project["build-system"]["requires"])
    assert set(requirements("requirements.in")) == set(project["project"]["dependencies"]) | builds


def third_party_imports(folder: str) -> set[str]:
    """Distributions whose modules are imported below ``folder``, by their normalised names."""
    modules: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.split(".")[0])
    known = packages_distributions()
    ours = {"kiosk", "tests", "packaging"} | {path.stem for path in (ROOT / "tests").rglob("*.py")}
    outside = {m for m in modules if m not in sys.stdlib_module_names and m not in ours}
    # A module without a distribution keeps its own name and is then found missing from every list.
    return {re.sub(r"[-_.]+", "-", dist).lower() for m in outside for dist in known.get(m, [m])}


def asked_for(*names: str) -> set[str]:
    """Normalised names of the requirements in these .in files, with what a Qt package brings along."""
    lines = [line for name in names for line in requirements(name)]
    return {re.split(r"[\[=<>]", line)[0].lower().replace("_", "-") for line in lines} | {"shiboken6"}


def test_what_is_imported_is_asked_for() -> None:
    """Nothing may work only because some other package happens to bring it."""
    assert third_party_imports("kiosk") <= asked_for("requirements.in")
    assert third_party_imports("tests") <= asked_for("requirements.in", "requirements-test.in")


def test_nothing_names_a_package_source() -> None:
    """Where packages come from is the machine's own setting, never the project's."""
    hosts = ["pypi" + ".org", "python" + "hosted", "npm" + "js.", "deb" + ".debian", "mirrors" + "."]
    options = ["index" + "-url", "find" + "-links", "trusted" + "-host", "regis" + "try="]
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in our_texts()
        for word in hosts + options
        if word.encode() in path.read_bytes()
    ]
    assert found == []


@pytest.mark.parametrize("name", ["packaging/lib.sh", "packaging/run.sh", "packaging/test.sh", ".ci/run"])
def test_shell_scripts_are_clean(name: str) -> None:
    told = subprocess.run(["shellcheck", "-x", name], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_qt_warning_fails_a_test(tmp_path: Path) -> None:
    """The guard itself: a test that lets Qt warn must not pass under this project's settings."""
    (tmp_path / "test_loud.py").write_text(
        "from PySide6.QtCore import qWarning\n"
        "def test_loud():\n    qWarning('beep')\n"
        "def test_quiet():\n    pass\n",
        encoding="utf-8",
    )
    told = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-c", ROOT / "pyproject.toml"),
            *("--rootdir", tmp_path, tmp_path),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 1
    assert "1 failed, 1 passed" in told.stdout


def test_qt_calls_keep_the_references_to_none() -> None:
    """PySide6 6.12 on Python 3.11 loses a reference to None in many calls and aborts after some hours.

    On 3.12 and later None is immortal and the count stands still anyway.
    """
    program = """
import sys
from PySide6.QtCore import Property, QCoreApplication, QMetaObject, QObject, Signal, Slot

class Probe(QObject):
    changed = Signal()
    @Slot()
    def poke(self): return None
    def _value(self): return None
    value = Property("QVariant", _value, notify=changed)

app = QCoreApplication([])
probe = Probe()
probe.changed.connect(probe.poke)
def round_trip():
    for _ in range(5000):
        probe.changed.emit()
        probe.parent()
        probe.property("value")
        probe.setProperty("spare", None)
        QMetaObject.invokeMethod(probe, "poke")
round_trip()
before = sys.getrefcount(None)
round_trip()
print(sys.getrefcount(None) - before)
"""
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert abs(int(told.stdout)) < 500
