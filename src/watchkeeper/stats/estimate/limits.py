"""From a value and its spread to limits, and the word on whether the labels are enough."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from watchkeeper.stats.arrays import Floats, Mask
from watchkeeper.stats.estimate.area_limits import area_limits, effective_classes
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import Sampled
from watchkeeper.stats.estimate.spread import Asked, Spread, spread
from watchkeeper.stats.interval.auc import LEAST_OF_A_CLASS
from watchkeeper.stats.interval.effective_wilson import effective_wilson
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.wilson import wilson

LARGEST_SHORTFALL = 4.0
LEAST_LABELLED = 30


class Evidence(NamedTuple):
    """Labelled rows that an interval rests on, and how many it needs."""

    seen: float
    needed: int
    of: str = "labelled errors"

    @property
    def missing(self) -> str:
        """Why this is not enough; empty where it is."""
        if self.seen >= self.needed:
            return ""
        return f"the interval rests on {self.seen:.3g} {self.of}, needs {self.needed}"


def errors_of(count: int) -> Evidence:
    """Return labelled errors as evidence."""
    return Evidence(count, 20)


def carriers_of(found: Spread) -> Evidence:
    """Return what carries the variance as evidence.

    Four are enough to tell a variance that is known from one that a single row makes; asking
    for more would pick the windows in which it happened to come out large.
    """
    return Evidence(found.carriers, 4, "labelled rows")


def plain(linear: Linear, rows: Sampled, asked: Asked, *, chance: Floats | None = None) -> Estimate:
    """Return the value give or take the t quantile times its standard error."""
    found = spread(linear, rows, asked, chance=chance)
    limits = (linear.value - found.half, linear.value + found.half)
    return _estimate(linear.value, limits, rows, asked, found, why=why_not(rows, found))


def mean_of(
    values: Floats, linear: Linear, rows: Sampled, asked: Asked, *, chance: Floats | None = None
) -> Estimate:
    """Return a mean: a share where all labelled *values* are 0 and 1, else `plain`.

    Of a share near 0 or 1 few rows are known that differ from the rest; the plain interval is
    then too narrow, and at the end itself has no width.
    """
    if np.isin(values, (0.0, 1.0)).all():
        return share(linear, rows, asked, counted=rows.drawn, chance=chance, is_capped=False)
    return plain(linear, rows, asked, chance=chance)


def positive(
    linear: Linear,
    rows: Sampled,
    asked: Asked,
    *,
    chance: Floats | None = None,
    is_binary: bool = False,
) -> Estimate:
    """Return the same for what is never negative: the standard error grows with the mean.

    *is_binary*: the label is one of two, so that rare rows may decide.
    """
    found = spread(linear, rows, asked, chance=chance)
    value = linear.value
    evidence = [carriers_of(found)] if is_binary else []
    why = why_not(rows, found, *evidence, is_blind=chance is None)
    if value <= 0.0:
        limits = (0.0, found.half)
        why = why or ("the labels outweigh the expected losses" if value < 0.0 else "")
        return _estimate(max(0.0, value), limits, rows, asked, found, why=why)
    relative = found.half / value
    upper = value / (1.0 - relative) if relative < 1.0 else math.inf
    return _estimate(value, (value / (1.0 + relative), upper), rows, asked, found, why=why)


def share(
    linear: Linear,
    rows: Sampled,
    asked: Asked,
    *,
    counted: Mask,
    chance: Floats | None = None,
    errors: int | None = None,
    is_capped: bool = True,
) -> Estimate:
    """Return a share with Wilson's interval on its effective rows.

    *counted* are the labelled rows in its denominator; *errors*, where that denominator is
    itself estimated, how many labelled rows are wrong in a way that the share is about. Without
    scores an *is_capped* one is never taken to be worth more than the labelled rows.
    """
    found = spread(linear, rows, asked, chance=chance)
    value = min(1.0, max(0.0, linear.value))
    why = why_not(rows, found, *([] if errors is None else [errors_of(errors)]))
    if rows.is_complete and asked.target == "window":
        limits = (value, value)
    else:
        weights = rows.weight[counted & rows.drawn]
        error = found.score_error(asked.level)
        at_most_rows = is_capped and chance is None
        interval = wilson_of(value, error, weights, asked.level, is_capped=at_most_rows)
        limits = (interval.lower, interval.upper)
    return _estimate(value, limits, rows, asked, found, why=why)


def area(
    linear: Linear,
    rows: Sampled,
    asked: Asked,
    *,
    positive: Floats,
    negative: Floats,
    chance: Floats | None = None,
) -> Estimate:
    """Return an area under the ROC curve with Newcombe's interval on its effective rows.

    *positive* and *negative* are the weights of the labelled rows of each class.
    """
    found = spread(linear, rows, asked, chance=chance)
    value = min(1.0, max(0.0, linear.value))
    classes = effective_classes(value, found.score_error(asked.level), positive, negative)
    rarer = Evidence(classes.rarer, LEAST_OF_A_CLASS, "effective labels of the rarer class")
    why = why_not(rows, found, rarer, carriers_of(found), is_blind=chance is None)
    if rows.is_complete and asked.target == "window":
        limits, why = (value, value), ""
    else:
        limits = area_limits(value, found.half, classes, level=asked.level)
        why = why or rarer.missing
    return _estimate(value, limits, rows, asked, found, why=why)


def correlation(
    linear: Linear,
    rows: Sampled,
    asked: Asked,
    *,
    chance: Floats | None = None,
    errors: int | None = None,
) -> Estimate:
    """Return a number in [-1, 1] with its interval on the scale of atanh."""
    found = spread(linear, rows, asked, chance=chance)
    value = min(1.0, max(-1.0, linear.value))
    why = why_not(rows, found, *([] if errors is None else [errors_of(errors)]))
    room = 1.0 - value * value
    if room == 0.0 or found.half == 0.0:
        limits = (max(-1.0, value - found.half), min(1.0, value + found.half))
    else:
        middle, half = math.atanh(value), found.half / room
        limits = (math.tanh(middle - half), math.tanh(middle + half))
    return _estimate(value, limits, rows, asked, found, why=why)


def difference(
    linear: Linear,
    rows: Sampled,
    asked: Asked,
    *,
    discordant: int | None,
    chance: Floats | None = None,
) -> Estimate:
    """Return a difference of two versions; *discordant* labelled rows tell them apart.

    None where they decide alike on every row, labelled or not: then there is no difference.
    """
    found = spread(linear, rows, asked, chance=chance)
    limits = (linear.value - found.half, linear.value + found.half)
    why = "" if discordant is None else why_not(rows, found, errors_of(discordant))
    return _estimate(linear.value, limits, rows, asked, found, why=why)


def why_not(rows: Sampled, found: Spread, *evidence: Evidence, is_blind: bool = False) -> str:
    """Return why the labels are not enough for the interval to hold; empty where they are.

    *evidence* is what the variance rests on, for metrics that rare rows with large weights can
    decide; none for those whose interval holds without. *is_blind*: nothing foresees such rows,
    and labels alone do not show that one is missing.
    """
    if rows.n_labelled < LEAST_LABELLED:
        return f"{rows.n_labelled} labelled rows, an interval needs {LEAST_LABELLED}"
    if not evidence or rows.is_complete:
        return ""
    if is_blind and float(np.ptp(rows.inclusion)) > 0.0:
        return "rows were drawn unevenly, and without score= the rare ones cannot be foreseen"
    if found.shortfall > LARGEST_SHORTFALL:
        return (
            f"the scores expect {found.shortfall:.3g} times the variance that the labels show, "
            f"at most {LARGEST_SHORTFALL:g} is enough: label more confident rows"
        )
    return next((kind.missing for kind in evidence if kind.missing), "")


def wilson_of(
    value: float, error: float, weights: Floats, level: float, *, is_capped: bool = False
) -> Interval:
    """Return Wilson's interval of an estimate that may lie beside [0, 1], kept to it.

    *weights* are those of the labelled rows behind it. Where other rows were foreseen the sum
    may be worth more than these, unless *is_capped*.
    """
    p = min(1.0, max(0.0, value))
    if is_capped or error == 0.0 or not 0.0 < p < 1.0:
        return effective_wilson(p, error, weights, level=level)
    n = p * (1.0 - p) / (error * error)
    return wilson(p * n, n, level=level)


def _estimate(
    value: float,
    limits: tuple[float, float],
    rows: Sampled,
    asked: Asked,
    found: Spread,
    *,
    why: str,
) -> Estimate:
    return Estimate(
        value=value,
        lower=min(limits[0], value),
        upper=max(limits[1], value),
        level=asked.level,
        n=rows.n,
        n_labelled=rows.n_labelled,
        standard_error=found.standard_error,
        design_effect=found.design_effect,
        why=why,
    )
