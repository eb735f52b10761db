"""Attachments as page images: pictures and PDF pages in one row of pages, enlarged in two steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from kiosk.store.board import BoardReader
from kiosk.store.views import AttachmentView, DisclosureView
from kiosk.ui.viewmodels.attachment import LONG_SIDE, AttachmentVM, PictureView, attachment_build
from kiosk.ui.viewmodels.disclosure import item_build
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.video import video_build


@pytest.fixture
def files(tmp_path: Path) -> tuple[AttachmentView, ...]:
    Image.new("RGB", (400, 300), "#0B5A3C").save(tmp_path / "a.png")
    Image.new("RGB", (4000, 1000), "#9C1C1C").save(tmp_path / "wide.jpg")
    document = pypdfium2.PdfDocument.new()
    for _ in range(2):
        document.new_page(595, 842)
    document.save(tmp_path / "b.pdf")
    document.close()
    (tmp_path / "c.md").write_text("words", encoding="utf-8")
    return (
        AttachmentView("施工前", tmp_path / "a.png", "image/png"),
        AttachmentView("全景", tmp_path / "wide.jpg", "image/jpeg"),
        AttachmentView("招标公告", tmp_path / "b.pdf", "application/pdf"),
        AttachmentView("说明", tmp_path / "c.md", "text/markdown"),
    )


@pytest.fixture
def with_files(board: BoardReader, files: tuple[AttachmentView, ...]) -> Any:
    real = board.disclosure("text")
    assert real is not None
    view = DisclosureView(real.head, real.body, None, files, real.bundle)

    class WithFiles:
        def __getattr__(self, name: str) -> Any:
            return getattr(board, name)

        def disclosure(self, disclosure_id: str) -> Any:
            return view if disclosure_id == "text" else board.disclosure(disclosure_id)

    return WithFiles()


def test_pictures_and_pdf_pages_follow_one_another(with_files: Any, facts: Facts) -> None:
    states = [attachment_build("text", "", page)(with_files, facts) for page in range(4)]
    assert [s.meta for s in states if s] == ["施工前", "全景", "招标公告", "招标公告"]
    assert {s.pages for s in states if s} == {4}
    first, wide, pdf, _ = (s.image for s in states if s)
    assert (first.width(), first.height()) == (400, 300)
    assert first.pixelColor(10, 10) == QColor("#0B5A3C")
    assert max(wide.width(), wide.height()) == LONG_SIDE
    assert pdf.height() == LONG_SIDE and pdf.width() < pdf.height()


def test_a_page_beyond_the_last_shows_the_last(with_files: Any, facts: Facts) -> None:
    state = attachment_build("text", "", 99)(with_files, facts)
    assert state is not None and state.meta == "招标公告"


def test_withdrawn_and_bare_publications_show_nothing(board: BoardReader, facts: Facts) -> None:
    assert attachment_build("wrong", "", 0)(board, facts) is None
    assert attachment_build("gk-1", "", 0)(board, facts) is None


def test_leaving_forgets_the_image(runner: Any, with_files: Any) -> None:
    runner.board = with_files
    vm = AttachmentVM()  # type: ignore[operator]
    vm.start({"id": "text"})
    assert (vm.pages, vm.image.isNull()) == (4, False)
    vm.turn(2)
    assert vm.meta == "招标公告"
    vm.stop()
    assert vm.image.isNull()


def test_enlarging_has_two_steps_and_moving_stays_inside() -> None:
    view = PictureView()  # type: ignore[operator]
    view.setWidth(600)
    view.setHeight(600)
    image = QImage(1200, 1200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    view.image = image
    assert (view.step, view.can_enlarge) == (0, True)
    view.enlarge()
    view.enlarge()
    assert (view.step, view.can_enlarge) == (2, False)
    for _ in range(20):
        view.move_by(1, 1)
    box = view._source()
    assert box.right() == pytest.approx(1200) and box.bottom() == pytest.approx(1200)
    view.move_by(-1, 0)
    assert view._source().right() < 1200
    view.fit()
    assert view._source().width() == pytest.approx(1200)


def test_a_disclosure_with_a_film_says_so_and_shows_it(
    board: BoardReader, facts: Facts, files: tuple[AttachmentView, ...], tmp_path: Path
) -> None:
    real = board.disclosure("text")
    assert real is not None
    film = AttachmentView("九秒看懂", tmp_path / "film.webm", "video/webm")
    kept = DisclosureView(real.head, real.body, None, (*files, film), real.bundle)

    class WithFilm:
        def __getattr__(self, name: str) -> Any:
            return getattr(board, name)

        def disclosure(self, disclosure_id: str) -> Any:
            return kept if disclosure_id == "text" else board.disclosure(disclosure_id)

    state = item_build("text", "")(cast(Any, WithFilm()), facts)
    assert state is not None and state.has_film
    # The film has a key of its own and is not counted among what opens as pages.
    assert state.attachments_label == "看附件 3份"
    shown = video_build("", "text")(cast(Any, WithFilm()), facts)
    assert shown is not None
    assert (shown.title, shown.meta, shown.path) == (real.head.title, "九秒看懂", str(film.path))
    plain = item_build("text", "")(board, facts)
    assert plain is not None and not plain.has_film
    assert video_build("", "text")(board, facts) is None
    assert video_build("", "wrong")(board, facts) is None
