"""Integer share and constancy: judged by whether the past ever looked like this."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.quality.decision.kinds import Kinds
from watchkeeper.quality.decision.memory import Memory
from watchkeeper.quality.decision.settings import DecisionSettings

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_WHOLE = 0.995
_NOT_WHOLE = 0.98


@dataclass(frozen=True, slots=True)
class OwnValues:
    """Per series (S,): ``unheard_of`` is set where no window in memory was like this one."""

    unheard_of: Bools
    usual: Floats
    windows: Ints


def look_up(memory: Memory, value: Floats, kinds: Kinds, settings: DecisionSettings) -> OwnValues:
    """Compare plain values (S,) with those in memory.

    Decimals that became whole numbers (precision lost), whole numbers that became decimals,
    and a column that never was constant and now is.
    """
    known = np.isfinite(memory.seen)
    windows = known.sum(1)
    lowest = np.where(known, memory.seen, np.inf).min(1)
    highest = np.where(known, memory.seen, -np.inf).max(1)
    usual = np.where(known, memory.seen, 0.0).sum(1) / np.maximum(windows, 1)
    now_whole = (value >= _WHOLE) & (highest < _NOT_WHOLE)
    no_longer = (value < _NOT_WHOLE) & (lowest > _WHOLE)
    stuck = (value == 1.0) & (highest == 0.0) & (windows >= settings.sure_at)
    unheard_of = np.where(kinds.constant, stuck, now_whole | no_longer)
    return OwnValues(kinds.plain & unheard_of & (windows > 0), usual, windows)
