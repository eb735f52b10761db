"""The same person twice in a batch, over all its files (the later line is the wrong one).

Keeps one number a line: the ID without its check character, or a hash of village, group and name
where there is no ID; about 65 bytes a line, gone with the process.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.county.rows import Chunk


@dataclass(slots=True)
class People:
    """Who has come so far, by programme."""

    _seen: dict[str, set[int]] = field(default_factory=dict[str, "set[int]"])

    def repeated(self, chunk: Chunk) -> list[int]:
        """Indexes of the lines in the chunk whose person was there before, and remembers the others.

        Empty for tables in which a person may have several lines, and for lines without a name.
        """
        if chunk.several:
            return []
        seen = self._seen.setdefault(chunk.programme_id, set())
        if "" in chunk.idno:
            keys = [
                int(i[:17]) if i else (hash((v, g, n)) if n else -k - 1)
                for k, (i, v, g, n) in enumerate(
                    zip(chunk.idno, chunk.village_code, chunk.group, chunk.name, strict=True)
                )
            ]
            if "" in chunk.name:
                return self._one_by_one(seen, keys, chunk)
        else:
            keys = [int(i[:17]) for i in chunk.idno]
        before = len(seen)
        fresh = set(keys)
        if len(fresh) == len(keys) and seen.isdisjoint(fresh):
            seen |= fresh
            assert len(seen) == before + len(keys)
            return []
        return self._one_by_one(seen, keys, chunk)

    @staticmethod
    def _one_by_one(seen: set[int], keys: list[int], chunk: Chunk) -> list[int]:
        found: list[int] = []
        for i, key in enumerate(keys):
            if not chunk.name[i] and not chunk.idno[i]:
                continue
            if key in seen:
                found.append(i)
            else:
                seen.add(key)
        return found
