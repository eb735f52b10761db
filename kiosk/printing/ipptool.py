"""Questions to the printing service through CUPS's own ``ipptool``.

Why this tool: it answers in an XML property list with every attribute typed, so nothing is guessed
from sentences that change with language and version; it comes with CUPS (Debian
``cups-ipp-utils``), needs no compiler (pycups does) and no further Python package, and one question
takes about 10 ms.  ``lpstat`` was tried: it cannot tell a printed job from one the printer gave up.
"""

from __future__ import annotations

import os
import plistlib
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote
from xml.parsers.expat import ExpatError

from kiosk.domain.errors import EnvironmentFault

Group = Mapping[str, Any]

_REQUESTS: Final = Path(__file__).parent / "requests"
_SOCKETS: Final = (Path("/run/cups/cups.sock"), Path("/var/run/cups/cups.sock"))
_ASK_SECONDS: Final = 10
NOT_FOUND: Final = "client-error-not-found"


def server() -> str:
    """Where CUPS listens: ``$CUPS_SERVER``, else its socket, else localhost (as ``lp`` does)."""
    given = os.environ.get("CUPS_SERVER", "").split("/version=")[0]
    if given:
        return given
    return next((str(path) for path in _SOCKETS if path.exists()), "localhost:631")


def no_service(detail: str = "") -> EnvironmentFault:
    """The printing service cannot be reached."""
    return EnvironmentFault(
        "no_print_service",
        "这台电脑的打印服务没有开。请重新启动电脑；还不行，请管理员检查 CUPS 打印服务。",
        detail=detail,
    )


def run(words: list[str], seconds: float) -> subprocess.CompletedProcess[bytes]:
    """A command of CUPS in a fixed language. ``EnvironmentFault`` ``no_print_tools``.

    ``subprocess.TimeoutExpired`` passes: only the caller knows what an unfinished command means.
    """
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C"}
    environment.pop("LANGUAGE", None)
    try:
        return subprocess.run(
            words,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except FileNotFoundError as error:
        raise EnvironmentFault(
            "no_print_tools",
            "这台电脑没有装打印用的程序。请管理员装好 cups、cups-client 和 cups-ipp-utils；"
            "急用可以先存成 PDF，拿到别处打。",
            detail=str(error),
        ) from error


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` as IPP names it; ``groups``: one mapping a printer or job."""

    status: str
    groups: tuple[Group, ...]

    @property
    def is_found(self) -> bool:
        return self.status.startswith("successful-")


def uri(printer: str = "") -> str:
    """The address of a queue, or of the service itself."""
    host = quote(server(), safe=":[].")
    return f"ipp://{host}/{'printers/' + quote(printer, safe='') if printer else ''}"


def ask(request: str, address: str, *, seconds: int = _ASK_SECONDS, **variables: str) -> Answer:
    """The answer to ``requests/<request>.test``. ``EnvironmentFault``: ``no_print_service``."""
    words = ["ipptool", "-X", "-T", str(seconds)]
    for name, value in variables.items():
        words += ["-d", f"{name}={value}"]
    words += [address, str(_REQUESTS / f"{request}.test")]
    try:
        done = run(words, seconds + 1)
    except subprocess.TimeoutExpired as error:
        raise no_service("ipptool did not answer") from error
    return parse(done.stdout, done.stderr.decode(errors="replace"))


def parse(output: bytes, complaint: str = "") -> Answer:
    """What ``ipptool -X`` wrote. ``EnvironmentFault`` ``no_print_service`` without an answer in it."""
    try:
        document = cast(dict[str, Any], plistlib.loads(output))
        test = cast(dict[str, Any], document["Tests"][0])
        status = str(test["StatusCode"])
        groups = cast(list[Group], test.get("ResponseAttributes", []))
    except (ExpatError, plistlib.InvalidFileException, ValueError, KeyError, IndexError, TypeError) as error:
        raise no_service(complaint.strip() or repr(error)) from error
    # The first group tells the language of the answer.
    return Answer(status, tuple(groups[1:]))


def texts(group: Group, key: str) -> tuple[str, ...]:
    """An attribute with one or several words."""
    value = group.get(key, ())
    if isinstance(value, str):
        return (value,)
    return tuple(str(word) for word in cast(tuple[object, ...], value))


def number(group: Group, key: str) -> int:
    """A numeric attribute, 0 without one."""
    value = group.get(key, 0)
    return value if isinstance(value, int) else 0
