"""What each baseline foretells for a window, and how far off it turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from watchkeeper.quality.decision.kinds import Kinds
from watchkeeper.quality.decision.memory import Memory
from watchkeeper.quality.decision.series import WindowSeries
from watchkeeper.quality.decision.settings import DecisionSettings

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Per baseline (B) and series (S): what was foretold and by how much it was missed.

    ``off`` is the difference in the measure's unit (shape: of square roots), NaN where the
    baseline has too few windows; ``variance`` its variance if rows were independent;
    ``by_chance`` the probability that independent rows give at least this count (shares only,
    else 0); ``effect`` what tolerances are compared with; ``psi_excess`` (B, C) the shape's
    PSI less its mean without drift.
    """

    expected: Floats
    off: Floats
    variance: Floats
    by_chance: Floats
    effect: Floats
    psi_excess: Floats


@dataclass(frozen=True, slots=True)
class _Sums:
    """A baseline's windows, added up."""

    windows: Floats
    value: Floats
    rows: Floats
    inverse: Floats
    weighted: Floats
    variance: Floats
    shape: Floats


def expect(
    memory: Memory, window: WindowSeries, kinds: Kinds, settings: DecisionSettings
) -> Expectation:
    """Compare the one window of *window* with every baseline in *memory*."""
    needs = (settings.reference_needs, *settings.lag_needs)
    sums = (_reference_sums(memory), *(_lag_sums(memory, lags, kinds) for lags in settings.lags))
    parts = [
        _against(sums_of, memory.excess[b], window, kinds, needs=needs[b])
        for b, sums_of in enumerate(sums)
    ]
    return Expectation(*(np.stack(rows) for rows in zip(*parts, strict=True)))


def shared_with(off: Floats, before: Floats) -> Floats:
    """Return what two windows in a row have in common: the smaller size, 0 if signs differ."""
    same = np.sign(off) == np.sign(before)
    return np.where(same, np.fmin(np.abs(off), np.abs(before)), 0.0)


def _reference_sums(memory: Memory) -> _Sums:
    return _Sums(
        memory.ref_windows,
        memory.ref_value,
        memory.ref_rows,
        memory.ref_inverse,
        memory.ref_weighted,
        memory.ref_variance,
        memory.ref_shape,
    )


def _lag_sums(memory: Memory, lags: tuple[int, ...], kinds: Kinds) -> _Sums:
    at = np.asarray(lags) - 1
    use = memory.usable[at]
    value = np.where(use & np.isfinite(memory.value[at]), memory.value[at], 0.0)
    rows = np.where(use, memory.rows[at], 0.0)
    return _Sums(
        windows=use.sum(0).astype(np.float64),
        value=value.sum(0),
        rows=rows.sum(0),
        inverse=np.where(use, 1.0 / np.maximum(rows, 1.0), 0.0).sum(0),
        weighted=(value * rows).sum(0),
        variance=(np.where(use, np.nan_to_num(memory.variance[at]), 0.0) * rows).sum(0),
        shape=(memory.shape[at] * use[:, kinds.shape][:, :, None]).sum(0),
    )


def _against(
    base: _Sums, excess: Floats, window: WindowSeries, kinds: Kinds, *, needs: int
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    value, rows = window.value[0], np.maximum(window.rows[0], 1.0)
    enough = base.windows >= needs
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.where(enough, base.value / base.windows, np.nan)
        unit = _unit_variance(base, kinds)
        off = value - expected
        variance = unit / rows + unit * base.inverse / base.windows**2
    effect = np.abs(off)
    shape = _shape_off(base.shape, excess, window)
    at, enough_shape = kinds.shape, enough[kinds.shape]
    expected[at] = np.where(enough_shape, shape.usual, np.nan)
    off[at] = np.where(enough_shape, shape.off, np.nan)
    variance[at] = shape.variance
    effect[at] = np.where(enough_shape, shape.excess, np.nan)
    by_chance = np.where(kinds.share, _chance_of_count(base, value * rows, rows), 0.0)
    return expected, off, variance, by_chance, effect, effect[at]


def _unit_variance(base: _Sums, kinds: Kinds) -> Floats:
    """Return the variance of one row's contribution."""
    share = (base.weighted + 0.5) / (base.rows + 1.0)
    # A share outside [0, 1] belongs to another kind and is not used below.
    of_share = np.clip(share * (1.0 - share), 0.0, None)
    of_mean = base.variance / np.maximum(base.rows, 1.0)
    return np.where(kinds.share, of_share, np.where(kinds.mean, of_mean, kinds.unit_variance))


def _chance_of_count(base: _Sums, count: Floats, rows: Floats) -> Floats:
    """Return the chance of *count* or more among *rows*, given the counts of the baseline.

    A rare count has a longer tail than any limit in units of its s.d. knows: one row where
    there never was one is many s.d., and nothing. The predictive law of a Poisson count whose
    rate is known from the baseline only (Jeffreys prior) is the negative binomial.
    """
    # Shares come from counts; what rounding left of them must not make a difference.
    at_least = np.maximum(np.rint(np.nan_to_num(count)), 0.0)
    known = np.maximum(base.weighted, 0.0) + 0.5
    chance = special.betainc(np.maximum(at_least, 1.0), known, rows / (rows + base.rows))
    return np.where(at_least > 0, chance, 1.0)


class _ShapeOff(NamedTuple):
    """Per shape series (C,): PSI less its mean without drift, its usual value, the difference."""

    excess: Floats
    usual: Floats
    off: Floats
    variance: Floats


def _shape_off(base: Floats, past_excess: Floats, window: WindowSeries) -> _ShapeOff:
    counts, groups = window.shape[0], window.groups.astype(np.float64)
    used = np.arange(counts.shape[1]) < window.groups[:, None]
    n, m = counts.sum(1), base.sum(1)
    there = (n > 0) & (m > 0)
    p = (counts + 0.5) / (n + 0.5 * groups)[:, None]
    q = (base + 0.5) / (m + 0.5 * groups)[:, None]
    psi = np.where(used, (p - q) * np.log(p / q), 0.0).sum(1)
    k = 1.0 / np.maximum(n, 1.0) + 1.0 / np.maximum(m, 1.0)
    by_chance = (groups - 1.0) * k
    usual = _mean_or_zero(past_excess)
    off = np.sqrt(psi) - np.sqrt(np.maximum(usual + by_chance, 0.0))
    return _ShapeOff(
        np.where(there, psi - by_chance, np.nan), usual, np.where(there, off, np.nan), k / 2.0
    )


def _mean_or_zero(values: Floats) -> Floats:
    count = np.isfinite(values).sum(1)
    return np.asarray(np.nansum(values, axis=1) / np.maximum(count, 1))
