"""The profile kernel: rows in, mergeable counts per column and hour out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from watchkeeper.errors import DataError
from watchkeeper.profile.cells import NO_TIME, ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.count_column import Grouping, count_column, grouping
from watchkeeper.profile.duplicates import Hashes, duplicates, start_hashes
from watchkeeper.profile.frame import Frame
from watchkeeper.profile.running import RunningCells
from watchkeeper.profile.runs import Ints

NO_HOUR = np.iinfo(np.int64).min
_US_PER_HOUR = 3_600_000_000

# A lookup table over this many hours (11,000 years) is still cheaper than sorting the rows.
_LARGEST_TABLE = 100_000_000


def profile_rows(
    frame: Frame, columns: Sequence[ColumnBaseline], *, hours: Ints | None = None
) -> ProfileCells:
    """Count the rows of *frame* against the bins of *columns*.

    Args:
        frame: The rows, read batch by batch; a Parquet file is never held as a whole.
        columns: What to count; a column that *frame* lacks gets no entry in the result.
        hours: Shape (n,), each row's hour since 1970 in UTC (`utc_hours` makes them), and
            `NO_HOUR` for a row without a time: such rows are counted in ``null_timestamps``
            and are in no cell. None: all rows go into one cell without a time.

    Returns:
        One cell per hour that has rows, in order of time. Without *hours* always one cell.

    Raises:
        DataError: *hours* has another length than *frame*.
    """
    groups, start, lost = _cells_of(frame, hours)
    known = frozenset(frame.names)
    present = [column for column in columns if column.name in known]
    running = [RunningCells(start.size, column.bins) for column in present]
    hashes = start_hashes(frame.num_rows)
    at = 0
    for batch in frame.batches([column.name for column in present]):
        _count_batch(batch, present, running, groups[at : at + len(batch)], hashes[at:])
        at += len(batch)
    named = groups >= 0
    hashed = any(column.role == "feature" for column in present)
    return ProfileCells(
        start,
        np.bincount(groups[named], minlength=start.size).astype(np.int64),
        duplicates(hashes[named], groups[named], start.size)
        if hashed
        else np.zeros(start.size, dtype=np.int64),
        {column.name: cells.done() for column, cells in zip(present, running, strict=True)},
        lost,
    )


def _cells_of(
    frame: Frame, hours: Ints | None
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.datetime64], int]:
    if hours is None:
        return np.zeros(frame.num_rows, dtype=np.intp), np.array([NO_TIME]), 0
    if len(hours) != frame.num_rows:
        raise DataError(f"hours has {len(hours)} values for {frame.num_rows} rows")
    named = hours != NO_HOUR
    groups = np.full(hours.size, -1, dtype=np.intp)
    distinct, groups[named] = _distinct(hours[named])
    start = (distinct * _US_PER_HOUR).astype("datetime64[us]")
    return groups, start, int(hours.size - np.count_nonzero(named))


def _distinct(hours: Ints) -> tuple[Ints, npt.NDArray[np.intp]]:
    if not hours.size:
        return hours, np.zeros(0, dtype=np.intp)
    first, last = int(hours.min()), int(hours.max())
    if last - first > min(_LARGEST_TABLE, 4 * hours.size + 100_000):
        distinct, groups = np.unique(hours, return_inverse=True)
        return distinct, groups
    seen = np.zeros(last - first + 1, dtype=np.bool_)
    seen[hours - first] = True
    place = np.cumsum(seen) - 1
    return np.flatnonzero(seen) + first, place[hours - first]


def _count_batch(
    batch: pa.RecordBatch,
    columns: Sequence[ColumnBaseline],
    running: Sequence[RunningCells],
    groups: npt.NDArray[np.intp],
    hashes: Hashes,
) -> None:
    in_cells = groups >= 0
    hashes = hashes[: groups.size]
    if not in_cells.any():
        return
    if not in_cells.all():
        keep = np.flatnonzero(in_cells)
        kept = hashes[keep]
        _count_batch(batch.take(pa.array(keep)), columns, running, groups[keep], kept)
        hashes[keep] = kept
        return
    first = int(groups.min())
    rows: Grouping = grouping(groups - first, int(groups.max()) - first + 1)
    for i, (column, cells) in enumerate(zip(columns, running, strict=True)):
        of_row = hashes if column.role == "feature" else None
        cells.add(first, count_column(batch.column(i), column.bins, rows, of_row))
