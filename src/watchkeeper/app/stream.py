"""One stream of a workspace, from its cells to the findings of its windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.heard import Heard, read_heard
from watchkeeper.app.judge import (
    RECENT,
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
from watchkeeper.profile.windows import by_window, utc
from watchkeeper.quality.decision import Judged, complete
from watchkeeper.store.catalog.clients import ServingClient
from watchkeeper.store.cell_key import Hours
from watchkeeper.store.scores import read_scores
from watchkeeper.store.store import Store

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A window and what was decided about its series."""

    window: Window
    whole: bool
    judged: Judged
    rejected: int
    rescued: int
    last_row_at: datetime | None


class Stream:
    """The windows of one version in one environment, one cell each, in order of time.

    What it remembers can be thrown away at any time: it follows from the cells in the lake.
    """

    __slots__ = (
        "_clients",
        "_deployed",
        "_done",
        "_judge",
        "_judging",
        "_model",
        "_profiles",
        "_replaced_at",
        "_schema",
        "_score_digests",
        "_scores",
        "_store",
    )

    def __init__(self, store: Store, model: str, deployed: Deployed, judging: Judging) -> None:
        self._store = store
        self._model = model
        self._deployed = deployed
        self._judging = judging
        self._replaced_at: datetime | None = None
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
        self._score_digests: list[bytes] = []
        self._schema: History = []
        self._clients: tuple[ServingClient, ...] = ()

    @property
    def windows(self) -> list[Window]:
        """Return the windows judged so far."""
        return [done.window for done in self._done]

    def read(
        self,
        until: datetime,
        *,
        live: bool,
        labels_since: datetime | None,
        replaced_at: datetime | None = None,
    ) -> int:
        """Judge complete windows up to *until*; return the first one that may be new or changed.

        Args:
            until: Only windows that end by then are complete.
            live: Rows are still expected: a window without any counts too.
            labels_since: The earliest prediction whose label changed since the last call.
            replaced_at: Since when another version answers instead: rows are expected until
                then. A window that it cuts short is not complete, and none comes after it.
        """
        self._replace(replaced_at)
        known = len(self._done)
        self._read_windows(until, live=live)
        changed = self._at_or_before(labels_since, known)
        self._read_scores(changed)
        self._schema = schema_history(self._store, self._model, self._deployed)
        self._clients = self._serving_clients()
        return changed

    def fingerprint(self, at: int, reads: str) -> str:
        """Return what window *at* is made of, as far as monitors that read *reads* see it.

        Monitors of labels look at the windows before it too.
        """
        digest = blake2b(self._judging.baseline.id.encode(), digest_size=12)
        if reads == "rows":
            for part in self._rows_at(at):
                digest.update(part.tobytes())
        else:
            digest.update(b"".join(self._score_digests[max(0, at - RECENT + 1) : at + 1]))
        return digest.hexdigest()

    def _rows_at(self, at: int) -> Iterator[npt.NDArray[Any]]:
        done, profiles = self._done[at], self._known()
        yield np.array([profiles.rows[at], profiles.duplicates[at], done.rejected, done.rescued])
        yield np.array([done.whole])
        for cells in profiles.columns.values():
            yield np.array([cells.nulls[at], cells.invalid[at], cells.below[at], cells.above[at]])
            yield np.array([cells.unseen[at], cells.zero[at], cells.integers[at]])
            yield cells.bins[at]

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

    def _replace(self, at: datetime | None) -> None:
        """Note when the version was replaced; forget windows that are judged otherwise then."""
        changed = [moment for moment in {at, self._replaced_at} if moment is not None]
        if at != self._replaced_at and self._done and self._done[-1].window.end > min(changed):
            self.forget()
        self._replaced_at = at

    def _read_windows(self, until: datetime, *, live: bool) -> None:
        """Read the cells from the last judged window on; it serves the jump into the next."""
        last = self._done[-1] if self._done else None
        if last is not None and self._judging.every.containing(last.window.end).end > until:
            return
        hours = Hours(last.window.start if last else None, until)
        heard = read_heard(self._store, self._model, self._deployed, hours)
        windows = self._new_windows(heard, until, live=live) if heard else []
        if heard is None or not windows:
            return
        cells = heard.answered
        whole = [self._replaced_at is None or w.end <= self._replaced_at for w in windows]
        if last is None:
            # The clock has passed them: only the first can have begun before the stream did.
            deployed = self._deployed.version.deployed_at
            whole[0] &= deployed <= windows[0].start or complete(cells, windows)[0]
        judged = self._judge.decide(cells, windows, whole)
        profiles = by_window(cells, windows)
        rejected = by_window(heard.rejected, windows).rows.tolist()
        rescued = by_window(heard.rescued, windows).rows.tolist()
        self._profiles = (
            ProfileCells.concat([self._profiles, profiles]) if self._profiles else profiles
        )
        self._done.extend(
            _Judged(
                window=window,
                whole=whole[i],
                judged=judged[i],
                rejected=rejected[i],
                rescued=rescued[i],
                last_row_at=heard.last_before_end(window) or (last.last_row_at if last else None),
            )
            for i, window in enumerate(windows)
        )

    def _new_windows(self, heard: Heard, until: datetime, *, live: bool) -> list[Window]:
        every, replaced = self._judging.every, self._replaced_at
        if self._done:
            first = self._done[-1].window.end
        elif heard.hours.size:
            first = utc(heard.hours[0])
        else:
            return []
        last = heard.last or first - _MOMENT
        end = until
        if replaced is not None:
            end = every.containing(replaced - _MOMENT).end
        elif not live:
            end = every.containing(last).end
        found = [w for w in every.between(first, min(end, until)) if w.end <= until]
        # One that is cut short, and has no row, tells nothing.
        return [w for w in found if replaced is None or w.end <= replaced or w.start <= last]

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
        self._score_digests[changed:] = (_score_digest(new, at) for at in range(len(new)))

    def _facts(self, done: _Judged) -> WindowFacts:
        return WindowFacts(
            columns=columns_at(self._schema, done.window.end - _MOMENT),
            rejected=done.rejected,
            rescued=done.rescued,
            served_with={
                client.id: client.packages
                for client in self._clients
                if client.first_seen <= done.window.end and client.last_seen >= done.window.start
            },
        )

    def _serving_clients(self) -> tuple[ServingClient, ...]:
        """Return the processes that said with which packages they serve this version."""
        version = self._deployed.version
        mine = (version.version, str(version.environment))
        heard = self._store.catalog.clients.of(self._model)
        return tuple(c for c in heard if c.packages and (c.version, c.environment) == mine)


def _score_digest(cells: ScoreCells, at: int) -> bytes:
    digest = blake2b(digest_size=12)
    for part in (cells.rows, cells.labelled, cells.by_label, cells.confusion):
        digest.update(np.ascontiguousarray(part[at]).tobytes())
    # Sums depend, in their last digits, on the order in which hours are added.
    digest.update(" ".join(f"{value:.9g}" for value in np.ravel(cells.sums[at])).encode())
    return digest.digest()
