"""How a judged window enters, or stays out of, what a stream remembers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.quality.decision.expectation import Expectation, shared_with
from watchkeeper.quality.decision.kinds import Kinds
from watchkeeper.quality.decision.limit import Limits
from watchkeeper.quality.decision.memory import Memory
from watchkeeper.quality.decision.series import WindowSeries
from watchkeeper.quality.decision.settings import DecisionSettings

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a window, per series (S,): looked at, and part of an incident."""

    there: Bools
    alarmed: Bools

    @property
    def clean(self) -> Bools:
        """Return where the window may serve as a baseline later."""
        return self.there & ~self.alarmed


def add_reference(memory: Memory, window: WindowSeries, there: Bools, kinds: Kinds) -> None:
    """Add one window to the sums of the reference."""
    rows = np.where(there, window.rows[0], 0.0)
    value = np.where(there & ~_is_shape(kinds), np.nan_to_num(window.value[0]), 0.0)
    memory.ref_windows += there
    memory.ref_value += value
    memory.ref_rows += rows
    memory.ref_inverse += np.where(there, 1.0 / np.maximum(rows, 1.0), 0.0)
    memory.ref_weighted += value * rows
    memory.ref_variance += np.nan_to_num(window.variance[0]) * rows
    memory.ref_shape += window.shape[0] * there[kinds.shape][:, None]


def push(memory: Memory, window: WindowSeries, clean: Bools) -> None:
    """Put a window in front of the recent ones; the oldest falls off."""
    for ring, new in (
        (memory.value, window.value[0]),
        (memory.rows, window.rows[0]),
        (memory.variance, window.variance[0]),
        (memory.shape, window.shape[0]),
        (memory.usable, clean),
    ):
        ring[1:] = ring[:-1].copy()
        ring[0] = new


def remember(
    memory: Memory,
    window: WindowSeries,
    now: Expectation,
    clean: Bools,
    kinds: Kinds,
    settings: DecisionSettings,
) -> None:
    """Append the differences of a clean window to every baseline that had an expectation."""
    shape_number = np.full(clean.size, -1)
    shape_number[kinds.shape] = np.arange(kinds.shape.size)
    for b in range(memory.off.shape[0]):
        at = np.flatnonzero(clean & np.isfinite(now.off[b]))
        slot = memory.slot[b, at]
        memory.off[b, at, slot] = now.off[b, at]
        memory.off_variance[b, at, slot] = now.variance[b, at]
        memory.paired[b, at, slot] = shared_with(now.off[b, at], memory.last_off[b, at])
        shapes = shape_number[at]
        known = shapes >= 0
        memory.excess[b, shapes[known], slot[known]] = now.psi_excess[b, shapes[known]]
        memory.slot[b, at] = (slot + 1) % settings.history
    at = np.flatnonzero(clean & kinds.plain)
    slot = memory.seen_slot[at]
    memory.seen[at, slot] = window.value[0, at]
    memory.seen_slot[at] = (slot + 1) % settings.history


def follow_incidents(
    memory: Memory,
    now: Expectation,
    found: Limits,
    outcome: Outcome,
    kinds: Kinds,
    settings: DecisionSettings,
) -> Bools:
    """Open, carry on and end incidents; return which columns' new level was accepted.

    Nothing of an open incident is remembered; when it ends, its largest difference is, once
    and clipped, so that the next one like it is less of a surprise.
    """
    ends = (memory.open_for > 0) & outcome.there & ~outcome.alarmed
    _remember_worst(memory, now, found, ends, settings)
    memory.worst[:, ends] = 0.0
    memory.worst = np.where(outcome.alarmed, np.fmax(memory.worst, np.abs(now.off)), memory.worst)
    memory.open_for = np.where(
        outcome.alarmed, memory.open_for + 1, np.where(outcome.there, 0, memory.open_for)
    )
    memory.just_open = outcome.alarmed.copy()
    return kinds.any_in_column(memory.open_for >= settings.absorb_after)


def absorb(
    memory: Memory,
    now: Expectation,
    found: Limits,
    accepted: Bools,
    kinds: Kinds,
    settings: DecisionSettings,
) -> None:
    """Take the windows of an incident that will not end as the new reference."""
    _remember_worst(memory, now, found, accepted, settings)
    recent = slice(0, settings.absorb_after)
    shape = _is_shape(kinds)
    there = (np.isfinite(memory.value[recent]) | shape) & (memory.rows[recent] > 0)
    memory.usable[recent, accepted] = there[:, accepted]
    memory.usable[settings.absorb_after :, accepted] = False
    value = np.where(there & ~shape, memory.value[recent], 0.0)
    rows = np.where(there, memory.rows[recent], 0.0)
    variance = np.where(there, np.nan_to_num(memory.variance[recent]), 0.0)
    for total, parts in (
        (memory.ref_windows, there),
        (memory.ref_value, value),
        (memory.ref_rows, rows),
        (memory.ref_inverse, np.where(there, 1.0 / np.maximum(rows, 1.0), 0.0)),
        (memory.ref_weighted, value * rows),
        (memory.ref_variance, variance * rows),
    ):
        total[accepted] = parts.sum(0)[accepted]
    shapes = accepted[kinds.shape]
    memory.ref_shape[shapes] = memory.shape[recent].sum(0)[shapes]
    memory.worst[:, accepted] = 0.0
    memory.open_for[accepted] = 0
    memory.last_off[:, accepted] = np.nan
    plain = accepted & kinds.plain
    seen = np.where(there, memory.value[recent], np.nan)
    memory.seen[plain] = np.nan
    memory.seen[plain, : settings.absorb_after] = seen[:, plain].T
    memory.seen_slot[plain] = settings.absorb_after % settings.history


def _remember_worst(
    memory: Memory, now: Expectation, found: Limits, ended: Bools, settings: DecisionSettings
) -> None:
    most = settings.clip * np.maximum(found.reach, found.largest)
    worst = np.fmin(memory.worst, most)
    for b in range(worst.shape[0]):
        at = np.flatnonzero(ended & (worst[b] > 0))
        slot = memory.slot[b, at]
        memory.off[b, at, slot] = worst[b, at]
        memory.off_variance[b, at, slot] = np.nan_to_num(now.variance[b, at])
        memory.paired[b, at, slot] = 0.0
        memory.slot[b, at] = (slot + 1) % settings.history


def _is_shape(kinds: Kinds) -> Bools:
    shape = np.zeros(kinds.column.size, bool)
    shape[kinds.shape] = True
    return shape
