"""Windows in, findings out: the one place where profiles, decisions and monitors meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from watchkeeper.app.limits import Limits
from watchkeeper.model import Every, Finding, Level, Window
from watchkeeper.monitors import MONITORS, Monitor, MonitorConfig, Observed, Scored
from watchkeeper.monitors.observed import Stream
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.windows import HOUR, moments, utc
from watchkeeper.quality.decision import (
    DecisionSettings,
    Judged,
    OwnHistory,
    SeriesKey,
    extract,
    layout,
    start_history,
)

RECENT = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFacts:
    """What is known of one window beside its profile and scores."""

    columns: tuple[tuple[str, str], ...] | None = None
    rejected: int = 0
    rescued: int = 0
    served_with: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """How the windows of one stream are judged."""

    baseline: Baseline
    every: Every
    settings: DecisionSettings
    monitors: Mapping[str, MonitorConfig] = field(default_factory=dict)
    stream: Stream = field(default_factory=Stream)
    sources: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    deployed_at: datetime | None = None
    trained_until: datetime | None = None
    trained_with: Mapping[str, str] = field(default_factory=dict)


class WindowJudge:
    """Judges the windows of one stream in order; remembers what the decision needs."""

    __slots__ = ("_history", "_judging", "_layout", "_reference")

    def __init__(self, judging: Judging, reference: ScoreCells | None) -> None:
        self._judging = judging
        self._layout = layout(judging.baseline)
        self._history: OwnHistory = start_history(
            judging.baseline, self._layout, judging.every, judging.settings
        )
        self._reference = reference

    def decide(
        self, cells: ProfileCells, windows: Sequence[Window], complete: Sequence[bool]
    ) -> list[Judged]:
        """Judge the series of *windows*, the next ones in order.

        *cells* are hourly and in order; those of the window before serve the jump into the
        first one.
        """
        series = extract(cells, windows, self._layout, complete=complete)
        return [
            self._history.judge(
                series.window(i), self._limits.of_series(self._keys, self._day(window))
            )
            for i, window in enumerate(windows)
        ]

    def observe(
        self,
        judged: Judged,
        profiles: ProfileCells,
        scores: ScoreCells | None,
        at: int,
        window: Window,
        facts: WindowFacts,
        *,
        now: datetime,
        last_row_at: datetime | None,
    ) -> Observed:
        """Return what monitors may see of window *at* of *profiles* (one cell a window)."""
        judging = self._judging
        return Observed(
            baseline=judging.baseline,
            profile=profiles.select(np.array([at])),
            judged=judged,
            recent=profiles.select(np.arange(max(0, at - RECENT), at)),
            now=now,
            window=window,
            settings=judging.settings,
            scored=self.scored(scores, at),
            columns=facts.columns,
            rejected=facts.rejected,
            rescued=facts.rescued,
            last_row_at=last_row_at,
            deployed_at=judging.deployed_at,
            trained_until=judging.trained_until,
            trained_with=judging.trained_with,
            served_with=facts.served_with,
            sources=judging.sources,
            limits=self._limits.by_name(self._keys, self._day(window)),
            stream=judging.stream,
        )

    @property
    def _limits(self) -> Limits:
        return self._judging.limits

    def _day(self, window: Window) -> date:
        return window.start.astimezone(ZoneInfo(self._judging.every.timezone)).date()

    @property
    def _keys(self) -> tuple[SeriesKey, ...]:
        return self._layout.keys

    def scored(self, scores: ScoreCells | None, at: int) -> Scored | None:
        """Return the labels of the (up to 28) windows that end with window *at*."""
        if scores is None:
            return None
        recent = scores.select(np.arange(max(0, at - RECENT + 1), at + 1))
        return Scored(windows=recent, reference=self._reference)


def run_monitors(
    observed: Observed,
    configs: Mapping[str, MonitorConfig],
    monitors: Sequence[Monitor] = MONITORS,
) -> Iterator[Finding]:
    """Ask every enabled monitor; one that fails is ``unknown`` and stops no other."""
    for monitor in monitors:
        config = configs.get(monitor.name) or monitor.config()
        if not config.enabled:
            continue
        try:
            yield from monitor.check(observed, config)
        # A monitor can be anybody's code; whatever it raises, the others are asked.
        except Exception as error:
            yield observed.finding(
                monitor=monitor.name,
                subject="stream",
                subject_kind="model",
                level=Level.UNKNOWN,
                reason=f"the monitor failed: {type(error).__name__}: {error}",
            )


def scores_by_window(cells: ScoreCells, windows: Sequence[Window]) -> ScoreCells:
    """Return one cell per window from hourly *cells*, in any order; outside ones are dropped."""
    edges = moments([*(w.start for w in windows), windows[-1].end])
    at = np.searchsorted(edges, cells.start, side="right") - 1
    inside = (at >= 0) & (at < len(windows))
    return cells.select(inside).group(at[inside], len(windows))


def reference_windows(cells: ScoreCells | None, every: Every) -> ScoreCells | None:
    """Return the reference's labels by window of the same grid (one cell without times)."""
    if cells is None or not len(cells) or np.isnat(cells.start).any():
        return cells
    first, last = (utc(at) for at in (cells.start.min(), cells.start.max()))
    return scores_by_window(cells, list(every.between(first, last + HOUR)))
