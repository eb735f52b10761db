"""The window with its engine: the one place that knows where QML lies and which types it has.

Shared by the running screen, the pictures and the page checks, so that all three show the same.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QEventLoop,
    QMetaObject,
    QObject,
    QSize,
    QThread,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlEngine
from PySide6.QtQuick import QQuickView

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.paths import resources_dir
from kiosk.ui import desk, fonts, viewmodels
from kiosk.ui.icons import IconProvider, PictureProvider
from kiosk.ui.services import Services, provide

QML_DIR = Path(__file__).with_name("qml")
CORE_MODULES = ("nav", "painted", "touch", "unit", "words", "viewmodels.layout", "desk.session")
"""Every singleton, and what the frame around the pages needs."""
FIRST_PAGE = ("viewmodels.home",)
DESK_WITHOUT_TYPES = frozenset({"tablefile", "tablehead"})
"""Modules of the desk that are loaded only when they are used: they bring much along."""


def register_first() -> None:
    """Import what registers the types (import name ``Kiosk.Core``) of the frame and the first page.

    All singletons are among them: one that is registered after the engine has loaded something makes it
    refuse composite types it already knows (Qt 6.9: "Cannot assign object of type … to list property";
    PySide gives every singleton the type id of QObject).  Other types may come at any time.
    """
    for name in (*CORE_MODULES, *FIRST_PAGE):
        importlib.import_module(f"kiosk.ui.{name}")


def register_types() -> None:
    """Import every module that registers a type, those of :func:`register_first` before all others."""
    register_first()
    importlib.import_module("kiosk.ui.ink")
    for package in (viewmodels, desk):
        for module in pkgutil.iter_modules(package.__path__):
            if not (package is desk and module.name in DESK_WITHOUT_TYPES):
                importlib.import_module(f"{package.__name__}.{module.name}")


def make_application(argv: list[str] | None = None) -> QGuiApplication:
    """The application object with software rendering and only our own fonts; made once a process."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")
    # No input method is needed and a desktop's own could draw over the kiosk.
    os.environ.setdefault("QT_IM_MODULE", "none")
    os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "0")
    existing = QGuiApplication.instance()
    if existing is None:
        fonts.shut_out_system_fonts()
    app = existing or QGuiApplication(argv or ["kiosk"])
    assert isinstance(app, QGuiApplication)
    fonts.load_fonts()
    return app


def _files_missing(detail: str) -> EnvironmentFault:
    return EnvironmentFault(
        "screen_files", "屏幕程序的文件不全，打不开画面。请重新安装本程序。", detail=detail
    )


class Screen:
    """The window of one kiosk. ``close`` ends the runner's work and forgets the services.

    Without ``whole`` only the first page can be shown, without touches, until :meth:`complete`.
    """

    def __init__(self, services: Services, size: QSize, *, px_per_mm: float, whole: bool = True) -> None:
        register_first()
        if whole:
            register_types()
        self._before = provide(services)
        self.services = services
        self.view = QQuickView()
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.setTitle("村务公开")
        self.view.resize(size)
        engine = self.view.engine()
        engine.addImportPath(str(QML_DIR))
        engine.addImageProvider("icon", IconProvider(resources_dir() / "icons"))
        engine.addImageProvider("picture", PictureProvider(resources_dir() / "pictures"))
        self.engine: QQmlEngine = engine
        self.theme: QObject = self._singleton("Kiosk", "Theme")
        self.theme.setProperty("pxPerMm", px_per_mm)
        self.theme.setProperty("screenWidth", size.width())
        self.theme.setProperty("screenHeight", size.height())
        # The first page is laid out once, in its final size.
        self.view.setInitialProperties({"width": size.width(), "height": size.height()})
        self.view.setSource(QUrl.fromLocalFile(str(QML_DIR / "Kiosk" / "Main.qml")))
        if self.view.status() != QQuickView.Status.Ready:
            told = "; ".join(e.toString() for e in self.view.errors())
            self.close()
            raise _files_missing(told)
        # Nav, Unit and Idle; the decorators of PySide hide from a type checker that these are classes.
        self.nav: Any = self._singleton("Kiosk.Core", "Nav")
        self.unit: Any = self._singleton("Kiosk.Core", "Unit")
        self.idle: Any = self._singleton("Kiosk.Core", "Idle")
        self.desk: Any = self._singleton("Kiosk.Core", "Desk")
        if whole:
            self.complete(services)

    def complete(self, services: Services) -> None:
        """Every page and every touch from now on, with these services."""
        register_types()
        from kiosk.ui.desk.model import know_session

        self.services = services
        provide(services)
        know_session(self.desk)
        self.idle.watch(self.view)

    def _singleton(self, module: str, name: str) -> QObject:
        found = self.engine.singletonInstance(module, name)
        if not isinstance(found, QObject):
            raise _files_missing(f"{module}.{name}: " + "; ".join(e.toString() for e in self.view.errors()))
        return found

    def await_first_picture(self, milliseconds: int = 2000) -> None:
        """Until the first page has been drawn with its content; touches meanwhile are kept for later."""
        waiting = QEventLoop()

        def drawn() -> None:
            if self.services.runner.is_idle:
                waiting.quit()

        self.view.frameSwapped.connect(drawn)
        QTimer.singleShot(milliseconds, waiting.quit)
        waiting.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self.view.frameSwapped.disconnect(drawn)

    def set_look(self, *, step: int = 0, dark: bool = False, low_reach: bool = False) -> None:
        """Text step 0–2, black ground, low-reach, as the aid keys would set them."""
        self.theme.setProperty("step", step)
        self.theme.setProperty("dark", dark)
        self.theme.setProperty("lowWanted", low_reach)

    def go(self, page: str, params: dict[str, object] | None = None) -> bool:
        """Show one page as if opened from home and wait until it is filled and laid out."""
        provide(self.services)
        self.nav.visit(page, params or {})
        # Outside of exec() nobody takes away the pages that were left, some megabytes each.
        _take_away()
        return self.rest()

    def rest(self) -> bool:
        """Wait for queries, then for layout: positions are final only once a frame was drawn."""
        done = self.settle()
        for _ in range(2):
            self.view.grabWindow()
            QGuiApplication.processEvents()
        return done

    def settle(self, milliseconds: int = 5000) -> bool:
        """Handle events until no query is under way; False when the time ran out."""
        app = QGuiApplication.instance()
        assert app is not None
        deadline = QDeadlineTimer(milliseconds)
        while not deadline.hasExpired():
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            app.sendPostedEvents()
            if self.services.runner.is_idle:
                app.processEvents()
                if self.services.runner.is_idle:
                    return True
            # The reading thread needs the interpreter meanwhile.
            QThread.usleep(100)
        return False

    def close(self) -> None:
        """Take the window down; the runner is stopped by whoever made it."""
        self.view.close()
        root = self.view.rootObject()
        if root is not None:
            QMetaObject.invokeMethod(root, "unload")  # type: ignore[call-overload,arg-type]
            _take_away()
        # At once: an engine that dies while the next one loads spoils the types they share.
        shiboken6.delete(self.view)
        provide(self._before)


def _take_away() -> None:
    """Delete what waits for it, as a running event loop does by itself."""
    from PySide6.QtCore import QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
