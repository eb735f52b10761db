"""Whether there is a display to open a window on.

Qt does not say so but aborts the whole process, in English, when there is none.  Asking Qt in a
process of its own would cost every start a second; the sockets of the display servers answer at once.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.domain.errors import EnvironmentFault

_ASKS_A_SERVER = {"", "xcb", "wayland", "wayland-egl"}
_PATIENCE = 3.0
"""Seconds for an X server on another machine."""


def require_display(environ: Mapping[str, str] = os.environ) -> None:
    """EnvironmentFault ``no_display`` when no display server answers. Only Linux has such servers."""
    platform = environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if not sys.platform.startswith("linux") or platform not in _ASKS_A_SERVER:
        return
    if any(_answers(address) for address in _addresses(environ, platform)):
        return
    raise EnvironmentFault(
        "no_display",
        "没有可用的显示器，窗口打不开。请在这台电脑的桌面上运行；"
        "只想看看样子，可以用“kiosk shots 文件夹”把每一页存成图片。",
        detail=f"DISPLAY={environ.get('DISPLAY')!r} WAYLAND_DISPLAY={environ.get('WAYLAND_DISPLAY')!r}",
    )


def _addresses(environ: Mapping[str, str], platform: str) -> Iterator[str | tuple[str, int]]:
    """Where the display servers named in the environment listen: a Unix socket or (host, port)."""
    wayland = environ.get("WAYLAND_DISPLAY")
    if wayland and platform != "xcb":
        yield str(Path(environ.get("XDG_RUNTIME_DIR", "/"), wayland))
    host, _, rest = environ.get("DISPLAY", "").rpartition(":")
    number = rest.split(".")[0]
    if not number.isdecimal() or platform.startswith("wayland"):
        return
    if host in ("", "unix"):
        name = f"/tmp/.X11-unix/X{number}"
        yield name
        yield f"\0{name}"  # Linux's abstract socket, for servers that cannot write to /tmp
    else:
        yield (host, 6000 + int(number))


def _answers(address: str | tuple[str, int]) -> bool:
    try:
        if isinstance(address, tuple):
            socket.create_connection(address, _PATIENCE).close()
        else:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
                server.connect(address)
    except OSError:
        return False
    return True
