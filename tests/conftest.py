"""What every test gets: a clean home of its own, a clock that stands still, quiet Qt.

Qt messages of level warning and above fail the test in which they appear (``qt_log_level_fail`` in
pyproject.toml); a test that provokes one on purpose names it with ``@pytest.mark.qt_log_ignore``.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from kiosk.domain.clock import FixedClock

# Before anything imports Qt. A test that needs a real display sets its own value for its child process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")

# No deadline: two cores are shared with other work. No example database: a run leaves nothing behind.
settings.register_profile("desk", deadline=None, database=None)
# Without shrinking and explaining: on a large table these can take minutes, and a run must end.
settings.register_profile(
    "ci", deadline=None, database=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def clean_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of this test alone, so that no run sees a real ``KIOSK_HOME`` or leaves traces.

    The path in ``KIOSK_HOME`` does not exist yet. Child processes inherit all of it.
    """
    home = tmp_path_factory.mktemp("home")
    runtime = home / "run"
    runtime.mkdir(mode=0o700)  # Qt warns about a runtime folder that others may read
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("KIOSK_HOME", str(home / "kiosk"))
    return home


@pytest.fixture
def clock() -> FixedClock:
    """Monday, 15 June 2026, noon in Shanghai; moves only by ``advance``."""
    return FixedClock(datetime(2026, 6, 15, 4, 0, tzinfo=UTC))
