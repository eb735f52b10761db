"""Batches of big files are prepared by helper processes, one a core; the registry is theirs to read only.

A helper gets unit codes on standard input and answers with what it made; it ends when its input
does, so none is left behind when the command is killed.  Where somebody new has to be written to
the registry it answers None, and the command does that unit itself.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from kiosk.county.batches import BatchRequest, UnitBatches, UnitRules, prepare
from kiosk.county.spool import SpoolReader
from kiosk.county.workspace import Workspace
from kiosk.domain.errors import KioskError
from kiosk.store.registry import ReadOnly, Registry

Answer = UnitBatches | KioskError | None


@dataclass(frozen=True, slots=True)
class PrepareJob:
    """What a helper needs to know once."""

    workspace: Path
    spool: SpoolReader
    request: BatchRequest
    at: datetime


class Helper:
    """One helper process. A context manager; used by one thread."""

    def __init__(self, job: PrepareJob) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.county.preparing"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._send(job)

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def _send(self, value: object) -> None:
        stream = cast("IO[bytes]", self._process.stdin)
        pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
        stream.flush()

    def ask(self, village_code: str) -> bool:
        """Begin with a unit; False when the helper died."""
        try:
            self._send(village_code)
        except OSError:
            return False
        return True

    def answer(self) -> Answer:
        """The batches of the unit asked for, checked; None when this process has to do it (also when the
        helper died).

        A KioskError of the helper is returned.
        """
        try:
            return pickle.load(cast("IO[bytes]", self._process.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            return None


def _serve(source: IO[bytes], out: IO[bytes]) -> None:
    job = pickle.load(source)
    workspace = Workspace(job.workspace)
    reference = workspace.reference
    with Registry(workspace.registry_db, read_only=True) as registry:
        while True:
            try:
                code = pickle.load(source)
            except EOFError:
                return
            answer: Answer
            try:
                rules = UnitRules(workspace.unit(code), reference, workspace.settings(code))
                answer = prepare(job.spool.lines(code), rules, job.request, registry, job.at)
            except ReadOnly:
                answer = None
            except KioskError as fault:
                answer = fault
            pickle.dump(answer, out, pickle.HIGHEST_PROTOCOL)
            out.flush()


if __name__ == "__main__":
    # Millions of short-lived strings and not one cycle among them.
    gc.disable()
    _serve(sys.stdin.buffer, sys.stdout.buffer)
