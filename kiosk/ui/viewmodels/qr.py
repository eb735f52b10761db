"""The QR code beside a publication as rows of 0 and 1: the same address as on the wall sheet."""

from __future__ import annotations

from functools import lru_cache

from kiosk.domain.sheetid import SheetContent, content_digest, qr_payload, sheet_id
from kiosk.store.views import DisclosureView
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


def qr_of_disclosure(view: DisclosureView, facts: Facts) -> tuple[str, ...]:
    """Modules of the disclosure's address; empty while the county has set no site.

    A table of income and expense hangs as kind ``finance``, everything else as ``notice``.
    """
    host = facts.settings.site_host
    if host is None:
        return ()
    head, code = view.head, facts.village.village_code
    kind = "finance" if view.table is not None and view.table.cents is not None else "notice"
    rows = view.table.rows if view.table is not None else ()
    totals = {"rows": len(rows), "cents": view.table.cents if view.table is not None else None}
    content = SheetContent(
        title=head.title,
        village_code=code,
        subject_ids=(head.id,),
        versions=(head.version,),
        privacy=head.privacy,
        rows=((view.body or "",), *rows),
        totals=totals,
    )
    name = sheet_id(kind, code, (head.id,), (head.version,))
    return modules(qr_payload(host, code, name, content_digest(content)))
