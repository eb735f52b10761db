"""The QR code beside a publication as rows of 0 and 1: the same address as on the wall sheet."""

from __future__ import annotations

from functools import lru_cache

from kiosk.domain.sheetid import content_digest, qr_payload
from kiosk.store.content import content_id, disclosure_content, disclosure_kind
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
    """Modules of the disclosure's address; empty while the county has set no site."""
    host = facts.settings.site_host
    if host is None:
        return ()
    content = disclosure_content(facts.village.village_code, view)
    name = content_id(disclosure_kind(view), content)
    return modules(qr_payload(host, content.village_code, name, content_digest(content)))
