"""``correct`` and ``withdraw``: what was sent is replaced or taken down, visibly and with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import cast

from kiosk.bundle.tables import read_payouts
from kiosk.bundle.writer import BundleDraft
from kiosk.county.batches import Prepared
from kiosk.county.ledger import item_of
from kiosk.county.packing import PackOptions, PackOutcome, PackRun, UnitWork, as_version
from kiosk.county.progress import Progress, silent
from kiosk.county.session import Session, UnitFault
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.items import TARGET_TYPES, PayoutsItem, TargetType, WithdrawItem, WithdrawTarget
from kiosk.domain.money import format_yuan
from kiosk.domain.names import display_name
from kiosk.domain.payout import LineChange, correction_changes
from kiosk.domain.region import Village
from kiosk.store.registry import SentBundle, SentItem

_LINES = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A batch before and after. ``lines`` are old → new by recipient, else by row."""

    batch_id: str
    version: int
    old_rows: int
    old_cents: int
    new_rows: int
    new_cents: int
    lines: tuple[LineChange, ...]


@dataclass(slots=True)
class Correction:
    """A correction that was worked out and not yet signed."""

    run: PackRun
    reason: str
    units: list[tuple[UnitWork, tuple[Change, ...]]] = field(
        default_factory=list[tuple[UnitWork, tuple[Change, ...]]]
    )

    @property
    def outcome(self) -> PackOutcome:
        return self.run.outcome

    def take(self, work: UnitWork) -> None:
        """Compare a unit's batches with what it got."""
        found: list[tuple[Prepared, Change]] = []
        session = self.run.session
        for prepared in work.batches:
            with session.outbox.lock:
                sent = session.registry.newest(work.unit.village_code, "payouts", prepared.item.batch_id)
            if sent is None:
                self.run.unit_problem(
                    work.unit, "never_sent",
                    f"{work.unit.short_name}没有发过这一批，谈不上更正。请核对 --batch，或改用 pack。",
                )  # fmt: skip
            elif prepared.only_folded and sent.withdrawn_seq is None and sent.digest != prepared.digest:
                # Alone it would take the place of the whole total.
                self.run.fold_alone(work.unit, prepared)
            elif sent.digest != prepared.digest or sent.withdrawn_seq is not None:
                found.append(_corrected(session, sent, prepared, self.reason))
                self._tells_few(work, found[-1][1], prepared)
        if found:
            kept = UnitWork(work.unit, tuple(p for p, _ in found))
            self.units.append((kept, tuple(c for _, c in found)))

    def _tells_few(self, work: UnitWork, change: Change, prepared: Prepared) -> None:
        """Both totals are seen: their difference must not tell what one or two persons got."""
        if prepared.item.privacy != "P3" or not change.lines:
            return
        old = sum(line.old.persons or 0 for line in change.lines if line.old is not None)
        new = sum(line.new.persons or 0 for line in change.lines if line.new is not None)
        settings = self.run.session.workspace.settings(work.unit.village_code)
        if old != new and abs(old - new) < settings.small_count and change.old_cents and change.new_cents:
            self.run.unit_problem(
                work.unit, "small_difference",
                f"{work.unit.short_name}的合计前后只差{abs(old - new)}人，一减就看出这几个人领了多少。"
                "请核对；能等的，放到下一批里一起打包。",
                severity="warning",
            )  # fmt: skip

    def carry_out(self) -> None:
        """Sign what was shown."""
        for work, _ in self.units:
            self.run.emit(work.unit, work.batches)

    def finish(self) -> None:
        """The problem file, when there is anything in it."""
        self.run.finish()

    def sentences(self) -> list[str]:
        """The differences for the clerk, unit by unit."""
        out: list[str] = []
        for work, changes in self.units:
            for change in changes:
                out.append(
                    f"{work.unit.town_name}{work.unit.short_name} {change.batch_id} 第{change.version}版："
                    f"{change.old_rows}行{format_yuan(change.old_cents)} → "
                    f"{change.new_rows}行{format_yuan(change.new_cents)}，改了{len(change.lines)}行"
                )
                out += [f"    {_line(c)}" for c in change.lines[:_LINES]]
                if len(change.lines) > _LINES:
                    out.append(f"    ……还有{len(change.lines) - _LINES}行")
        return out or ["和发过的比，没有改动。"]

    def as_json(self) -> list[dict[str, object]]:
        """The same for a program."""
        return [
            {
                "village_code": work.unit.village_code,
                "batch_id": c.batch_id,
                "version": c.version,
                "old": {"rows": c.old_rows, "cents": c.old_cents},
                "new": {"rows": c.new_rows, "cents": c.new_cents},
                "lines": [
                    {
                        "old_cents": line.old.cents if line.old else None,
                        "new_cents": line.new.cents if line.new else None,
                        "row": (line.new or line.old).row if (line.new or line.old) else None,  # type: ignore[union-attr]
                    }
                    for line in c.lines
                ],
            }
            for work, changes in self.units
            for c in changes
        ]


def _line(change: LineChange) -> str:
    who = change.new or change.old
    name = f"{who.group} {display_name(who.name, who.ordinal)}".strip() if who else ""
    old, new = change.old, change.new
    if old is None:
        return f"{name}：新增 {format_yuan(new.cents) if new else ''}"
    if new is None:
        return f"{name}：去掉，原来 {format_yuan(old.cents)}"
    if old.cents != new.cents:
        size = f"{old.qty}{old.qty_unit} → {new.qty}{new.qty_unit}，" if old.qty != new.qty else ""
        return f"{name}：{size}{format_yuan(old.cents)} → {format_yuan(new.cents)}"
    return f"{name}：金额没变，别的内容改了"


def plan_correction(
    session: Session, options: PackOptions, reason: str, progress: Progress = silent
) -> Correction:
    """What the files would change of batches that were sent; nothing is signed yet.

    A unit whose table stays the same is left alone; one that never got the batch is a problem
    (``never_sent``).
    """
    run = PackRun(session, options, progress)
    correction = Correction(run, reason)
    with run.spooled() as spool:
        run.each_unit(spool, correction.take)
    correction.units.sort(key=lambda u: u[0].unit.village_code)
    return correction


def _corrected(session: Session, sent: SentItem, prepared: Prepared, reason: str) -> tuple[Prepared, Change]:
    old_item = cast(PayoutsItem, item_of(sent))
    after = as_version(prepared, sent.version + 1, sent.version, reason)
    old = [] if sent.withdrawn_seq is not None else session.archive.payouts(sent)
    new = list(read_payouts(after.data, after.item.table))
    change = Change(
        old_item.batch_id,
        sent.version + 1,
        len(old),
        sum(p.cents for p in old),
        after.item.table.rows,
        after.item.table.cents or 0,
        correction_changes(old, new),
    )
    return after, change


# --- taking down ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Withdrawal:
    """Bundles that take something down; ``absent`` units never had it, or have it no more."""

    bundles: list[SentBundle] = field(default_factory=list[SentBundle])
    absent: list[Village] = field(default_factory=list[Village])
    faults: list[UnitFault] = field(default_factory=list[UnitFault])


def withdraw(session: Session, units: tuple[Village, ...], what: str, reason: str, day: date) -> Withdrawal:
    """Take ``what`` (``payouts:BT-NY-01-2026``, ``disclosure:…``, ``policy:…``, ``event:…``) down.

    UsageFault ``withdraw_what``, or ``never_sent`` when none of the units has it.
    """
    kind, _, id_ = what.partition(":")
    if kind not in TARGET_TYPES or not id_:
        raise UsageFault("withdraw_what", f"要写成 类别:编号，类别是 {'、'.join(TARGET_TYPES)} 之一。"
                         "照 kiosk county list 列出来的抄。")
    result = Withdrawal()
    for unit in units:
        sent = session.registry.newest(unit.village_code, kind, id_)
        if sent is None or sent.withdrawn_seq is not None:
            result.absent.append(unit)
            continue
        target = WithdrawTarget(cast(TargetType, kind), id_, sent.version)
        item = WithdrawItem((target,), reason, day)

        def fill(draft: BundleDraft, item: WithdrawItem = item) -> None:
            draft.add_item(item)

        try:
            result.bundles.append(session.emit(unit, fill))
        except EnvironmentFault as fault:
            result.faults.append(UnitFault(unit, fault))
    if not result.bundles and not result.faults:
        raise UsageFault("never_sent", "这些村都没有发过这一件，或者早就撤了。编号在 kiosk county list 里。")
    return result
