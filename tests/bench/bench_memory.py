"""Memory of the kiosk showing a list, against Chromium in kiosk mode showing the same lines; JSON.

    python -m tests.bench.bench_memory

One run, one machine state: ``kiosk run`` stands on a payout list of the demo village (screen and worker
counted together), then Chromium shows a plain page with the same lines, no script, the kiosk's own font.
PSS of all processes of each, MB (10^6 bytes): what each would take away from the machine, shared pages
divided among those who map them.  Goal: at most a third.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.domain.clock import SystemClock
from kiosk.domain.money import format_amount
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.views import BatchView, PayoutRow
from tests.bench.measure import show, within
from tests.bench.windows import HEIGHT, WIDTH, comes_to_show, demo_village, fresh_glass, kiosk_window
from tests.flows.glass import Glass, same, until
from tests.flows.program import children, picture, walk

SETTLED = 3.0
"""Seconds without change before memory is looked at."""


def family(pid: int) -> list[int]:
    """A process with all that descend from it."""
    return [pid, *(below for child in children(pid) for below in family(child))]


def megabytes(pids: Sequence[int]) -> dict[str, float]:
    """PSS and RSS of all of them together."""
    total = {"pss": 0.0, "rss": 0.0}
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        for kind in total:
            found = re.search(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE | re.IGNORECASE)
            total[kind] += int(found[1]) * 1024 / 1e6 if found else 0.0
    return {kind: round(value, 1) for kind, value in total.items()}


def longest_list(home: Path) -> tuple[BatchView, tuple[PayoutRow, ...]]:
    """What 查补贴 offers first of the newest year, as the board tells it."""
    with closing(BoardReader(KioskHome(home), SystemClock())) as board:
        year = board.year(board.years()[0])
        batches = [b for p in year.programmes if p.privacy == "P1" for b in p.batches]
        batch = max(batches, key=lambda b: b.cents)
        return batch, board.payouts(batch.batch_id)


def page_of(batch: BatchView, rows: Sequence[PayoutRow]) -> str:
    """The same lines as a plain page, type sizes and colours of the screen."""
    font = (resources_dir() / "fonts" / "NotoSansSC-Regular.ttf").as_uri()
    lines = "".join(
        f"<tr><td>{n}<td>{html.escape(row.display_name)}<td>{html.escape(row.payout.group)}"
        f"<td>{row.payout.qty or ''}<td>{format_amount(row.payout.cents)}"
        for n, row in enumerate(rows, start=1)
    )
    return (
        f"<!doctype html><meta charset=utf-8><title>{html.escape(batch.programme_name)}</title><style>"
        f"@font-face{{font-family:K;src:url({font})}}body{{margin:48px;background:#FAF7F0;color:#1E1A15;"
        "font:40px K}table{width:100%;background:#fff}td{padding:12px;border-top:2px solid #DED6C6}</style>"
        f"<h1>{html.escape(batch.programme_name)}</h1><table>{lines}</table>"
    )


@contextmanager
def browser(glass: Glass, page: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Chromium over the whole glass, as one would set up a kiosk with it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise SystemExit("missing programme: chromium; packaging/test.sh installs it")
    options = [
        "--kiosk", "--no-first-run", "--disable-gpu", "--incognito", f"--window-size={WIDTH},{HEIGHT}",
        "--window-position=0,0", "--disable-background-networking", "--disable-component-update",
        "--disable-extensions", "--disable-sync", "--disable-dev-shm-usage", "--password-store=basic",
        "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}",
    ]  # fmt: skip
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    process = subprocess.Popen(
        [program, *options, page.as_uri()], env={**os.environ, **glass.env, "HOME": str(folder)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stands_still(glass: Glass) -> None:
    """Until something is on the glass and has not changed for a while."""
    last, since, blank = glass.raw(), time.monotonic(), glass.raw()
    begun = since

    def still() -> bool:
        nonlocal last, since
        now = glass.raw()
        if now != last:
            last, since = now, time.monotonic()
        return last != blank and time.monotonic() - since > SETTLED

    until(still, 60 + begun - time.monotonic() + 1, "the browser shows the list")


def main() -> None:
    argparse.ArgumentParser().parse_args()
    with demo_village() as (village, base, wanted):
        batch, rows = longest_list(village.home)
        pages = walk(village.home, base / "way", ("查补贴", batch.programme_name))
        with fresh_glass(base) as glass:
            begun = time.monotonic()
            with kiosk_window(village, glass) as program:
                comes_to_show(glass, wanted, begun)
                until(program.worker, 20, "the worker runs")
                for page in pages:
                    want = picture(page)
                    until(lambda w=want: same(glass.picture(), w), 20, "the page on the way")
                    if "touched" in page:
                        glass.touch(*page["touched"][1:])
                time.sleep(SETTLED)
                ours = megabytes(family(program.process.pid))
        (base / "list.html").write_text(page_of(batch, rows), "utf-8")
        with fresh_glass(base) as glass, browser(glass, base / "list.html", base) as process:
            stands_still(glass)
            theirs, count = megabytes(family(process.pid)), len(family(process.pid))
    show(
        "memory",
        {"pss_over_chromium": within(round(ours["pss"] / theirs["pss"], 3), round(1 / 3, 3))},
        {
            "lines": len(rows),
            "kiosk_mb": ours,
            "chromium_mb": theirs,
            "chromium_processes": count,
            "rss_over_chromium": round(ours["rss"] / theirs["rss"], 3),
        },
    )


if __name__ == "__main__":
    main()
