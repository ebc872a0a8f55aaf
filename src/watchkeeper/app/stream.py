"""One stream of a workspace, from its cells to the findings of its windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.follow import REJECTED, RESCUED
from watchkeeper.app.judge import (
    Judging,
    WindowFacts,
    WindowJudge,
    reference_windows,
    run_monitors,
    scores_by_window,
)
from watchkeeper.app.schema_history import History, columns_at, schema_history
from watchkeeper.app.scored import baseline_cells, classes_of, edges_of
from watchkeeper.model import Finding, Window
from watchkeeper.monitors import MONITORS
from watchkeeper.performance.cells_arrow import cells_from_arrow
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.windows import by_window, moments, utc
from watchkeeper.quality.decision import Judged, complete
from watchkeeper.store.cell_key import Hours
from watchkeeper.store.lake.schemas import PROFILES
from watchkeeper.store.lake.snapshot import Snapshot
from watchkeeper.store.profiles import read_profiles
from watchkeeper.store.scores import read_scores
from watchkeeper.store.store import Store

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A window and what was decided about its series."""

    window: Window
    judged: Judged
    rejected: int
    rescued: int
    last_row_at: datetime | None


class Stream:
    """The windows of one version in one environment, one cell each, in order of time.

    What it remembers can be thrown away at any time: it follows from the cells in the lake.
    """

    __slots__ = (
        "_deployed",
        "_done",
        "_judge",
        "_judging",
        "_model",
        "_profiles",
        "_schema",
        "_scores",
        "_store",
    )

    def __init__(self, store: Store, model: str, deployed: Deployed, judging: Judging) -> None:
        self._store = store
        self._model = model
        self._deployed = deployed
        self._judging = judging
        self.forget()

    @property
    def judging(self) -> Judging:
        """Return how its windows are judged."""
        return self._judging

    def forget(self) -> None:
        """Drop what was read and decided."""
        baseline = self._judging.baseline
        reference = reference_windows(baseline_cells(baseline), self._judging.every)
        self._judge = WindowJudge(self._judging, reference)
        self._done: list[_Judged] = []
        self._profiles: ProfileCells | None = None
        self._scores: ScoreCells | None = None
        self._schema: History = []

    @property
    def windows(self) -> list[Window]:
        """Return the windows judged so far."""
        return [done.window for done in self._done]

    def read(self, until: datetime, *, live: bool, labels_since: datetime | None) -> int:
        """Judge complete windows up to *until*; return the first one that may be new or changed.

        Args:
            until: Only windows that end by then are complete.
            live: Rows are still expected: a window without any counts too.
            labels_since: The earliest prediction whose label changed since the last call.
        """
        known = len(self._done)
        self._read_windows(until, live=live)
        changed = self._at_or_before(labels_since, known)
        self._read_scores(changed)
        self._schema = schema_history(self._store, self._model, self._deployed)
        return changed

    def fingerprint(self, at: int, reads: str) -> str:
        """Return what window *at* is made of, as far as monitors that read *reads* see it."""
        digest = blake2b(self._judging.baseline.id.encode(), digest_size=12)
        for part in self._rows_at(at) if reads == "rows" else self._labels_at(at):
            digest.update(part.tobytes())
        return digest.hexdigest()

    def _rows_at(self, at: int) -> Iterator[npt.NDArray[Any]]:
        done, profiles = self._done[at], self._known()
        yield np.array([profiles.rows[at], profiles.duplicates[at], done.rejected, done.rescued])
        for cells in profiles.columns.values():
            yield np.array([cells.nulls[at], cells.invalid[at], cells.below[at], cells.above[at]])
            yield np.array([cells.unseen[at], cells.zero[at], cells.integers[at]])
            yield cells.bins[at]

    def _labels_at(self, at: int) -> Iterator[npt.NDArray[Any]]:
        if self._scores is None:
            return
        cell = self._scores.select(np.array([at]))
        yield from (cell.rows, cell.labelled, cell.by_label, cell.confusion)
        # Sums depend, in their last digits, on the order in which hours are added.
        yield np.array([f"{value:.9g}" for value in np.ravel(cell.sums)], dtype="U24")

    def findings(
        self, window: Window, monitors: frozenset[str], now: datetime
    ) -> Iterator[Finding]:
        """Yield what *monitors* say of *window*; nothing if it is not one of the windows."""
        at = next((i for i, done in enumerate(self._done) if done.window == window), None)
        if at is None:
            return
        done = self._done[at]
        observed = self._judge.observe(
            done.judged,
            self._known(),
            self._scores,
            at,
            window,
            self._facts(done),
            now=now,
            last_row_at=done.last_row_at,
        )
        asked = [monitor for monitor in MONITORS if monitor.name in monitors]
        yield from run_monitors(observed, self._judging.monitors, asked)

    def _known(self) -> ProfileCells:
        if self._profiles is None:
            raise LookupError(f"the stream of {self._model} has no window yet")
        return self._profiles

    def _read_windows(self, until: datetime, *, live: bool) -> None:
        """Read the cells from the last judged window on; it serves the jump into the next."""
        last = self._done[-1].window if self._done else None
        key = self._deployed.key()
        hours = Hours(last.start if last else None, until)
        sizes = {c.name: c.bins.size for c in self._judging.baseline.columns}
        table = self._store.table(self._model, PROFILES)
        if not table.exists():
            return
        snapshot = table.snapshot()
        found = read_profiles(self._store, self._model, key, sizes, hours, snapshot=snapshot)
        if found is None or not len(found):
            return
        cells = found.in_order()
        windows = self._new_windows(cells, last, until, live=live)
        if not windows:
            return
        whole = [True] * len(windows)
        if last is None:
            # The clock has passed them: only the first can have begun before the stream did.
            deployed = self._deployed.version.deployed_at
            whole[0] = deployed <= windows[0].start or complete(cells, windows)[0]
        judged = self._judge.decide(cells, windows, whole)
        profiles = by_window(cells, windows)
        rejected, rescued = (self._count(s, windows, snapshot) for s in (REJECTED, RESCUED))
        self._profiles = (
            ProfileCells.concat([self._profiles, profiles]) if self._profiles else profiles
        )
        self._done.extend(
            _Judged(
                window=window,
                judged=judged[i],
                rejected=rejected[i],
                rescued=rescued[i],
                last_row_at=_last_row(cells, window),
            )
            for i, window in enumerate(windows)
        )

    def _new_windows(
        self, cells: ProfileCells, last: Window | None, until: datetime, *, live: bool
    ) -> list[Window]:
        every = self._judging.every
        first = last.end if last else utc(cells.start[0])
        newest = every.containing(utc(cells.start[-1])).end
        end = until if live else min(until, newest)
        return [w for w in every.between(first, end) if w.end <= until] if end > first else []

    def _count(self, segment: str, windows: Sequence[Window], snapshot: Snapshot) -> list[int]:
        hours = Hours(windows[0].start, windows[-1].end)
        key = self._deployed.key(segment)
        found = read_profiles(self._store, self._model, key, {}, hours, snapshot=snapshot)
        if found is None:
            return [0] * len(windows)
        counted: list[int] = by_window(found.in_order(), windows).rows.tolist()
        return counted

    def _at_or_before(self, since: datetime | None, known: int) -> int:
        """Return the first window that is new, or that ends after *since*."""
        if since is None:
            return known
        late = (i for i, done in enumerate(self._done) if done.window.end > since)
        return min(known, next(late, known))

    def _read_scores(self, changed: int) -> None:
        """Read the scores of the windows from *changed* on; earlier ones stay."""
        baseline = self._judging.baseline
        windows = self.windows
        if baseline.roles.task is None or changed >= len(windows):
            return
        hours = Hours(windows[changed].start, windows[-1].end)
        table = read_scores(self._store, self._model, self._deployed.key(), hours)
        if table is None:
            return
        cells = cells_from_arrow(
            table,
            task=baseline.roles.task,
            classes=classes_of(baseline),
            edges=edges_of(baseline),
        )
        new = scores_by_window(cells, windows[changed:])
        kept = self._scores.select(np.arange(changed)) if self._scores is not None else None
        self._scores = ScoreCells.concat([kept, new]) if kept is not None else new

    def _facts(self, done: _Judged) -> WindowFacts:
        return WindowFacts(
            columns=columns_at(self._schema, done.window.end - _MOMENT),
            rejected=done.rejected,
            rescued=done.rescued,
        )


def _last_row(cells: ProfileCells, window: Window) -> datetime | None:
    before = int(np.searchsorted(cells.start, moments([window.end]))[0])
    return utc(cells.start[before - 1]) if before else None
