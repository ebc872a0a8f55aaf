"""The variance of an estimate: the sample's or the model's, whichever is larger."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.sampled import Sampled
from watchkeeper.stats.interval.quantile import normal_reach, student_reach

Target = Literal["process", "window"]

LEAST_CHANCE = 0.004
"""No score is believed closer to 0 or 1 than this when the model's variance is taken."""


class Asked(NamedTuple):
    """What of, how sure, and which rows hang together.

    ``target`` is ``process``, the metric of traffic like this, or ``window``, that of these very
    rows (narrower by what all labels would still leave open). Rows of one ``cluster`` may
    resemble each other; it is shape (N,), for the process only.
    """

    level: float
    target: Target
    cluster: npt.ArrayLike | None


class Spread(NamedTuple):
    """A standard error, and how far it can be trusted.

    ``shortfall`` is the model's variance over the sample's: above 4 the labels have not shown
    what the scores expect them to. ``carriers`` is how many equal labelled rows would make up
    the sample's variance, ``sum(x**2)**2 / sum(x**4)``: a few mean that it is hardly known.
    """

    standard_error: float
    reach: float
    design_effect: float
    shortfall: float
    carriers: float

    @property
    def half(self) -> float:
        """Half the width of the plain interval."""
        return self.reach * self.standard_error

    def score_error(self, level: float) -> float:
        """Return the standard error for an interval that reaches by the normal quantile."""
        return self.half / normal_reach(level)


def spread(linear: Linear, rows: Sampled, asked: Asked, *, chance: Floats | None = None) -> Spread:
    """Return the spread of an estimate.

    Of the sampling: ``S2 = sum(drawn * (1 - pi) / pi**2 * residual**2)`` from the labelled rows;
    ``M2 = sum((1 - pi) / pi * (p * if_positive**2 + (1 - p) * if_negative**2))`` over all rows
    where *chance* p is known. For ``window`` the variance is the larger of the two; for
    ``process`` it is the sum over rows (or clusters) of the squared influences, plus what M2
    exceeds S2 by (times the design effect of clusters).
    """
    if asked.target not in ("process", "window"):
        raise ValueError(f"target must be 'process' or 'window', got {asked.target!r}")
    k = rows.n_labelled
    seen = _of_the_sample(linear, rows) * k / (k - 1)
    expected = _of_the_model(linear, rows, chance)
    missing = max(0.0, expected - seen)
    if asked.target == "window":
        if asked.cluster is not None:
            raise ValueError("cluster is for target='process': of these very rows each is drawn")
        variance, effect, degrees = seen, 1.0, k - 1
    else:
        variance, effect, degrees = _of_the_process(linear, rows, asked.cluster)
    return Spread(
        standard_error=math.sqrt(variance + missing * max(1.0, effect)),
        reach=student_reach(asked.level, degrees),
        design_effect=effect,
        shortfall=_over(expected, seen),
        carriers=_carriers(rows.weight * linear.residual),
    )


def _carriers(errors: Floats) -> float:
    largest = float(np.abs(errors).max())
    if largest == 0.0:
        return 0.0
    squares = np.square(errors / largest)
    return float(squares.sum()) ** 2 / float(np.square(squares).sum())


def _of_the_sample(linear: Linear, rows: Sampled) -> float:
    squares = np.square(rows.weight * linear.residual)
    return float(np.sum((1.0 - rows.inclusion) * squares))


def _of_the_model(linear: Linear, rows: Sampled, chance: Floats | None) -> float:
    if chance is None or linear.if_positive is None or linear.if_negative is None:
        return 0.0
    p = np.clip(chance, LEAST_CHANCE, 1.0 - LEAST_CHANCE)
    squares = p * np.square(linear.if_positive) + (1.0 - p) * np.square(linear.if_negative)
    return float(np.sum((1.0 / rows.inclusion - 1.0) * squares))


def _of_the_process(
    linear: Linear, rows: Sampled, cluster: npt.ArrayLike | None
) -> tuple[float, float, int]:
    influence = linear.foreseen + rows.weight * linear.residual
    k = rows.n_labelled
    alone = float(np.square(influence).sum()) * k / (k - 1)
    if cluster is None:
        return alone, 1.0, k - 1
    names = np.asarray(cluster)
    if names.shape != influence.shape:
        raise ValueError(f"cluster must have shape {influence.shape}, got {names.shape}")
    codes = np.unique(names, return_inverse=True)[1]
    sums = np.bincount(codes, weights=influence)
    if sums.size < 2:
        raise NotEnoughData(f"{sums.size} cluster holds rows, needs 2", hint="widen the window")
    together = float(np.square(sums).sum()) * sums.size / (sums.size - 1)
    return together, _over(together, alone), sums.size - 1


def _over(top: float, bottom: float) -> float:
    if bottom > 0.0:
        return top / bottom
    return math.inf if top > 0.0 else 1.0
