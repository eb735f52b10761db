"""``out/heartbeat.json``: how this kiosk is, for the county. Numbers and names of bundles, replaced whole.

Written when something of it changed, and every hour.  ``format`` "kiosk-heartbeat/1", ``kiosk``,
``village_code``, ``at``, ``program``, ``last_seq``, ``last_manifest_sha256``, ``held``, ``refused``,
``alarms``, ``public_key``, ``audit`` {seq, hash} or null, ``clock_trusted``, ``desk_readable``,
``desk_restored_on`` (day or null), ``waiting`` (files that could not leave), ``disk_free_bytes``,
``fonts_missing`` (characters of GB 18030-2022 that cannot be drawn), ``printer`` (how it is, "unknown", or
null without one) and ``touches`` {day: number} of the last 14 days.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk import BUILD_DATE, __version__
from kiosk.domain.clock import Clock, is_trusted, shanghai_date, to_rfc3339
from kiosk.domain.glyphs import self_check
from kiosk.domain.paths import resources_dir
from kiosk.intake.receipts import Outbox
from kiosk.store.home import KioskConfig, KioskHome
from kiosk.store.pulse import read_pulse
from kiosk.store.write import AppliedMark

EVERY = timedelta(hours=1)
PrinterProbe = Callable[[str], str]
"""How the printer of that queue name is now, in one word; "unknown" when nobody can tell."""


@dataclass(slots=True)
class Heart:
    """The heartbeat of one worker. ``probe`` is asked once an hour at most."""

    home: KioskHome
    config: KioskConfig
    clock: Clock
    probe: PrinterProbe | None = None
    _beaten: tuple[datetime, Mapping[str, object]] | None = None
    _fonts: tuple[date, int] | None = None

    def beat(
        self, outbox: Outbox, last: AppliedMark | None, lists: Mapping[str, list[str]], log: logging.Logger
    ) -> None:
        """Write it when it is due. ``lists``: names of bundles by held, refused, alarms. EnvironmentFault."""
        now = self.clock.now()
        pulse = read_pulse(self.home, shanghai_date(now))
        content: dict[str, object] = {
            "format": "kiosk-heartbeat/1",
            "kiosk": self.config.kiosk_id,
            "village_code": self.config.village_code,
            "program": __version__,
            "last_seq": last.seq if last is not None else 0,
            "last_manifest_sha256": last.manifest_sha256 if last is not None else None,
            **lists,
            "public_key": self._public_key(log),
            # Told outside this machine, so that a record cut short or written anew can be seen.
            "audit": None if pulse.head is None else {"seq": pulse.head.seq, "hash": pulse.head.hash},
            "clock_trusted": is_trusted(
                now,
                build_date=BUILD_DATE,
                newest_created=last.created if last is not None else None,
                last_seen=pulse.last_seen,
            ),
            "desk_readable": pulse.readable,
            "desk_restored_on": None if pulse.restored_on is None else pulse.restored_on.isoformat(),
        }
        if self._beaten is not None:
            at, before = self._beaten
            if before == content and timedelta() <= now - at < EVERY:
                return
        passing: dict[str, object] = {
            "at": to_rfc3339(now),
            "waiting": pulse.waiting,
            "disk_free_bytes": shutil.disk_usage(self.home.path).free,
            "fonts_missing": self._fonts_missing(shanghai_date(now)),
            "printer": self._printer(),
            "touches": {day.isoformat(): count for day, count in pulse.touches.items()},
        }
        outbox.beat({**content, **passing})
        self._beaten = (now, content)

    def _printer(self) -> str | None:
        if not self.config.printer:
            return None
        return "unknown" if self.probe is None else self.probe(self.config.printer)

    def _fonts_missing(self, day: date) -> int:
        # Once a day: it reads the whole table of what the fonts cover.
        if self._fonts is None or self._fonts[0] != day:
            self._fonts = (day, self_check(resources_dir() / "fonts", quick=True).level3_missing)
        return self._fonts[1]

    def _public_key(self, log: logging.Logger) -> str | None:
        try:
            return self.home.kiosk_pub.read_text("ascii").strip().splitlines()[-1]
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError, IndexError) as error:
            log.warning("kiosk.pub not readable: %r", error)
            return None
