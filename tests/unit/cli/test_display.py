"""A window without a display is a sentence, never Qt's abort."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli.display import require_display
from kiosk.domain.errors import EnvironmentFault


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": ":9931"},
        {"DISPLAY": "nonsense"},
        {"DISPLAY": ":9931", "QT_QPA_PLATFORM": "xcb"},
        {"WAYLAND_DISPLAY": "wayland-none", "XDG_RUNTIME_DIR": "/nonexistent"},
        {"DISPLAY": "127.0.0.1:50000"},
    ],
)
def test_no_server_is_told(environ: dict[str, str]) -> None:
    with pytest.raises(EnvironmentFault, match="没有可用的显示器"):
        require_display(environ)


@pytest.mark.parametrize("platform", ["offscreen", "eglfs", "vnc:size=1080x1920"])
def test_platforms_that_need_no_server_pass(platform: str) -> None:
    require_display({"QT_QPA_PLATFORM": platform})


def test_a_server_that_listens_is_enough(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-1"))
        server.listen()
        wayland = {"WAYLAND_DISPLAY": "wayland-1", "XDG_RUNTIME_DIR": str(tmp_path)}
        require_display(wayland)
        with pytest.raises(EnvironmentFault):
            require_display({**wayland, "QT_QPA_PLATFORM": "xcb"})


def test_a_server_on_another_machine_is_asked_by_its_port() -> None:
    with socket.socket() as server:
        for number in range(40, 90):
            try:
                server.bind(("127.0.0.1", 6000 + number))
            except OSError:
                continue
            break
        server.listen()
        require_display({"DISPLAY": f"127.0.0.1:{number}.0"})


@pytest.mark.parametrize("words", [["run"], ["run", "--window"]])
def test_the_command_ends_with_3(words: list[str]) -> None:
    env = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    env["DISPLAY"] = ":9931"
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", *words], env=env, capture_output=True, text=True, timeout=60
    )
    assert (told.returncode, told.stdout) == (3, "")
    assert told.stderr.startswith("✗ ") and "qt" not in told.stderr
