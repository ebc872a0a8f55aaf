"""The answer for one window, as arrays over its series."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from watchkeeper.quality.decision.series import SeriesKey

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class Why(IntEnum):
    """Why a series was not judged, or by which rule it alarmed."""

    WITHIN = 0
    FEW_ROWS = 1
    LITTLE_HISTORY = 2
    NO_VALUE = 3
    AFTER_INCIDENT = 4
    SINGLE = 5
    PAIR = 6
    GROSS = 7
    UNHEARD_OF = 8
    RISING = 9
    ALL = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """Per series (S,).

    ``level`` is the rank of `watchkeeper.model.Level` (0 ok, 1 unknown, 2 warning, 3
    critical), ``why`` a `Why`. ``baseline`` 0 is the reference, 1.. the lags, -1 none.
    ``off`` is the difference from ``expected``, ``effect`` its size on the scale of the
    tolerances, ``limit`` what ``off`` had to exceed, ``largest`` the largest one remembered
    in ``windows`` clean windows. ``p_value`` exists for frames without time only (else NaN):
    windows are not judged by tables. ``open_for`` counts the windows of the column's incident,
    this one included; ``accepted`` marks that its level was just taken as the new normal.
    """

    keys: tuple[SeriesKey, ...]
    level: Ints
    why: Ints
    baseline: Ints
    value: Floats
    expected: Floats
    off: Floats
    effect: Floats
    limit: Floats
    largest: Floats
    windows: Ints
    rows: Floats
    p_value: Floats
    open_for: Ints
    accepted: Bools
