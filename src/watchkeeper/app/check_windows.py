"""Check rows window by window: each against what the stream itself used to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.check_rows import check_rows
from watchkeeper.app.checked import Checked, columns_of, usual_metrics
from watchkeeper.app.judge import (
    Judging,
    WindowFacts,
    WindowJudge,
    reference_windows,
    run_monitors,
    scores_by_window,
)
from watchkeeper.app.scored import baseline_cells, score_cells
from watchkeeper.engine import scan
from watchkeeper.errors import unknown_name
from watchkeeper.model import Every, Finding, Window
from watchkeeper.monitors import MONITORS
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.frame import FilteredFrame, Frame
from watchkeeper.profile.timestamps import utc_hours, utc_microseconds
from watchkeeper.profile.windows import by_window, moments, utc, windows_of
from watchkeeper.quality.decision import complete, layout, settings_for

# What only a stream in a workspace has: a deployment, and rejected rows.
_OF_STREAMS = ("rejected", "staleness")
_MONITORS = tuple(monitor for monitor in MONITORS if monitor.name not in _OF_STREAMS)


def check_windows(
    frame: Frame,
    baseline: Baseline,
    timestamp: str,
    every: Every,
    tz: str | None,
    false_alarms_per_week: float,
) -> Checked:
    """Check the rows of *frame* by the windows of *every*, in order of *timestamp*.

    *tz* is the zone of times without one; None: UTC, and the notices say so.
    Where no row has a time there is no window: the answer to everything is then ``unknown``.

    Raises:
        ConfigError: there is no column *timestamp*.
    """
    if timestamp not in frame.names:
        raise unknown_name("column", timestamp, frame.names, where="timestamp")
    microseconds, valid, notice = utc_microseconds(frame, timestamp, tz)
    if not valid.any():
        nothing = check_rows(FilteredFrame(frame, valid), baseline, tz)
        return replace(nothing, notices=(*nothing.notices, *_lost(valid.size, timestamp)))
    cells = scan(frame, baseline.columns, hours=utc_hours(microseconds, valid))
    windows = windows_of(cells, every)
    scored = score_cells(frame, baseline, timestamp=timestamp, tz=tz)
    reference = reference_windows(baseline_cells(baseline), every)
    scores = scores_by_window(scored, windows) if scored is not None else None
    settings = settings_for(
        every,
        series=len(layout(baseline).keys),
        false_alarms_per_week=false_alarms_per_week,
    )
    judging = Judging(baseline=baseline, every=every, settings=settings)
    judge = WindowJudge(judging, reference)
    facts = WindowFacts(columns=columns_of(frame, baseline.roles))
    notices = (*baseline.notices, *([notice] if notice else []))
    return Checked(
        baseline=baseline,
        profile=cells.total(),
        findings=tuple(_findings(judge, cells, windows, scores, facts)),
        metrics=usual_metrics(scores, windows),
        reference_metrics=usual_metrics(reference.total() if reference is not None else None),
        notices=(*dict.fromkeys(notices), *_lost(cells.null_timestamps, timestamp)),
        timezone=every.timezone,
    )


def _lost(rows: int, timestamp: str) -> tuple[str, ...]:
    return (f"{rows:,} rows have no time in {timestamp!r} and are in no window",) if rows else ()


def _findings(
    judge: WindowJudge,
    cells: ProfileCells,
    windows: Sequence[Window],
    scores: ScoreCells | None,
    facts: WindowFacts,
) -> Iterator[Finding]:
    judged = judge.decide(cells, windows, complete(cells, windows))
    profiles = by_window(cells, windows)
    for at, window in enumerate(windows):
        before = np.searchsorted(cells.start, moments([window.end]))[0]
        last = utc(cells.start[before - 1]) if before else None
        observed = judge.observe(
            judged[at], profiles, scores, at, window, facts, now=window.end, last_row_at=last
        )
        yield from run_monitors(observed, {}, _MONITORS)
