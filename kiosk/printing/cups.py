"""Printing through CUPS: ``ipptool`` asks, ``lp`` and ``cancel`` act.

A job is followed by its IPP ``job-state`` alone (RFC 8011 §5.3.7); its reasons may stay
``processing-to-stop-point`` for good.  What keeps a printer comes from ``printer-state-reasons``, and
for a printer that is switched off from CUPS's message: it reports no reason then.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kiosk.domain.errors import EnvironmentFault
from kiosk.printing.ipptool import NOT_FOUND, Answer, Group, ask, no_service, number, run, server, texts, uri
from kiosk.printing.model import Condition, JobRef, JobState, Printer, Sides

_SUBMIT_SECONDS: Final = 60
_DEVICE_SECONDS: Final = 2
_PENDING, _HELD, _PROCESSING, _STOPPED, _CANCELED, _ABORTED, _COMPLETED = range(3, 10)
_PRINTER_STOPPED: Final = 5
_LP_SAYS: Final = re.compile(rb"request id is (.+)-(\d+) \(\d+ file\(s\)\)\s*\Z")

# Keyword of printer-state-reasons without its severity (CUPS turns -error into -warning), worst first.
_REASONS: Final[tuple[tuple[Condition, frozenset[str]], ...]] = (
    ("jam", frozenset({"media-jam"})),
    ("no_paper", frozenset({"media-empty", "media-needed"})),
    ("cover_open", frozenset({"cover-open", "door-open", "interlock-open"})),
    ("no_toner", frozenset({"toner-empty", "marker-supply-empty", "developer-empty", "opc-life-over"})),
    ("tray_out", frozenset({"input-tray-missing", "output-tray-missing"})),
    ("output_full", frozenset({"output-area-full"})),
    ("offline", frozenset({"offline", "shutdown", "timed-out"})),
    ("attention", frozenset({"marker-waste-full", "spool-area-full", "fuser-over-temp", "other"})),
    ("paused", frozenset({"paused", "moving-to-paused"})),
)
# CUPS's own messages for a printer that does not answer, in the two languages its service may run in.
_OFFLINE_MESSAGES: Final = (
    "may not exist or is unavailable", "is not responding", "did not respond", "is unreachable",
    "is not connected", "is offline", "unable to locate printer", "waiting for printer to become available",
    "不存在或不可用", "无响应", "无法访问", "未连接", "离线", "无法定位打印机", "等待打印机变得可用",
)  # fmt: skip
_SEVERITY: Final = re.compile(r"-(?:error|warning|report)\Z")


class Cups:
    """See ``kiosk.printing.model.Printing``."""

    def printers(self) -> tuple[Printer, ...]:
        answer = ask("printers", uri())
        if not answer.is_found and answer.status != NOT_FOUND:
            raise no_service(answer.status)
        return tuple(
            sorted((_printer(g) for g in answer.groups if "printer-name" in g), key=lambda p: p.name)
        )

    def default(self) -> str | None:
        answer = ask("default", uri())
        return next((str(g["printer-name"]) for g in answer.groups if "printer-name" in g), None)

    def printer(self, name: str) -> Printer:
        for group in _found(ask("printer", uri(name)), name):
            if "printer-state" in group:
                ready = _loaded(_device(group))
                return _printer({"printer-name": name, **group, "media-ready": ready})
        raise _no_printer(name)

    def submit(self, pdf: Path, *, printer: str, token: str, copies: int, media: str, sides: Sides) -> JobRef:
        words = [
            "lp", "-h", server(), "-d", printer, "-n", str(copies), "-t", token,
            "-o", f"media={media}",
            "-o", f"sides={'two-sided-long-edge' if sides == 'two' else 'one-sided'}",
            "--", str(pdf.absolute()),
        ]  # fmt: skip
        try:
            done = run(words, _SUBMIT_SECONDS)
        except subprocess.TimeoutExpired as error:
            return self._settle(printer, token, "lp did not end", error, refused=False)
        said = _LP_SAYS.search(done.stdout)
        if done.returncode == 0 and said is not None:
            return JobRef(printer, int(said[2]))
        detail = done.stderr.decode(errors="replace").strip()
        return self._settle(printer, token, detail, None, refused=done.returncode != 0)

    def _settle(
        self, printer: str, token: str, detail: str, cause: BaseException | None, *, refused: bool
    ) -> JobRef:
        """``lp`` did not say yes: the service itself knows whether it has the job. Never sent again.

        Certainly not sent is only what ``lp`` ``refused`` and the service does not know.
        """
        try:
            job = self.find(printer, token)
        except EnvironmentFault as fault:
            job, refused, detail = None, False, f"{detail}; {fault.detail}"
        if job is not None:
            return job
        if refused:
            raise EnvironmentFault(
                "not_sent", "没有送到打印机，没有打印。请看看打印机设置，再来一次。", detail=detail
            )
        raise EnvironmentFault(
            "print_unclear",
            "打印服务没有回话，这一张打没打出来说不清。请到打印机旁看看再定，不会自动重打。",
            detail=detail,
        ) from cause

    def find(self, printer: str, token: str) -> JobRef | None:
        answer = ask("jobs", uri(printer), which="all")
        if answer.status == NOT_FOUND:
            return None
        if not answer.is_found:
            raise no_service(answer.status)
        for group in answer.groups:
            if group.get("job-name") == token:
                return JobRef(printer, number(group, "job-id"))
        return None

    def state(self, job: JobRef) -> JobState:
        answer = ask("job", uri(job.printer), job=str(job.number))
        group = next((g for g in answer.groups if "job-state" in g), None)
        if group is None:
            if answer.is_found or answer.status == NOT_FOUND:
                return JobState("unknown")
            raise no_service(answer.status)
        pages = number(group, "job-impressions-completed")
        printer = self._printer_group(job.printer)
        over = _ending(group)
        if over == "done":
            over = _verdict(_device(printer), str(group.get("job-name", "")))
        return JobState(over or _waiting(group, printer), pages)

    def _printer_group(self, name: str) -> Group:
        found = [g for g in ask("printer", uri(name)).groups if "printer-state" in g]
        return found[0] if found else {}

    def cancel(self, job: JobRef) -> None:
        try:
            done = run(["cancel", "-h", server(), f"{job.printer}-{job.number}"], _SUBMIT_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise no_service("cancel did not end") from error
        # Also refused when the job is over already; that is what the caller wanted.
        if done.returncode != 0 and not self.state(job).is_over:
            raise EnvironmentFault(
                "not_canceled",
                "没有取消成。请在打印机上按取消键，或关掉打印机。",
                detail=done.stderr.decode(errors="replace").strip(),
            )


def _loaded(device: str) -> tuple[str, ...]:
    """What the printer itself says of its trays; empty when it does not (CUPS repeats what it can take)."""
    answer = _ask_device("ready", device)
    return next((texts(group, "media-ready") for group in answer), ())


def _verdict(device: str, token: str) -> Condition:
    """How a job that CUPS calls printed ended at the printer itself, where it speaks IPP and remembers.

    CUPS's ipp backend misses a printer that gives a job up within an instant of taking it and then
    calls the job completed (seen with 2.4.2, one time in three).
    """
    for group in _ask_device("ended", device):
        if token and group.get("job-name") == token:
            return "failed" if number(group, "job-state") in (_CANCELED, _ABORTED) else "done"
    return "done"


def _device(printer: Group) -> str:
    return str(printer.get("device-uri", ""))


def _ask_device(request: str, device: str) -> tuple[Group, ...]:
    """The printer's own answer, past CUPS; nothing from one that speaks no IPP or is switched off."""
    if not device.startswith(("ipp://", "ipps://")):
        return ()
    try:
        return ask(request, device, seconds=_DEVICE_SECONDS).groups
    except EnvironmentFault:
        return ()


def _found(answer: Answer, name: str) -> tuple[Group, ...]:
    if answer.status == NOT_FOUND:
        raise _no_printer(name)
    if not answer.is_found:
        raise no_service(answer.status)
    return answer.groups


def _no_printer(name: str) -> EnvironmentFault:
    return EnvironmentFault(
        "no_printer", f"没有名叫“{name}”的打印机。运行 kiosk print --list 看有哪些，或请管理员添上。"
    )


def _ending(job: Group) -> Condition | None:
    state = number(job, "job-state")
    if state == _COMPLETED:
        return "done"
    if state == _CANCELED and any("canceled-by" in reason for reason in texts(job, "job-state-reasons")):
        return "canceled"
    # A printer that gives a job up, or whose own cancel key is pressed, ends as canceled by nobody.
    return "failed" if state in (_CANCELED, _ABORTED) else None


def _waiting(job: Group, printer: Group) -> Condition:
    """What an unfinished job waits for."""
    state = number(job, "job-state")
    kept = printer_condition(
        (*texts(printer, "printer-state-reasons"), *texts(job, "job-printer-state-reasons")),
        str(printer.get("printer-state-message", "")),
        stopped=number(printer, "printer-state") == _PRINTER_STOPPED,
    )
    if kept is not None:
        return kept
    if state in (_HELD, _STOPPED):
        return "paused"
    return "printing" if state == _PROCESSING else "queued"


def printer_condition(reasons: Iterable[str], message: str, *, stopped: bool) -> Condition | None:
    """What is in the printer's way, ``None`` when nothing is."""
    words = {_SEVERITY.sub("", reason) for reason in reasons}
    for condition, names in _REASONS:
        if words & names:
            return condition
    if any(part in message.lower() for part in _OFFLINE_MESSAGES):
        return "offline"
    return "paused" if stopped else None


def _printer(group: Group) -> Printer:
    state = number(group, "printer-state")
    kept = printer_condition(
        texts(group, "printer-state-reasons"),
        # The message of an idle printer may be left over from an earlier job.
        str(group.get("printer-state-message", "")) if state != 3 else "",
        stopped=state == _PRINTER_STOPPED,
    )
    return Printer(
        name=str(group["printer-name"]),
        info=str(group.get("printer-info", "")),
        accepting=bool(group.get("printer-is-accepting-jobs", True)),
        condition=kept or ("printing" if state == 4 else "done"),
        media=texts(group, "media-supported"),
        ready=texts(group, "media-ready"),
        two_sided=any(side.startswith("two-sided") for side in texts(group, "sides-supported")),
        takes_pdf="application/pdf" in texts(group, "document-format-supported"),
    )
