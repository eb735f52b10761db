"""Opens the touchscreen; knows nothing of the command line, so that it is up sooner."""

from __future__ import annotations

import gc
from pathlib import Path

from kiosk.cli.display import require_display


def open_screen(home: Path | None, *, window: bool) -> int:
    """Show the kiosk in ``home`` (without: ``KIOSK_HOME``) until it is told to end; the exit code.

    EnvironmentFault as :func:`kiosk.ui.app.run` and ``require_display``.
    """
    require_display()
    gc.disable()  # until all is loaded, see there
    from kiosk.store.home import KioskHome
    from kiosk.ui.app import run

    return run(KioskHome(home) if home is not None else KioskHome.default(), fullscreen=not window)
