"""What the worker made of each entry of the drop folder, kept over restarts.

Without it a restart would judge every refused bundle again and send its receipt again.  Losing the
file does no harm beyond that.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import cast

from kiosk import __version__
from kiosk.bundle.disk import write_whole
from kiosk.intake.files import disk_fault, read_json, to_json
from kiosk.intake.stability import Fingerprint

MAX_ENTRIES = 5_000


@dataclass(frozen=True, slots=True)
class Seen:
    """The last word on an entry: how it looked then, the state and code of its receipt.

    ``context`` is what else the word depends on: the keys (unknown signer) or the newest applied
    seq (held); empty when only the bundle itself counts.
    """

    looks: str
    state: str
    code: str
    sha256: str | None = None
    context: str = ""


def looks_digest(looks: Fingerprint) -> str:
    """Short form of a fingerprint."""
    return hashlib.sha256(looks.text().encode("utf-8", "surrogateescape")).hexdigest()[:32]


@dataclass(slots=True)
class Memory:
    """Seen entries by name, written to ``path`` after every change."""

    path: Path
    _entries: dict[str, Seen] = field(default_factory=dict[str, Seen])

    @classmethod
    def load(cls, path: Path) -> Memory:
        """Empty when there is none, or when it is from another version of the program, which may judge
        differently; EnvironmentFault when the disk cannot be read."""
        try:
            value = read_json(path)
        except OSError as error:
            raise disk_fault(error, path) from error
        memory = cls(path)
        if value is None or value.get("program") != __version__:
            return memory
        entries = value.get("entries")
        for name, raw in (cast(dict[str, object], entries) if isinstance(entries, dict) else {}).items():
            if isinstance(raw, dict):
                found = {k: v for k, v in cast(dict[str, object], raw).items() if isinstance(v, str)}
                memory._entries[name] = Seen(
                    found.get("looks", ""),
                    found.get("state", ""),
                    found.get("code", ""),
                    found.get("sha256"),
                    found.get("context", ""),
                )
        return memory

    def get(self, name: str) -> Seen | None:
        return self._entries.get(name)

    def knows(self, sha256: str) -> bool:
        """Whether any entry had this manifest."""
        return any(seen.sha256 == sha256 for seen in self._entries.values())

    def put(self, name: str, seen: Seen) -> None:
        """Remember and write; EnvironmentFault for the disk."""
        self._entries[name] = seen
        self._save()

    def keep_to(self, names: set[str]) -> None:
        """Drop what is no longer in the folder once there is too much of it.

        Not at once: a share that is away for an hour looks like an empty folder, and everything in it
        would get another receipt when it comes back.
        """
        gone = [name for name in self._entries if name not in names]
        if len(self._entries) > MAX_ENTRIES and gone:
            for name in gone:
                del self._entries[name]
            self._save()

    def named(self, state: str) -> list[tuple[str, Seen]]:
        """Entries whose last word is ``state``, by name."""
        return sorted((name, seen) for name, seen in self._entries.items() if seen.state == state)

    def _save(self) -> None:
        content = {
            "program": __version__,
            "entries": {name: asdict(seen) for name, seen in sorted(self._entries.items())},
        }
        try:
            write_whole(self.path, to_json(content), alone=True)
        except OSError as error:
            raise disk_fault(error, self.path) from error
