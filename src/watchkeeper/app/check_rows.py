"""Check rows that are taken as independent: all at once, or so many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.checked import Checked, columns_of, usual_metrics
from watchkeeper.app.judge import reference_windows, run_monitors
from watchkeeper.app.scored import baseline_cells, score_cells
from watchkeeper.engine import scan
from watchkeeper.errors import ConfigError, closest
from watchkeeper.model import Every, Window
from watchkeeper.monitors import MONITORS, Observed, Scored
from watchkeeper.monitors.observed import Stream
from watchkeeper.profile.frame import Frame, TableFrame
from watchkeeper.profile.timestamps import utc_microseconds
from watchkeeper.profile.windows import utc
from watchkeeper.quality.decision import judge_frames

# What only a stream in a workspace has: a deployment, rejected rows, a silence at its end.
_OF_STREAMS = ("activity", "rejected", "staleness")
_MONITORS = tuple(monitor for monitor in MONITORS if monitor.name not in _OF_STREAMS)


def check_rows(
    frame: Frame, baseline: Baseline, tz: str | None, *, rows: str | None = None
) -> Checked:
    """Check all rows of *frame* as one window; findings name the *rows* it is about."""
    timezone = tz or "UTC"
    profile = scan(frame, baseline.columns)
    cells = score_cells(frame, baseline, timestamp=None, tz=tz)
    reference = reference_windows(baseline_cells(baseline), Every("day", timezone))
    window, notices = _stretch(frame, baseline, tz)
    observed = Observed(
        baseline=baseline,
        profile=profile,
        judged=judge_frames(baseline.columns, baseline.total, profile),
        window=window,
        scored=Scored(windows=cells, reference=reference) if cells is not None else None,
        columns=columns_of(frame, baseline.roles),
        stream=Stream(segment=rows),
    )
    return Checked(
        baseline=baseline,
        profile=profile,
        findings=tuple(run_monitors(observed, {}, _MONITORS)),
        metrics=usual_metrics(cells, [window] if window else None),
        reference_metrics=usual_metrics(reference.total() if reference is not None else None),
        notices=tuple(dict.fromkeys((*baseline.notices, *notices))),
        timezone=timezone,
    )


def check_so_many(frame: Frame, baseline: Baseline, rows: int, tz: str | None) -> Sequence[Checked]:
    """Check every *rows* rows of *frame* on their own, in the order in which they come.

    A rest of less than half as many joins those before it: it would hardly be judged alone.

    Raises:
        ConfigError: *rows* is not a positive whole number.
    """
    if not isinstance(rows, int) or isinstance(rows, bool) or rows < 1:
        raise ConfigError(
            f"every={rows!r} makes no windows", hint='"1h", "1d", "1w", or a number of rows'
        )
    count = max(1, (frame.num_rows + rows // 2) // rows)
    ends = [*(rows * i for i in range(1, count)), frame.num_rows]
    found = []
    for start, part in _pieces(frame, ends):
        named = f"rows {start + 1}-{start + part.num_rows}" if part.num_rows else None
        found.append(check_rows(part, baseline, tz, rows=named))
    return found


def _pieces(frame: Frame, ends: Sequence[int]) -> Iterator[tuple[int, Frame]]:
    """Yield where each piece begins, and its rows; only what is in work is held."""
    held: list[pa.RecordBatch] = []
    batches = frame.batches(frame.names)
    start = have = 0
    for end in ends:
        while start + have < end:
            held.append(next(batches))
            have += len(held[-1])
        table = pa.Table.from_batches(held) if held else frame.schema.empty_table()
        yield start, TableFrame(table.slice(0, end - start))
        rest = table.slice(end - start)
        held, have, start = rest.to_batches(), rest.num_rows, end


def _stretch(
    frame: Frame, baseline: Baseline, tz: str | None
) -> tuple[Window | None, tuple[str, ...]]:
    """Return the time that the rows cover, and what is to be said of their times."""
    timestamp = baseline.roles.timestamp
    if timestamp is None:
        return None, ()
    if timestamp not in frame.names:
        why = f"column {timestamp!r} is not there, so nothing is known of times"
        return None, (f"{why} ({closest(timestamp, frame.names)})",)
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
