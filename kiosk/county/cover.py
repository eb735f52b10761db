"""Names of files, sheets and columns as they may be said: senders write phones and IDs there too."""

from __future__ import annotations

import re

from kiosk.domain.scan import scan_text

_DIGITS = re.compile(r"[0-9０-９]{4,}[xXｘＸ]?")
HIDDEN = "（这里有证件号、卡号或电话，不写出来）"


def cover(text: str) -> str:
    """The text with its long numbers as ＊ where one of them is an ID, a card or a phone."""
    if not scan_text(text):
        return text
    covered = _DIGITS.sub("＊", text)
    return HIDDEN if scan_text(covered) else covered
