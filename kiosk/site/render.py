"""A page's data → its files: HTML by Jinja2, and the tables as CSV and plain text."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jinja2

from kiosk import __version__
from kiosk.domain.paths import resources_dir
from kiosk.site.body import with_phones
from kiosk.site.model import Page
from kiosk.site.register import INDEX, Content

_BOM: Final = "\ufeff"
CSV_NAME: Final = "totals.csv"
TEXT_NAME: Final = "totals.txt"
_FORMULA: Final = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Edition:
    """The look of this program's pages. ``mark`` changes with program, template or style."""

    template: jinja2.Template
    css: bytes
    css_name: str
    mark: str


@lru_cache(maxsize=1)
def edition() -> Edition:
    """Template and style of ``resources/site``; EnvironmentFault when they are gone."""
    folder = resources_dir() / "site"
    css = (folder / "site.css").read_bytes()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    digest = hashlib.sha256(__version__.encode())
    for path in sorted([*folder.iterdir(), *Path(__file__).parent.glob("*.py")]):
        digest.update(path.read_bytes())
    name = f"site-{hashlib.sha256(css).hexdigest()[:8]}.css"
    return Edition(environment.get_template("page.html"), css, name, digest.hexdigest()[:16])


def page_mark(page: Page) -> str:
    """Hash of everything the page's files are made from."""
    return hashlib.sha256(f"{edition().mark}\0{page!r}".encode()).hexdigest()[:20]


def page_html(page: Page) -> bytes:
    """The page as UTF-8 HTML."""
    look = edition()
    values: dict[str, Any] = {"page": page, "css": page.root + look.css_name, "phones": with_phones}
    if page.downloads:
        values["csv_name"], values["text_name"] = CSV_NAME, TEXT_NAME
    return look.template.render(values).encode()


def page_files(page: Page) -> dict[str, Content]:
    """Every file of a page by name; ``index.html`` last, so that it never points to what is not there."""
    files: dict[str, Content] = {picture.name: picture.source for picture in page.pictures}
    if page.downloads:
        files[CSV_NAME] = totals_csv(page)
        files[TEXT_NAME] = totals_text(page)
    files[INDEX] = page_html(page)
    return files


def totals_csv(page: Page) -> bytes:
    """Tables, else figures, for a spreadsheet: UTF-8 with BOM, CRLF, plain numbers."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([page.place, _safe(page.title)])
    if not page.tables:
        labels = (f"{f.label}({f.unit})" if f.unit else f.label for f in page.figures)
        writer.writerows(zip(labels, (_plain(f.value) for f in page.figures), strict=True))
    for table in page.tables:
        writer.writerow(table.heads)
        lines = [row.cells for row in table.rows] + ([table.total] if table.total else [])
        for cells in lines:
            writer.writerow([_plain(c) if n else _safe(c) for c, n in zip(cells, table.numeric, strict=True)])
    writer.writerows([[_safe(note)] for note in page.notes])
    _sign(writer.writerow, page)
    return (_BOM + text.getvalue()).encode()


def _sign(write: Any, page: Page) -> None:
    if page.identity is not None:
        write(["编号", page.identity.sheet_id, "核对码", page.identity.digest])


def _plain(cell: str) -> str:
    number = cell.replace(",", "")
    return number if number.lstrip("-").replace(".", "", 1).isdigit() else cell


def _safe(cell: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def totals_text(page: Page) -> bytes:
    """The same to be read or passed on by message: one line a row."""
    lines = [page.place, page.title, *page.meta, ""]
    lines += [f"{f.label}：{f.value}{f.unit}" for f in page.figures]
    for table in page.tables:
        lines += ["", table.caption, "　".join(table.heads)]
        lines += ["　".join(c for c in row.cells if c) for row in table.rows]
        if table.total:
            lines.append("　".join(c for c in table.total if c))
    lines += ["", *page.notes]
    if page.identity is not None:
        lines.append(f"编号 {page.identity.sheet_id}　核对码 {page.identity.digest}")
    return (_BOM + "\r\n".join(lines) + "\r\n").encode()
