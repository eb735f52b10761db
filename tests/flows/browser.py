"""A real Chromium without a window, spoken to over its debugging pipe; and a folder served over HTTP.

    with serve(folder) as base, Chromium(cache) as browser:
        page = browser.open(f"{base}/", width=390)
        page.run("document.title")

The pipe needs no library: messages are JSON, each ended by a nought.  Characters come from the
fonts of the project, so that pictures look the same on every machine.
"""

from __future__ import annotations

import base64
import functools
import json
import os
import select
import shutil
import subprocess
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from kiosk.domain.paths import resources_dir

WAIT = 60.0
"""Seconds for an answer; a busy machine with two cores needs some."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """No line for every request."""


@contextmanager
def serve(folder: Path) -> Generator[str]:
    """The folder as a static web site; gives its base address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(slots=True)
class Chromium:
    """One browser process. ``folder`` holds its profile and font list and may be thrown away."""

    folder: Path
    _process: subprocess.Popen[bytes] | None = None
    _to: int = -1
    _from: int = -1
    _number: int = 0
    _heard: bytearray = field(default_factory=bytearray)
    events: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> Self:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise AssertionError("chromium is missing; packaging/test.sh installs it")
        self.folder.mkdir(parents=True, exist_ok=True)
        fonts = self.folder / "fonts.conf"
        fonts.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
            f"<dir>{resources_dir() / 'fonts'}</dir>"
            f"<cachedir>{self.folder / 'fontcache'}</cachedir></fontconfig>"
        )
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        options = [
            "--headless", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
            "--lang=zh-CN", f"--user-data-dir={self.folder / 'profile'}",
        ]  # fmt: skip
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        # Chromium listens on 3 and answers on 4, whatever the pipe's numbers are here.
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "chromium", program, *options],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(self.folder)},
        )
        os.close(theirs_in)
        os.close(theirs_out)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        try:
            self.call("Browser.close")
            self._process.wait(WAIT)
        except (AssertionError, OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        finally:
            os.close(self._to)
            os.close(self._from)

    def call(self, method: str, session: str = "", **params: object) -> dict[str, Any]:
        """Sends a command and waits for its result; AssertionError with the browser's words."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, method: str, session: str) -> dict[str, Any]:
        """The next event of that name, also one that came already."""
        while True:
            for at, event in enumerate(self.events):
                if event.get("method") == method and event.get("sessionId") == session:
                    return self.events.pop(at)
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        until = time.monotonic() + WAIT
        while b"\0" not in self._heard:
            ready, _, _ = select.select([self._from], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise AssertionError("the browser does not answer")
            part = os.read(self._from, 1 << 20)
            if not part:
                raise AssertionError("the browser has ended")
            self._heard += part
        message, _, rest = bytes(self._heard).partition(b"\0")
        self._heard[:] = rest
        return json.loads(message)

    def open(self, address: str, *, width: int, height: int = 844, zoom: float = 1.0) -> Tab:
        """A new tab showing ``address``; ``zoom`` 2 is what a reader gets who enlarges to 200 %."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session, target)
        tab.resize(width, height, zoom)
        self.call("Page.enable", session)
        self.call("Network.enable", session)
        self.call("Log.enable", session)
        tab.go(address)
        return tab


@dataclass(frozen=True, slots=True)
class Tab:
    """A page in the browser."""

    browser: Chromium
    session: str
    target: str

    def resize(self, width: int, height: int = 844, zoom: float = 1.0) -> None:
        """Browser zoom halves the room in CSS pixels and doubles what a pixel is."""
        self.browser.call(
            "Emulation.setDeviceMetricsOverride", self.session, width=round(width / zoom),
            height=round(height / zoom), deviceScaleFactor=zoom, mobile=False,
        )  # fmt: skip

    def go(self, address: str) -> None:
        self.browser.call("Page.navigate", self.session, url=address)
        self.browser.wait_for("Page.loadEventFired", self.session)

    def run(self, script: str) -> Any:
        """The value of a script, which may be a promise."""
        answer = self.browser.call(
            "Runtime.evaluate", self.session, expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """PNG of the whole page."""
        return base64.b64decode(
            self.browser.call(
                "Page.captureScreenshot", self.session, format="png", captureBeyondViewport=True
            )["data"]
        )

    def failures(self) -> list[str]:
        """Addresses that could not be loaded and complaints of the browser since the tab was opened."""
        found: list[str] = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            params = event["params"]
            if event["method"] == "Log.entryAdded":
                found.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
            elif event["method"] == "Network.responseReceived" and params["response"]["status"] >= 400:
                found.append(params["response"]["url"])
        # Browsers ask for a picture of the site by themselves; none is offered.
        found = [text for text in found if "favicon" not in text]
        return found

    def close(self) -> None:
        self.browser.call("Target.closeTarget", targetId=self.target)
