"""Profile a frame: the next piece is read in a thread while the kernel counts this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.frame import Frame, TableFrame
from watchkeeper.profile.kernel import profile_rows

Ints = npt.NDArray[np.int64]


def scan(
    frame: Frame, columns: Sequence[ColumnBaseline], *, hours: Ints | None = None
) -> ProfileCells:
    """Count the rows of *frame* exactly as `profile_rows` does.

    A frame that is read piece by piece is never held as a whole: at most the piece in work and
    the next one are in memory.

    Args:
        frame: The rows.
        columns: What to count.
        hours: Shape (n,), each row's hour, as `profile_rows` takes them.
    """
    # More threads do not help the counting itself: its steps on one cached block are so short
    # that two of them spend the gain on handing the interpreter to each other.
    ahead = frame if isinstance(frame, TableFrame) else ReadAhead(frame)
    return profile_rows(ahead, columns, hours=hours)


class ReadAhead:
    """A frame whose next piece is read while the last one is in use."""

    __slots__ = ("_frame",)

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    @property
    def names(self) -> list[str]:
        """Return the column names, in order."""
        return self._frame.names

    @property
    def schema(self) -> pa.Schema:
        """Return names and types."""
        return self._frame.schema

    @property
    def num_rows(self) -> int:
        """Return the number of rows."""
        return self._frame.num_rows

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column."""
        return self._frame.column(name)

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of *columns* in pieces, one ahead."""
        pieces = self._frame.batches(columns)
        with ThreadPoolExecutor(1) as pool:
            coming: Future[pa.RecordBatch | None] = pool.submit(next, pieces, None)
            while (piece := coming.result()) is not None:
                coming = pool.submit(next, pieces, None)
                yield piece
