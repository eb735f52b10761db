from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.domain.clock import FixedClock
from tests.unit.desk.making import DeskKiosk, make_desk


@pytest.fixture
def kiosk(tmp_path: Path, clock: FixedClock) -> DeskKiosk:
    """A kiosk with an open desk, the county's seal key on the board and an existing drop folder."""
    return make_desk(tmp_path, clock)
