"""A made sheet as PDF/A-2b: metadata in XMP, an sRGB output intent; the same bytes for the same content.

It is generated as PDF/A-2b (ISO 19005-2) and not certified: no validator is shipped.  Fonts are
embedded and nothing is encrypted or transparent already.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any, Final

import pikepdf
from PIL import ImageCms

PRODUCER: Final = "村务公开亭"
_PDFA: Final = "http://www.aiim.org/pdfa/ns/id/"
# Version 4.2 is the newest that ISO 32000-1 knows; day and checksum of the profile must not vary.
_VERSION: Final = (8, bytes((4, 0x20, 0, 0)))
_CREATED: Final = (24, b"".join(n.to_bytes(2, "big") for n in (2000, 1, 1, 0, 0, 0)))
_PROFILE_ID: Final = (84, bytes(16))


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An ICC profile of sRGB, always the same bytes."""
    cms: Any = ImageCms
    made = bytearray(cms.ImageCmsProfile(cms.createProfile("sRGB")).tobytes())
    for at, fixed in (_VERSION, _CREATED, _PROFILE_ID):
        made[at : at + len(fixed)] = fixed
    return bytes(made)


def archival(pdf: bytes, *, title: str, author: str) -> bytes:
    """``pdf`` (as the engine made it) as PDF/A-2b."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        intent = document.make_stream(srgb_profile(), N=3)
        document.Root.OutputIntents = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.OutputIntent,
                    S=pikepdf.Name("/GTS_PDFA1"),
                    OutputConditionIdentifier=pikepdf.String("sRGB IEC61966-2.1"),
                    Info=pikepdf.String("sRGB IEC61966-2.1"),
                    DestOutputProfile=document.make_indirect(intent),
                )
            ]
        )
        # A day of making would differ from print to print; none is asked for.
        for key in document.docinfo.keys() - {"/Title", "/Author"}:
            del document.docinfo[key]
        document.docinfo["/Producer"] = pikepdf.String(PRODUCER)
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            meta["dc:title"] = title
            meta["dc:creator"] = [author]
            meta["dc:language"] = ["zh-CN"]
            meta["pdf:Producer"] = PRODUCER
            meta[f"{{{_PDFA}}}part"] = "2"
            meta[f"{{{_PDFA}}}conformance"] = "B"
        document.save(out, min_version="1.7", deterministic_id=True, linearize=False)
    return out.getvalue()
