"""The QR code of a page as rows of 0 and 1: the same address as on the wall sheet.

Only what has a page on the web (kiosk/site) has one, and nothing while the county has set no site.
"""

from __future__ import annotations

from functools import lru_cache

from kiosk.domain.sheetid import SheetContent, content_digest, index_payload, qr_payload
from kiosk.store.content import (
    NOTICE,
    PAYOUTS,
    YEAR,
    batch_content,
    content_id,
    disclosure_content,
    disclosure_kind,
    policy_content,
    year_page_content,
)
from kiosk.store.views import BatchView, Board, DisclosureView, PolicyView
from kiosk.ui.viewmodels.facts import Facts


@lru_cache(maxsize=64)
def modules(payload: str) -> tuple[str, ...]:
    """Dark modules as ``1``, without the quiet zone (the plate draws it), level Q."""
    # Imported on the reading thread at first use: the first frame does not wait for it.
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(payload)
    code.make(fit=True)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.get_matrix())


def _of(kind: str, content: SheetContent, facts: Facts) -> tuple[str, ...]:
    return _at(content_id(kind, content), content_digest(content), facts)


def _at(name: str, digest: str, facts: Facts) -> tuple[str, ...]:
    host = facts.settings.site_host
    return modules(qr_payload(host, facts.village.village_code, name, digest)) if host else ()


def qr_of_disclosure(view: DisclosureView, facts: Facts) -> tuple[str, ...]:
    """Modules of the disclosure's address."""
    return _of(disclosure_kind(view), disclosure_content(facts.village.village_code, view), facts)


def qr_of_policy(view: PolicyView, facts: Facts) -> tuple[str, ...]:
    """Modules of the explainer's address."""
    return _of(NOTICE, policy_content(facts.village.village_code, view), facts)


def qr_of_year(year: int, facts: Facts) -> tuple[str, ...]:
    """Modules of the living page of a year's payouts."""
    return _of(YEAR, year_page_content(facts.village.village_code, year), facts)


def qr_of_village(facts: Facts) -> tuple[str, ...]:
    """Modules of the village's own page, from which everything else is reached."""
    host = facts.settings.site_host
    return modules(index_payload(host, facts.village.village_code)) if host else ()


_batches: dict[tuple[object, ...], tuple[str, str]] = {}
_MOST_BATCHES = 64


def qr_of_batch(batch: BatchView, board: Board, facts: Facts) -> tuple[str, ...]:
    """Modules of the batch's address; its rows are read and summed up once for a state of the board."""
    if facts.settings.site_host is None:
        return ()
    key = (facts.village.village_code, batch.batch_id, batch.head.version, board.data_version(), id(board))
    if key not in _batches:
        rows = board.payouts(batch.batch_id)
        content = batch_content(facts.village.village_code, batch, rows)
        if len(_batches) >= _MOST_BATCHES:
            _batches.clear()
        _batches[key] = (content_id(PAYOUTS, content), content_digest(content))
    return _at(*_batches[key], facts)
