from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.domain.clock import FixedClock
from tests.unit.desk.making import DeskKiosk, make_desk
from tests.unit.desk.village import VillageDesk, copy_of, make_village_desk


@pytest.fixture
def kiosk(tmp_path: Path, clock: FixedClock) -> DeskKiosk:
    """A kiosk with an open desk, the county's seal key on the board and an existing drop folder."""
    return make_desk(tmp_path, clock)


@pytest.fixture(scope="session")
def made_village(tmp_path_factory: pytest.TempPathFactory) -> VillageDesk:
    made = make_village_desk(tmp_path_factory.mktemp("village"))
    made.close()
    return made


@pytest.fixture
def village(made_village: VillageDesk, tmp_path: Path) -> VillageDesk:
    """A clerk, a supervisor, one bundle of the county on the board."""
    return copy_of(made_village, tmp_path)
