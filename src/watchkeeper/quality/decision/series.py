"""The numbers that are judged, as arrays over windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchkeeper.quality.decision.rules import RULES, MeasureName, Rule

Floats = npt.NDArray[np.float64]
_RULE: dict[str, Rule] = {rule.measure: rule for rule in RULES}


class SeriesKey(NamedTuple):
    """One measure of one column; the stream's own measures have the column ``""``."""

    column: str
    measure: MeasureName

    @property
    def rule(self) -> Rule:
        """Return how this series is judged."""
        return _RULE[self.measure]


@dataclass(frozen=True, slots=True)
class WindowSeries:
    """What T windows gave for S series.

    ``value`` (T, S) is the measure, NaN where it does not exist (shape has no value of its
    own: it is a distance between windows). ``rows`` (T, S) counts the rows behind it,
    ``variance`` (T, S) is the variance of those rows in squared reference s.d. (mean only,
    else 0). ``shape`` (T, C, K) holds the counts of the C shape series, in the order in which
    they stand in ``keys``; ``groups`` (C,) says how many of the K are in use.
    """

    keys: tuple[SeriesKey, ...]
    value: Floats
    rows: Floats
    variance: Floats
    shape: Floats
    groups: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Return T."""
        return int(self.value.shape[0])

    def window(self, index: int) -> WindowSeries:
        """Return one window as a stack of one."""
        one = slice(index, index + 1)
        return WindowSeries(
            self.keys,
            self.value[one],
            self.rows[one],
            self.variance[one],
            self.shape[one],
            self.groups,
        )
