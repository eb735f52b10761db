"""A child process with limits reads the file; a bad file takes down the child, never the run.

Limits: address space and CPU time (Linux), no file may be written, and a time without any message.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kiosk
from kiosk.county.reading import wire
from kiosk.domain.errors import SenderFault

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a child: ``memory`` bytes of address space, ``cpu`` seconds, ``silence`` seconds."""

    memory: int
    cpu: int
    silence: float


def limits_for(size: int) -> Limits:
    """Bounds for a file of ``size`` bytes: a workbook grows up to forty times when unpacked."""
    memory = min(1024 * _MIB + 40 * size, 6144 * _MIB)
    return Limits(memory, 120 + size // (256 << 10), 300.0)


def too_heavy(detail: str) -> SenderFault:
    """The file asked for more memory or time than any honest table needs."""
    return SenderFault(
        "file_too_heavy",
        "这个文件太大，或有一格离表格很远，打不开。请打开看看，删掉多余的空行空列和多余的表，"
        "或分成几个文件再来。",
        detail=detail,
    )


def apply_limits(limits: Limits) -> None:
    """Called in the child before it opens anything. Does nothing where the system has no such limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_child(module: str, job: object, limits: Limits) -> Iterator[dict[str, Any]]:
    """Starts ``python -m module``, gives it the job, yields its messages up to ``end``.

    Raises SenderFault for a ``fault`` message, when the child runs out of memory or time, or dies;
    RuntimeError (a bug of ours) with the child's traceback for a ``bug`` message, or when it did not
    come as far as ``ready``.
    """
    env = dict(os.environ)
    root = str(Path(kiosk.__file__).resolve().parent.parent)
    env["PYTHONPATH"] = os.pathsep.join(p for p in (root, env.get("PYTHONPATH", "")) if p)
    with subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env,
    ) as process:  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        watch = _Watch(process, limits.silence)
        try:
            _widen(process.stdout.fileno())
            try:
                pickle.dump((job, limits), process.stdin)
                process.stdin.close()
            except BrokenPipeError:
                raise RuntimeError(f"the child of {module} took no job") from None
            ready = False
            while True:
                message = watch.next()
                if message is None and not ready and not watch.silent:
                    raise RuntimeError(f"the child of {module} did not start, it ended with {process.wait()}")
                if message is None:
                    raise _death(process, watch.silent)
                kind = message["t"]
                if kind == "ready":
                    ready = True
                    continue
                if kind == "end":
                    return
                if kind == "fault":
                    raise SenderFault(message["code"], message["message"], detail=message["detail"])
                if kind == "bug":
                    raise RuntimeError(f"reading failed in the child\n{message['trace']}")
                yield message
        finally:
            watch.end()
            process.kill()
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()


def _widen(pipe: int) -> None:
    """A pipe that holds a whole chunk lets the child go on while the chunk is being packed."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _MIB)


class _Watch:
    """Ends the child when it says nothing for ``silence`` seconds while it is listened to; one thread for
    all messages, for a big file has a thousand."""

    def __init__(self, process: subprocess.Popen[bytes], silence: float) -> None:
        self._process, self._silence = process, silence
        self._due = math.inf
        self._over = threading.Event()
        self.silent = False
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while not self._over.wait(min(1.0, self._silence / 4)):
            if time.monotonic() > self._due:
                self.silent = True
                self._process.kill()
                return

    def next(self) -> dict[str, Any] | None:
        """The next message; None when there will be none."""
        assert self._process.stdout is not None
        self._due = time.monotonic() + self._silence
        try:
            return wire.receive(self._process.stdout)  # type: ignore[arg-type]
        except ValueError:
            return None
        finally:
            self._due = math.inf

    def end(self) -> None:
        self._over.set()


def _death(process: subprocess.Popen[bytes], silent: bool) -> SenderFault:
    code = process.wait()
    name = signal.Signals(-code).name if code < 0 else str(code)
    return too_heavy(f"child ended with {name}{', silent' if silent else ''}")
