"""What the first picture waits for, and what may come after it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.ui import engine
from kiosk.ui.viewmodels import facts

UI = Path(engine.__file__).parent


def test_the_frame_and_the_first_page_load_no_desk_no_board_and_no_enumerations() -> None:
    program = (
        "import sys\nimport kiosk.cli.screen, kiosk.ui.app\n"
        "from PySide6 import QtCore\nfrom kiosk.ui import engine\nengine.register_first()\n"
        "later = {'kiosk.store.board', 'kiosk.store.desk', 'kiosk.domain.reference', 'kiosk.domain.items',"
        " 'kiosk.desk.questions', 'kiosk.ui.desk.model', 'kiosk.ui.viewmodels.facts',"
        " 'kiosk.ui.hand', 'kiosk.ui.supervisor'}\n"
        "print(sorted(later & set(sys.modules)), 'Qt' in vars(QtCore), file=sys.stderr)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stderr == "[] False\n"


def test_every_singleton_is_registered_before_anything_is_loaded() -> None:
    """One that comes later makes the engine refuse pages it already knows (Qt 6.9)."""
    first = {f"{name.replace('.', '/')}.py" for name in (*engine.CORE_MODULES, *engine.FIRST_PAGE)}
    with_singletons = {
        path.relative_to(UI).as_posix()
        for path in UI.rglob("*.py")
        if "\n@QmlSingleton\n" in path.read_text("utf-8")
    }
    assert with_singletons and with_singletons <= first


def test_common_characters_need_no_look_into_the_table_of_fonts() -> None:
    common = "".join(ch for ch in map(chr, range(0x20, 0x10000)) if facts._COMMON.fullmatch(ch))
    assert len(common) > 20_000
    assert Coverage.load(resources_dir() / "fonts").missing(common) == ()
