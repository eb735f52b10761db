"""What the printing service answered, kept, so that asking and writing down can happen on two threads.

    seen = ask_about_job(Cups(), record)                  # slow: a thread of its own
    settle_one(seen, register, record, watch, clock)      # quick: the thread of desk.db
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.errors import EnvironmentFault
from kiosk.printing.model import Asking, JobRef, JobState, Printer
from kiosk.store.prints import PrintRecord


@dataclass(frozen=True, slots=True)
class Seen:
    """An ``Asking`` that only repeats. ``fault`` is raised by whatever is asked."""

    the_printer: Printer | None = None
    job: JobRef | None = None
    job_state: JobState | None = None
    fault: EnvironmentFault | None = None

    def printers(self) -> tuple[Printer, ...]:
        return () if self.the_printer is None else (self.the_printer,)

    def default(self) -> str | None:
        return None if self.the_printer is None else self.the_printer.name

    def printer(self, name: str) -> Printer:
        if self.the_printer is None or self.the_printer.name != name:
            raise self.fault or EnvironmentFault("no_printer", f"没有名叫“{name}”的打印机。请重新选。")
        return self.the_printer

    def find(self, printer: str, token: str) -> JobRef | None:
        if self.fault is not None:
            raise self.fault
        return self.job

    def state(self, job: JobRef) -> JobState:
        if self.fault is not None:
            raise self.fault
        return self.job_state or JobState("unknown")


def ask_about_job(printing: Asking, record: PrintRecord) -> Seen:
    """How the job of an open print stands; a service that does not answer is kept as ``fault``."""
    order = record.order
    try:
        job = (
            JobRef(order.printer, record.job)
            if record.job is not None
            else printing.find(order.printer, record.token)
        )
        return Seen(job=job, job_state=None if job is None else printing.state(job))
    except EnvironmentFault as fault:
        return Seen(fault=fault)
