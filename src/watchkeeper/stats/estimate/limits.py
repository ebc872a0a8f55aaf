"""From a value and its spread to limits, and the word on whether the labels are enough."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import expit, logit

from watchkeeper.stats.arrays import Floats, Mask
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import Sampled
from watchkeeper.stats.estimate.spread import Asked, Spread, spread
from watchkeeper.stats.interval.effective_wilson import effective_wilson

LEAST_ERRORS = 20
LARGEST_SHORTFALL = 4.0
LEAST_FOR_NORMAL = 30


def plain(linear: Linear, rows: Sampled, asked: Asked, *, chance: Floats | None = None) -> Estimate:
    """Return the value give or take the t quantile times its standard error."""
    found = spread(linear, rows, asked, chance=chance)
    limits = (linear.value - found.half, linear.value + found.half)
    return _estimate(linear.value, limits, rows, asked, found, why=why_not(rows, found))


def positive(
    linear: Linear, rows: Sampled, asked: Asked, *, chance: Floats | None = None
) -> Estimate:
    """Return the same for what is never negative: the standard error grows with the mean."""
    found = spread(linear, rows, asked, chance=chance)
    value, why = linear.value, why_not(rows, found)
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
) -> Estimate:
    """Return a share with Wilson's interval on its effective rows.

    *counted* are the labelled rows in its denominator; *errors*, where given, how many labelled
    rows are wrong in a way that the share is about.
    """
    found = spread(linear, rows, asked, chance=chance)
    value = min(1.0, max(0.0, linear.value))
    why = why_not(rows, found, errors=errors)
    if rows.is_complete and asked.target == "window":
        limits = (value, value)
    else:
        weights = rows.weight[counted & rows.drawn]
        interval = effective_wilson(
            value, found.score_error(asked.level), weights, level=asked.level
        )
        limits = (interval.lower, interval.upper)
    return _estimate(value, limits, rows, asked, found, why=why)


def area(
    linear: Linear,
    rows: Sampled,
    asked: Asked,
    *,
    of_a_class: int,
    chance: Floats | None = None,
) -> Estimate:
    """Return a number in [0, 1] with its interval on the logit scale.

    *of_a_class* is how many labelled rows the rarer class has. At 0 and 1, where the logit ends,
    the interval reaches inwards as the plain one does.
    """
    found = spread(linear, rows, asked, chance=chance)
    value = min(1.0, max(0.0, linear.value))
    why = why_not(rows, found, errors=of_a_class, called="labelled rows of the rarer class")
    room = value * (1.0 - value)
    if room == 0.0:
        limits = (max(0.0, value - found.half), min(1.0, value + found.half))
        why = why or ("no pair is out of order" if found.half == 0.0 else "")
    else:
        middle, half = logit(value), found.half / room
        limits = (float(expit(middle - half)), float(expit(middle + half)))
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
    why = why_not(rows, found, errors=errors)
    room = 1.0 - value * value
    if room == 0.0:
        limits = (max(-1.0, value - found.half), min(1.0, value + found.half))
    else:
        middle, half = math.atanh(value), found.half / room
        limits = (math.tanh(middle - half), math.tanh(middle + half))
    return _estimate(value, limits, rows, asked, found, why=why)


def why_not(
    rows: Sampled, found: Spread, *, errors: int | None = None, called: str = "labelled errors"
) -> str:
    """Return why the labels are not enough for the interval to hold; empty where they are."""
    if rows.n_labelled < LEAST_FOR_NORMAL:
        return f"{rows.n_labelled} labelled rows, an interval needs {LEAST_FOR_NORMAL}"
    if found.shortfall > LARGEST_SHORTFALL:
        return (
            f"the scores expect {found.shortfall:.3g} times the variance that the labels show, "
            f"at most {LARGEST_SHORTFALL:g} is enough: label more confident rows"
        )
    if errors is not None and errors < LEAST_ERRORS and bool(np.any(rows.inclusion < 1.0)):
        return f"{errors} {called}, an interval needs {LEAST_ERRORS}"
    return ""


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
