"""Check rows against a reference, at once and without a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from watchkeeper.app.baseline import Baseline
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
from watchkeeper.errors import ConfigError, DataError
from watchkeeper.model import Every, Finding, MetricValue, Roles, Window
from watchkeeper.monitors import Observed, Scored
from watchkeeper.monitors.performance import DEFAULT_METRICS
from watchkeeper.performance.metrics import evaluate
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.frame import FilteredFrame, Frame, open_frame
from watchkeeper.profile.kinds import type_name
from watchkeeper.profile.timestamps import utc_hours, utc_microseconds
from watchkeeper.profile.windows import by_window, moments, utc, windows_of
from watchkeeper.quality.decision import complete, judge_frames, layout, settings_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check saw and found.

    ``profile`` holds all current rows in one cell, ``metrics`` the realised metrics of each
    window (or of all rows), ``reference_metrics`` those of the reference.
    """

    baseline: Baseline
    profile: ProfileCells
    findings: tuple[Finding, ...]
    metrics: tuple[MetricValue, ...]
    reference_metrics: tuple[MetricValue, ...]
    notices: tuple[str, ...]
    timezone: str


def check_frames(
    current: Any,
    reference: Any,
    roles: Roles | None,
    *,
    split: str | datetime | None = None,
    every: str | int | None = None,
    tz: str | None = None,
    false_alarms_per_week: float = 1.0,
) -> Checked:
    """Compare *current* with *reference*; `watchkeeper.check` explains the arguments."""
    frame, baseline = _sides(current, reference, roles, split, tz)
    if every is not None and baseline.roles.timestamp is None and not isinstance(every, int):
        raise ConfigError(f"every={every!r} needs the column of times", hint="give timestamp=")
    if isinstance(every, str):
        grid = Every.parse(every, timezone=tz or "UTC")
        return _by_time(frame, baseline, grid, tz, false_alarms_per_week)
    parts = [frame] if every is None else list(_chunks(frame, every))
    checked = [_at_once(part, baseline, tz) for part in parts]
    return Checked(
        baseline=baseline,
        profile=ProfileCells.concat([c.profile for c in checked]).total(),
        findings=tuple(f for c in checked for f in c.findings),
        metrics=tuple(m for c in checked for m in c.metrics),
        reference_metrics=checked[0].reference_metrics,
        notices=tuple(dict.fromkeys(n for c in checked for n in c.notices)),
        timezone=tz or "UTC",
    )


def _sides(
    current: Any, reference: Any, roles: Roles | None, split: str | datetime | None, tz: str | None
) -> tuple[Frame, Baseline]:
    if isinstance(reference, Baseline):
        if roles is not None or split is not None:
            raise ConfigError(
                "the baseline already says which column plays which part",
                hint="give roles to Baseline.fit(), not beside a baseline",
            )
        return open_frame(current, index_as=_index(reference.roles)), reference
    roles = roles or Roles()
    frame = open_frame(current, index_as=_index(roles))
    if split is not None:
        if reference is not None:
            raise ConfigError("split= cuts one frame in two: leave out the reference")
        before, frame = _split(frame, roles, split, tz)
        return frame, Baseline.from_frame(before, roles, tz=tz)
    if reference is None:
        raise ConfigError(
            "nothing to compare with", hint='give a reference, or split="2024-06-01" and timestamp='
        )
    then = open_frame(reference, index_as=_index(roles))
    return frame, Baseline.from_frame(then, roles, tz=tz)


def _index(roles: Roles) -> str | None:
    return "index" if roles.id == "index" else None


def _split(
    frame: Frame, roles: Roles, split: str | datetime, tz: str | None
) -> tuple[Frame, Frame]:
    if roles.timestamp is None:
        raise ConfigError(f"split={split!r} needs the column of times", hint="give timestamp=")
    at = moments([_moment(split, tz)])[0]
    microseconds, valid, _ = utc_microseconds(frame, roles.timestamp, tz)
    before = microseconds < at.astype(np.int64)
    if not (before & valid).any():
        raise DataError(f"split={split!r}: no row comes before it, so there is no reference")
    return FilteredFrame(frame, before & valid), FilteredFrame(frame, ~before & valid)


def _moment(when: str | datetime, tz: str | None) -> datetime:
    try:
        at = when if isinstance(when, datetime) else datetime.fromisoformat(when)
    except ValueError as error:
        raise ConfigError(
            f"split={when!r} is not a time", hint='write it like "2024-06-01" or "2024-06-01T12:00"'
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(tz or "UTC"))


def _chunks(frame: Frame, rows: int) -> Iterator[Frame]:
    if rows < 1:
        raise ConfigError(f"every={rows} rows makes no window", hint="give a positive number")
    # A rest of less than half a chunk joins the one before: a stub would be judged on its own.
    count = max(1, (frame.num_rows + rows // 2) // rows)
    at = np.arange(frame.num_rows)
    for i in range(count):
        last = frame.num_rows if i == count - 1 else (i + 1) * rows
        yield FilteredFrame(frame, (at >= i * rows) & (at < last))


def _at_once(frame: Frame, baseline: Baseline, tz: str | None) -> Checked:
    """Check all rows of *frame* as one window: rows taken as independent."""
    profile = scan(frame, baseline.columns)
    cells = score_cells(frame, baseline, timestamp=None, tz=tz)
    reference = reference_windows(baseline_cells(baseline), Every("day", tz or "UTC"))
    total = cells.total() if cells is not None else None
    window, notices = _stretch(frame, baseline, tz)
    observed = Observed(
        baseline=baseline,
        profile=profile,
        judged=judge_frames(baseline.columns, baseline.total, profile),
        window=window,
        scored=Scored(windows=total, reference=reference) if total is not None else None,
        columns=_columns(frame),
    )
    return Checked(
        baseline=baseline,
        profile=profile,
        findings=tuple(run_monitors(observed, {})),
        metrics=_metrics(total, [window] if window else None),
        reference_metrics=_metrics(reference.total() if reference is not None else None, None),
        notices=(*baseline.notices, *notices),
        timezone=tz or "UTC",
    )


def _stretch(
    frame: Frame, baseline: Baseline, tz: str | None
) -> tuple[Window | None, tuple[str, ...]]:
    """Return the time that the rows cover, and what is to be said of their times."""
    timestamp = baseline.roles.timestamp
    if timestamp is None or not frame.num_rows:
        return None, ()
    microseconds, valid, notice = utc_microseconds(frame, timestamp, tz)
    notices = [notice] if notice else []
    lost = int(np.count_nonzero(~valid))
    if lost:
        notices.append(f"{lost:,} rows have no time in {timestamp!r}")
    if not valid.any():
        return None, tuple(notices)
    times = microseconds[valid].astype("datetime64[us]")
    first, last = utc(times.min()), utc(times.max() + np.timedelta64(1, "us"))
    return Window(first, last), tuple(notices)


def _by_time(
    frame: Frame, baseline: Baseline, every: Every, tz: str | None, false_alarms: float
) -> Checked:
    """Check the rows window by window, each against what the stream used to do."""
    timestamp = str(baseline.roles.timestamp)
    microseconds, valid, notice = utc_microseconds(frame, timestamp, tz)
    cells = scan(frame, baseline.columns, hours=utc_hours(microseconds, valid))
    windows = windows_of(cells, every)
    notices = [notice] if notice else []
    if cells.null_timestamps:
        notices.append(f"{cells.null_timestamps:,} rows have no time in {timestamp!r}")
    scored = score_cells(frame, baseline, timestamp=timestamp, tz=tz)
    reference = reference_windows(baseline_cells(baseline), every)
    scores = scores_by_window(scored, windows) if scored is not None and windows else None
    findings = _judge(frame, baseline, every, false_alarms, cells, windows, scores, reference)
    return Checked(
        baseline=baseline,
        profile=cells.total(),
        findings=tuple(findings),
        metrics=_metrics(scores, windows),
        reference_metrics=_metrics(reference.total() if reference is not None else None, None),
        notices=(*baseline.notices, *notices),
        timezone=every.timezone,
    )


def _judge(
    frame: Frame,
    baseline: Baseline,
    every: Every,
    false_alarms: float,
    cells: ProfileCells,
    windows: Sequence[Window],
    scores: ScoreCells | None,
    reference: ScoreCells | None,
) -> Iterator[Finding]:
    if not windows:
        return
    settings = settings_for(
        every, series=len(layout(baseline).keys), false_alarms_per_week=false_alarms
    )
    judge = WindowJudge(Judging(baseline=baseline, every=every, settings=settings), reference)
    whole = complete(cells, windows)
    judged = judge.decide(cells, windows, whole)
    profiles = by_window(cells, windows)
    facts = WindowFacts(columns=_columns(frame))
    for at, window in enumerate(windows):
        before = np.searchsorted(cells.start, moments([window.end]))[0]
        last = utc(cells.start[before - 1]) if before else None
        observed = judge.observe(
            judged[at], profiles, scores, at, window, facts, now=window.end, last_row_at=last
        )
        yield from run_monitors(observed, {})


def _columns(frame: Frame) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, type_name(field.type)) for field in frame.schema)


def _metrics(cells: ScoreCells | None, windows: Sequence[Window] | None) -> tuple[MetricValue, ...]:
    if cells is None:
        return ()
    return tuple(evaluate(cells, DEFAULT_METRICS[cells.task], windows=windows))
