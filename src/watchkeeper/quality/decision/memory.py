"""What a stream remembers: recent windows, the reference, and how far off it used to be."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from watchkeeper.quality.decision.settings import DecisionSettings

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(slots=True)
class Memory:
    """The state of a fold over windows: R recent windows, S series, B baselines, H slots.

    Baseline 0 is the reference, the others are the lags of the settings. This is the one
    mutable object of the procedure; `OwnHistory` owns it and nobody else sees it.
    """

    # the last R windows, newest first
    value: Floats  # (R, S)
    rows: Floats  # (R, S)
    variance: Floats  # (R, S)
    shape: Floats  # (R, C, K)
    usable: Bools  # (R, S)
    # the reference as sums over its windows: everything a mean and its variance need
    ref_windows: Floats  # (S,)
    ref_value: Floats  # (S,)
    ref_rows: Floats  # (S,)
    ref_inverse: Floats  # (S,) sum of 1 / rows
    ref_weighted: Floats  # (S,) sum of value * rows
    ref_variance: Floats  # (S,) sum of variance * rows
    ref_shape: Floats  # (C, K)
    # how far each baseline was off on clean windows; NaN where nothing is remembered yet
    off: Floats  # (B, S, H)
    off_variance: Floats  # (B, S, H)
    paired: Floats  # (B, S, H) what two windows in a row shared
    excess: Floats  # (B, C, H) PSI less its mean without drift
    slot: Ints  # (B, S) where the next one goes
    last_off: Floats  # (B, S) of the window before
    # plain values of clean windows, for the measures that have no baseline
    seen: Floats  # (S, H)
    seen_slot: Ints  # (S,)
    # the incident of the series' column
    open_for: Ints  # (S,) windows since it began, 0 when none
    worst: Floats  # (B, S) largest difference since it began
    just_open: Bools  # (S,) the window before belonged to it
    incumbent: Ints  # (S,) baseline in use, -1 before the first

    def copy(self) -> Memory:
        """Return an independent copy."""
        return Memory(*(getattr(self, f.name).copy() for f in fields(self)))


def empty_memory(series: int, shapes: int, groups: int, settings: DecisionSettings) -> Memory:
    """Return the memory of a stream that has seen nothing."""
    deep = max(max(lags) for lags in settings.lags)
    baselines, slots = 1 + len(settings.lags), settings.history
    nan = np.nan
    return Memory(
        value=np.full((deep, series), nan),
        rows=np.zeros((deep, series)),
        variance=np.zeros((deep, series)),
        shape=np.zeros((deep, shapes, groups)),
        usable=np.zeros((deep, series), bool),
        ref_windows=np.zeros(series),
        ref_value=np.zeros(series),
        ref_rows=np.zeros(series),
        ref_inverse=np.zeros(series),
        ref_weighted=np.zeros(series),
        ref_variance=np.zeros(series),
        ref_shape=np.zeros((shapes, groups)),
        off=np.full((baselines, series, slots), nan),
        off_variance=np.full((baselines, series, slots), nan),
        paired=np.full((baselines, series, slots), nan),
        excess=np.full((baselines, shapes, slots), nan),
        slot=np.zeros((baselines, series), np.int64),
        last_off=np.full((baselines, series), nan),
        seen=np.full((series, slots), nan),
        seen_slot=np.zeros(series, np.int64),
        open_for=np.zeros(series, np.int64),
        worst=np.zeros((baselines, series)),
        just_open=np.zeros(series, bool),
        incumbent=np.full(series, -1, np.int64),
    )
