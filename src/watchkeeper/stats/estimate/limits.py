"""From a value and its spread to limits, in the form that suits the quantity."""

from __future__ import annotations

import math

import numpy as np

from watchkeeper.stats.arrays import Floats, Mask
from watchkeeper.stats.estimate.area_limits import area_limits, effective_classes
from watchkeeper.stats.estimate.enough import Evidence, carriers_of, errors_of, why_not
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import Sampled
from watchkeeper.stats.estimate.spread import Asked, Spread, spread
from watchkeeper.stats.interval.auc import LEAST_OF_A_CLASS
from watchkeeper.stats.interval.effective_wilson import effective_wilson
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.wilson import wilson


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
    linear: Linear, rows: Sampled, asked: Asked, *, errors: int, chance: Floats | None = None
) -> Estimate:
    """Return a number in [-1, 1]: twice a share less 1, with Wilson's interval of that share.

    Its effective rows are those that give its standard error, at most the labelled ones.
    """
    found = spread(linear, rows, asked, chance=chance)
    value = min(1.0, max(-1.0, linear.value))
    why = why_not(rows, found, errors_of(errors))
    if rows.is_complete and asked.target == "window":
        return _estimate(value, (value, value), rows, asked, found, why=why)
    weights, error = rows.weight[rows.drawn], found.score_error(asked.level)
    half = effective_wilson((1.0 + value) / 2.0, error / 2.0, weights, level=asked.level)
    limits = (2.0 * half.lower - 1.0, 2.0 * half.upper - 1.0)
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
    why = (
        ""
        if discordant is None
        else why_not(rows, found, Evidence(discordant, 20, "rows that differ"))
    )
    return _estimate(linear.value, limits, rows, asked, found, why=why)


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
