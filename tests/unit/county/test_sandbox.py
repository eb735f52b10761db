"""The child that reads is ended when it falls silent, not while somebody else takes his time."""

from __future__ import annotations

import time

import pytest

from kiosk.county.reading.sandbox import Limits, run_child
from kiosk.domain.errors import SenderFault

MODULE = "tests.unit.county.silent_child"


def test_a_silent_child_is_ended() -> None:
    heard: list[int] = []
    begun = time.monotonic()
    with pytest.raises(SenderFault) as fault:
        for message in run_child(MODULE, 3, Limits(1 << 30, 5, 1.2)):
            heard.append(message["word"])
            if message["word"] == 0:
                # Whoever packs may take longer than the child may be silent.
                time.sleep(1.4)
    assert heard == [0, 1, 2]
    assert fault.value.code == "file_too_heavy"
    assert "silent" in fault.value.detail
    assert time.monotonic() - begun < 30
