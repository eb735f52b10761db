"""Messages from the sandboxed child: length-prefixed JSON, because what it says is not trusted.

Types (``t``): ``ready`` (the limits hold, work begins), ``sheet`` (how a sheet is read),
``sheet_fault`` (why one is not), ``chunk`` (accepted lines, ``done`` bytes of the file), ``problems``,
``total``, ``sheet_end`` (lines read), ``rows`` (original cells for the problem file), ``fault`` (a
SenderFault: code, message, detail), ``bug`` (a traceback without values), ``end``.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, cast

_HEAD = struct.Struct("<I")
MAX_MESSAGE = 256 << 20

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Writes one message."""
    body = _encode(message).encode("utf-8", "surrogatepass")
    stream.write(_HEAD.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """The next message; None at the end of the stream, also when it ends within a message.

    Raises ValueError for something that is no message.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    if size > MAX_MESSAGE:
        raise ValueError("message too long")
    body = stream.read(size)
    if len(body) < size:
        return None
    message: object = json.loads(body.decode("utf-8", "surrogatepass"))
    if not isinstance(message, dict) or not isinstance(cast(dict[str, Any], message).get("t"), str):
        raise ValueError("not a message")
    return cast(dict[str, Any], message)
