"""Which form a series of windows has: none, step, ramp, weekly, pulse."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, count, finite_1d
from watchkeeper.stats.shape.forms import FORMS, Fit
from watchkeeper.stats.shape.odd_values import without_odd_values

LEAST_VALUES = 28
# A residual this small beside the values is the rounding of their floats.
_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True)
class Shape:
    """The form with the least criterion, its fit, and how sure the choice is.

    ``lead`` is how much lower its criterion is than the next form's; ``criteria`` has all of
    them, by name.
    """

    name: str
    fit: Fit
    lead: float
    criteria: dict[str, float]


def shape(values: npt.ArrayLike, *, period: int = 7) -> Shape:
    """Return which form a series has, by least squares and the Bayesian criterion.

    The form with the least ``n ln(RSS / n) + k ln(n) n / (n - k - 1)``, with RSS the sum of
    squares that its best fit leaves and k its free numbers (the last factor, close to 1 for long
    series, keeps short ones from finding forms in noise): none (1: a level), step (4: two levels
    from a place on), ramp (4: a line from a place on), weekly (3: one harmonic of *period*
    values), pulse (6: two places with another level between). Each part of a form has three
    values at least, and values far from their neighbours are drawn back first
    (:func:`without_odd_values`): one or two odd ones are no form. A rise that has ended reads as
    a step from somewhere in its middle.

    Args:
        values: Shape (n,). One number a window, in order of time, without gaps. Take known
            weekday and hour effects off first.
        period: Values in a week: 7 for days, 168 for hours; at least 3.

    Returns:
        The name, the fit in the unit of *values*, and the criteria. With no drift the name is
        "none" in at least 95 of 100 series of independent values, also with tails as heavy as
        t's with 4 degrees of freedom. It is less often with skewed ones (80 of 100 lognormal
        series: take logarithms), and where values hang together (85 of 100 with an
        autocorrelation of .3).

    Raises:
        NotEnoughData: fewer than 28 values, or than 3 periods.
        ValueError: not 1-d, NaN, infinity, or a period below 3.

    Source:
        G. Schwarz, Estimating the dimension of a model, Annals of Statistics 6 (1978) 461-464;
        Y.-C. Yao, Estimating the number of change-points via Schwarz' criterion, Statistics &
        Probability Letters 6 (1988) 181-189.
    """
    length = count(period, name="period")
    if length < 3:
        raise ValueError(f"period must be at least 3, got {length}")
    series = finite_1d(values, name="values", at_least=max(LEAST_VALUES, 3 * length))
    series = without_odd_values(series)
    fits = {form.name: form.fit(series, length) for form in FORMS}
    floor = _rounding(series)
    n = series.size
    criteria = {
        form.name: n * math.log(max(fits[form.name].rss, floor) / n) + _price(form.numbers, n)
        for form in FORMS
    }
    best, second = sorted(criteria, key=lambda name: criteria[name])[:2]
    return Shape(best, fits[best], criteria[second] - criteria[best], criteria)


def _price(numbers: int, n: int) -> float:
    return numbers * math.log(n) * n / (n - numbers - 1)


def _rounding(series: Floats) -> float:
    """Return the sum of squares that rounding alone can leave; above 0."""
    size = float(np.abs(series).max())
    return max(series.size * (_ROUNDING * size) ** 2, np.finfo(np.float64).tiny)
