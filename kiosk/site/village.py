"""All pages of one village, from its board: what stands, what was corrected, what was withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kiosk.domain.clock import Clock, shanghai_date
from kiosk.domain.items import PrivacyClass
from kiosk.domain.privacy import has_list
from kiosk.domain.region import Village
from kiosk.domain.sheetid import SheetContent, content_digest
from kiosk.domain.texts import full_day
from kiosk.site.archive import WithdrawnContent
from kiosk.site.listing import YearSum, village_index, year_page
from kiosk.site.model import Identity, Link, Page, Status
from kiosk.site.pages import (
    UP,
    answers_of,
    batch_page,
    catalogue_page,
    disclosure_page,
    policy_page,
    replaced_figures,
    sheet_page,
    web_title,
)
from kiosk.site.place import Place
from kiosk.site.register import Register
from kiosk.site.render import edition, page_files, page_mark
from kiosk.site.totals import batch_total, name_show, tells_a_name
from kiosk.store.board import BoardReader
from kiosk.store.content import (
    CATALOGUE,
    NOTICE,
    PAYOUTS,
    SUMMARY,
    YEAR,
    batch_content,
    catalogue_content,
    content_id,
    disclosure_content,
    disclosure_kind,
    policy_content,
    year_content,
    year_page_content,
)
from kiosk.store.history import BoardHistory, Version
from kiosk.store.home import KioskHome
from kiosk.store.views import PayoutRow, PolicyView, Published

Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class VillageResult:
    """What was done for one village. ``pages`` counts all it has, ``written`` the files of this run."""

    village: Village
    updated: date | None
    pages: int
    written: int


def build_village(home: KioskHome, out: Path, clock: Clock) -> VillageResult:
    """Brings ``out/<CODE>/`` up to the board of ``home``; writes only what changed.

    EnvironmentFault: the board, a packaged table or ``out`` cannot be used.
    """
    with closing(BoardReader(home, clock)) as board, closing(BoardHistory(home, clock)) as history:
        village = board.village()
        newest = board.freshness().newest_created
        updated = shanghai_date(newest) if newest else None
        register = Register.load(out, village.village_code)
        state = hashlib.sha256(f"{edition().mark}\0{history.state()}\0{village}".encode()).hexdigest()[:20]
        if register.state != state or not register.is_intact():
            _Builder(home, register, board, history, Place.of(board), updated).run()
            register.save(state)
        return VillageResult(village, updated, len(register.pages), register.written)


@dataclass(slots=True)
class _Builder:
    """One run over one village. ``fresh`` are the paths made in this run."""

    home: KioskHome
    register: Register
    board: BoardReader
    history: BoardHistory
    place: Place
    updated: date | None
    fresh: set[str] = field(default_factory=set[str])
    today: dict[Subject, str] = field(default_factory=dict[Subject, str])
    _shown: dict[Subject, Version] = field(default_factory=dict[Subject, Version])
    _programmes: dict[int, str] = field(default_factory=dict[int, str])
    _policies: tuple[PolicyView, ...] = ()

    def run(self) -> None:
        strays = self.register.strays()
        versions = [v for v in self.history.versions() if self._class(v) != "P4"]
        self._policies = tuple(p for p in self.board.policies() if p.head.withdrawal is None)
        self._shown = {(v.head.type, v.head.id): v for v in versions if v.is_shown}
        self.today = {subject: self._path(version) for subject, version in self._shown.items()}
        years = [YearSum.of(self.board.year(year), self.place) for year in self.board.years()]
        year_paths = {year.overview.year: self._year(year) for year in years}
        for version in versions:
            self._version(version)
        catalogue = self._catalogue()
        self._forgotten(strays, year_paths)
        index = village_index(
            self.place,
            updated=self.updated,
            heads=[v.head for v in versions if v.is_shown],
            years=years,
            year_paths=year_paths,
            paths=self.today,
            catalogue=catalogue,
        )
        self._put("", "index", ("index", ""), index)

    # --- addresses --------------------------------------------------------------------------------

    def _programme(self, version: Version) -> str:
        """Programme of a batch, empty for what is none."""
        if version.head.type != "payouts":
            return ""
        if version.key not in self._programmes:
            self._programmes[version.key] = self.history.batch(version).programme_id
        return self._programmes[version.key]

    def _class(self, version: Version) -> PrivacyClass:
        return self.place.class_of(version.head, self._programme(version))

    def _path(self, version: Version) -> str:
        """``SHEET/DIGEST`` of a version as its paper says it now (a withdrawn one: 已撤回)."""
        gone = version.head.withdrawal is not None
        return self._remembered(version, "gone" if gone else "") or self._content_path(version)

    def _remembered(self, version: Version, mark: str) -> str:
        return self.register.digests.get(self._memo(version, mark), "")

    def _memo(self, version: Version, mark: str) -> str:
        head = version.head
        return f"{head.type}|{head.id}|{head.version}|{self._class(version)}|{mark}"

    def _remember(self, version: Version, mark: str, kind: str, content: SheetContent) -> str:
        path = f"{content_id(kind, content)}/{content_digest(content)}"
        self.register.digests[self._memo(version, mark)] = path
        return path

    def _content_path(self, version: Version) -> str:
        head, code = version.head, self.place.code
        kind = NOTICE
        if head.type == "payouts":
            kind, content = PAYOUTS, batch_content(code, self.history.batch(version), self._rows(version))
        elif head.type == "policy":
            content = policy_content(code, self.history.policy(version))
        else:
            view = self.history.disclosure(version)
            kind, content = disclosure_kind(view), disclosure_content(code, view)
        return self._remember(version, "gone" if head.withdrawal is not None else "", kind, content)

    def _rows(self, version: Version) -> tuple[PayoutRow, ...]:
        if version.head.type != "payouts" or not has_list(self._class(version)):
            return ()
        return self.history.payouts(version)

    # --- one version ------------------------------------------------------------------------------

    def _version(self, version: Version) -> None:
        head, path = version.head, self._path(version)
        if head.withdrawal is not None:
            self._withdrawn(version, path)
        elif not version.is_shown:
            self._corrected(version, path)
        elif head.type == "payouts":
            self._batch(version, path)
        elif head.type == "policy":
            self._policy(version, path)
        else:
            view = self.history.disclosure(version)
            page = self._frame(version, path, self._current(version))
            self._put(
                path,
                "disclosure",
                _subject(head),
                disclosure_page(page, self.place, view, self._class(version)),
            )

    def _batch(self, version: Version, path: str) -> None:
        batch, cls = self.history.batch(version), self._class(version)
        # When the time of publication is over, so is that of the names.
        show = (
            "none" if version.is_over else name_show(cls, self.place.settings, self.place.items(batch.head))
        )
        page = batch_page(
            self._frame(version, path, self._current(version)),
            self.place,
            batch,
            cls,
            groups=self.history.groups(version),
            rows=self._rows(version) if show != "none" else (),
            show=show,
        )
        policy = next((p for p in self._policies if batch.programme_id in p.programme_ids), None)
        if policy is not None:
            target = self.today.get(_subject(policy.head))
            link = Link("看政策全文", f"{UP}{target}/") if target else None
            page = replace(page, answers=answers_of(policy), policy=link)
        self._put(path, "payouts", _subject(batch.head), page)

    def _policy(self, version: Version, path: str) -> None:
        page = self._frame(version, path, self._current(version))
        self._put(path, "policy", _subject(version.head), policy_page(page, self.history.policy(version)))

    def _frame(self, version: Version, path: str, status: Status) -> Page:
        title = web_title(self.place, version.head, self._class(version))
        dept = self.place.dept(self._programme(version))
        return sheet_page(self.place, _identity(path), title, status, dept)

    def _current(self, version: Version) -> Status:
        head = version.head
        sentences = [f"第{head.version}版，{full_day(head.published_on)}公布。"]
        if head.correction is not None:
            sentences = [
                f"第{head.version}版，{full_day(head.correction.corrected_on)}更正。",
                self._reason(version, head.correction.reason),
            ]
        return Status("current", "这一张是最新的", tuple(sentences))

    def _reason(self, version: Version, reason: str, rows: tuple[PayoutRow, ...] | None = None) -> str:
        """The county's words, unless they may name somebody: then where to read them.

        ``rows``: the list whose names to look for (default: the version's own).  Without one to
        look at, and for what must not be listed at all, the words stay in the village.
        """
        cls = self._class(version)
        names = self._rows(version) if rows is None else rows
        is_list = version.head.type == "payouts" and has_list(cls)
        if cls == "P0" or (is_list and names and not tells_a_name(reason, names)):
            return f"原因：{reason.rstrip('。')}。"
        return "原因请看公开栏。"

    def _corrected(self, version: Version, path: str) -> None:
        head = version.head
        now = self._shown.get(_subject(head))
        sentences = [f"您手里的是第{head.version}版。"]
        link = None
        if now is not None:
            correction = now.head.correction
            when = correction.corrected_on if correction is not None else now.head.published_on
            sentences = [f"您手里的是第{head.version}版，{full_day(when)}公布了第{now.head.version}版。"]
            if now.head.withdrawal is None and correction is not None:
                sentences.append(self._reason(now, correction.reason))
            link = Link("看最新的一张", f"{UP}{self.today[_subject(head)]}/")
        page = self._frame(version, path, Status("corrected", "已经更正，请看新的", tuple(sentences), link))
        if head.type == "payouts" and now is not None and now.head.withdrawal is None:
            small = self.place.settings.small_count
            totals = [batch_total(self.history.batch(v), self._class(v), small) for v in (version, now)]
            page = replace(page, figures=replaced_figures(totals[0], totals[1]))
        self._put(path, head.type, _subject(head), page)

    def _withdrawn(self, version: Version, path: str) -> None:
        """Two papers may hang: the one from before and the one that says 已撤回. Neither counts."""
        head = version.head
        assert head.withdrawal is not None
        before = self._remembered(version, "") or self._from_archive(version)
        reason = self._reason(version, head.withdrawal.reason, self._old_rows(version))
        sentences = (f"{full_day(head.withdrawal.withdrawn_on)}撤回。{reason}",)
        now = self._shown.get(_subject(head))
        link = None
        if now is not None and now.head.withdrawal is None:
            link = Link("看现在公布的", f"{UP}{self.today[_subject(head)]}/")
        status = Status("withdrawn", "已经撤回，不再作数", sentences, link)
        for one in dict.fromkeys((path, before)):
            if one:
                self._put(one, head.type, _subject(head), self._frame(version, one, status))

    def _archive(self) -> WithdrawnContent:
        return WithdrawnContent(self.home.archive, self.place, self.history)

    def _old_rows(self, version: Version) -> tuple[PayoutRow, ...]:
        found = self._archive().of(version) if version.head.type == "payouts" else None
        return found[2] if found is not None else ()

    def _from_archive(self, version: Version) -> str:
        found = self._archive().of(version)
        if found is None:
            return ""
        kind, content, _ = found
        own = PAYOUTS if version.head.type == "payouts" else kind or NOTICE
        return self._remember(version, "", own, content)

    # --- years, catalogue, what the board forgot --------------------------------------------------

    def _year(self, year: YearSum) -> str:
        """The living page of the year and that of its summary sheet; the path of the first."""
        code, overview = self.place.code, year.overview
        content = year_page_content(code, overview.year)
        living = f"{content_id(YEAR, content)}/{content_digest(content)}"
        title = f"{self.place.village.short_name}{content.title}"
        page = year_page(
            sheet_page(self.place, _identity(living), title, None), self.place, year, self.today, UP
        )
        self._put(living, YEAR, (YEAR, str(overview.year)), replace(page, identity=None))
        standing = [p for p in overview.programmes if any(b.head.withdrawal is None for b in p.batches)]
        summary = year_content(code, overview, standing)
        if summary.subject_ids:
            path = f"{content_id(SUMMARY, summary)}/{content_digest(summary)}"
            status = Status("current", "这一张是最新的", ("这一年的合计没有变过。",))
            named = replace(page, title=f"{self.place.village.short_name}{summary.title}", status=status)
            # The year's list by household is another sheet, whose code leads here as well.
            same = replace(
                _identity(path), words="汇总表上印的和这里一样。到户的年度表另有号码，也扫到这里。"
            )
            self._put(path, SUMMARY, (YEAR, str(overview.year)), replace(named, identity=same))
        return living

    def _catalogue(self) -> str:
        village = self.place.village
        content = catalogue_content(village.village_code, village.kind, self.place.catalogue)
        path = f"{content_id(CATALOGUE, content)}/{content_digest(content)}"
        title = f"{village.short_name}{village.affairs}基本目录"
        status = Status("current", "这一张是最新的")
        page = catalogue_page(sheet_page(self.place, _identity(path), title, status), self.place.catalogue)
        self._put(path, CATALOGUE, (CATALOGUE, ""), page)
        self.today[CATALOGUE, ""] = path
        return path

    def _forgotten(self, strays: list[str], years: dict[int, str]) -> None:
        """Pages made once and not now: an earlier summary, a version from before a new start."""
        for path, kind, subject, title in self._old_pages(strays):
            target = self.today.get(subject)
            if subject[0] == YEAR and int(subject[1]) in years:
                target = years[int(subject[1])]
            link = Link("看最新的", f"{UP}{target}/" if target else UP)
            status = Status(
                "outdated", "有了新的，请看新的", ("您手里这张印好以后，又公布了新的内容。",), link
            )
            self._put(path, kind, subject, sheet_page(self.place, _identity(path), title, status))

    def _old_pages(self, strays: list[str]) -> Iterator[tuple[str, str, Subject, str]]:
        for path, record in list(self.register.pages.items()):
            if path and path not in self.fresh:
                yield path, record.kind, record.subject, record.title
        for path in strays:
            if path not in self.fresh:
                yield path, "unknown", ("", ""), "以前公布的一张"

    def _put(self, path: str, kind: str, subject: Subject, page: Page) -> None:
        self.fresh.add(path)
        mark = page_mark(page)
        if not self.register.is_same(path, mark):
            self.register.put(path, kind, subject, page.title, mark, page_files(page))


def _subject(head: Published) -> Subject:
    return head.type, head.id


def _identity(path: str) -> Identity:
    sheet, _, digest = path.partition("/")
    return Identity(sheet, digest)
