from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.intake.making import Kiosk, make_kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    """A fresh kiosk of 罗田村 with an empty drop folder."""
    return make_kiosk(tmp_path)
