"""One stream through the product's own road: baseline, hourly cells, series, own history."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from day_stream import DayStream

from watchkeeper.model import Every, Window
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.frame import open_frame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.profile.windows import windows_of
from watchkeeper.quality.decision import (
    DecisionSettings,
    Judged,
    OwnHistory,
    SeriesKey,
    SeriesLayout,
    WindowSeries,
    complete,
    extract,
    layout,
    settings_for,
    start_history,
)
from watchkeeper.quality.faults import Values

WARNING, CRITICAL = 2, 3
Times = npt.NDArray[np.datetime64]
_HOUR_US = 3_600_000_000


class Alarm(NamedTuple):
    """A series that was found on one window."""

    day: date
    column: str
    measure: str
    level: int

    @property
    def place(self) -> str:
        """Return the column, or the stream's own measure."""
        return self.column or self.measure


@dataclass(frozen=True, slots=True)
class Judge:
    """A reference and all that judging a stream against it needs."""

    baseline: Baseline
    layout: SeriesLayout
    every: Every
    settings: DecisionSettings

    @classmethod
    def fit(
        cls,
        reference: DayStream,
        *,
        every: str = "1d",
        positive: str | None = None,
        false_alarms_per_week: float = 1.0,
    ) -> Judge:
        """Learn from *reference*; its columns ``score`` and ``prediction`` are the model's."""
        known = reference.columns
        baseline = Baseline.fit(
            {**known, "when": reference.when},
            task=None if positive is None else "binary",
            score="score" if "score" in known else None,
            prediction="prediction" if "prediction" in known else None,
            positive=positive,
            timestamp="when",
            tz="UTC",
        )
        shape = layout(baseline)
        grid = Every.parse(every, timezone=reference.timezone)
        settings = settings_for(
            grid, series=len(shape.keys), false_alarms_per_week=false_alarms_per_week
        )
        return cls(baseline, shape, grid, settings)

    def start(self) -> OwnHistory:
        """Return what is known before the first window."""
        return start_history(self.baseline, self.layout, self.every, self.settings)

    def cells(self, columns: Mapping[str, Values], when: Times) -> ProfileCells:
        """Count rows by hour; columns that are not given are not counted."""
        hours = when.astype("datetime64[us]").astype(np.int64) // _HOUR_US
        return profile_rows(open_frame(dict(columns)), self.baseline.columns, hours=hours)

    def replay(self, stream: DayStream, *, keep: Collection[int] = ()) -> Replay:
        """Judge all windows of *stream* in order.

        *keep* are numbers of windows before which to take a copy of what is known.
        """
        cells = self.cells(stream.columns, stream.when)
        windows = windows_of(cells, self.every)
        series = extract(cells, windows, self.layout, complete=complete(cells, windows))
        history = self.start()
        judged, before = [], {}
        for i in range(len(windows)):
            if i in keep:
                before[i] = history.copy()
            judged.append(history.judge(series.window(i)))
        days = tuple(w.start.astimezone(ZoneInfo(self.every.timezone)).date() for w in windows)
        return Replay(self.layout.keys, days, tuple(windows), cells, series, tuple(judged), before)


@dataclass(frozen=True, slots=True)
class Replay:
    """What a stream of T windows and S series gave; ``days`` are where windows begin."""

    keys: tuple[SeriesKey, ...]
    days: tuple[date, ...]
    windows: tuple[Window, ...]
    cells: ProfileCells
    series: WindowSeries
    judged: tuple[Judged, ...]
    before: Mapping[int, OwnHistory]

    @property
    def weeks(self) -> float:
        """Return the length of the stream in weeks."""
        length = self.windows[-1].end - self.windows[0].start
        return length.total_seconds() / (7 * 86_400)

    @property
    def levels(self) -> npt.NDArray[np.int64]:
        """Return the levels, shape (T, S)."""
        return np.array([judged.level for judged in self.judged])

    def alarms(self) -> Iterator[Alarm]:
        """Yield every series found on every window."""
        levels = self.levels
        for t, s in zip(*np.nonzero(levels >= WARNING), strict=True):
            column, measure = self.keys[s]
            yield Alarm(self.days[t], column, measure, int(levels[t, s]))
