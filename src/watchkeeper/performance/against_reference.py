"""A realised metric over the last windows against the reference, with days taken seriously."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from watchkeeper.model import MetricValue
from watchkeeper.performance.metrics import evaluate
from watchkeeper.performance.summary import ScoreCells

SPANS = (1, 7, 28)
_Z95 = float(stats.norm.isf(0.025))
_LEAST_WINDOWS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One metric over the last ``span`` windows, and what the reference had.

    ``lower`` and ``upper`` are the value's 95 % interval, widened by the square root of
    ``design_effect``: how much more the reference's windows differ from each other than rows
    drawn at random would make them. ``p_worse`` and ``p_better`` are one-sided p-values of the
    difference, both sides' sampling errors included.
    """

    span: int
    value: MetricValue
    reference: MetricValue
    design_effect: float
    difference: float
    lower: float
    upper: float
    p_worse: float
    p_better: float


def compare(
    metric: str, windows: ScoreCells, reference: ScoreCells, *, higher_is_better: bool | None
) -> list[Comparison]:
    """Compare the last 1, 7 and 28 of *windows* with all of the *reference*'s.

    Args:
        metric: A metric of the cells' task.
        windows: One cell a window, in order, the newest last.
        reference: The reference's windows on the same score edges.
        higher_is_better: Which side is worse; None: a lower value counts as worse.

    Returns:
        One comparison per span that is covered and whose metric, like the reference's, has an
        interval; shortest span first. Empty when there are no labels to speak of.
    """
    base = evaluate(reference.total(), [metric])[0]
    if _error(base) is None:
        return []
    effect = design_effect(evaluate(reference, [metric]))
    found = []
    for span in SPANS:
        if span > len(windows):
            break
        recent = windows.select(np.arange(len(windows) - span, len(windows))).total()
        value = evaluate(recent, [metric])[0]
        if _error(value) is not None:
            found.append(_compare(span, value, base, effect, higher_is_better is False))
    return found


def design_effect(windows: Sequence[MetricValue]) -> float:
    """Return how much more windows vary than their rows explain; at least 1.

    The mean of ``((value - mean) / error)**2`` over windows that have an interval, the mean
    weighted by 1 / error**2: Cochran's Q over its degrees of freedom. 1 with fewer than 7
    windows: then rows are taken as independent.

    Source: W. G. Cochran, The combination of estimates from different experiments,
    Biometrics 10 (1954) 101-129.
    """
    known = [(v.value, e) for v in windows if v.value is not None and (e := _error(v))]
    if len(known) < _LEAST_WINDOWS:
        return 1.0
    value, error = np.array(known).T
    weight = error**-2.0
    centre = float((weight * value).sum() / weight.sum())
    q = float((weight * (value - centre) ** 2).sum())
    return max(1.0, q / (len(known) - 1))


def _error(value: MetricValue) -> float | None:
    """Return the standard error that the 95 % interval implies; None without one."""
    if value.value is None or value.lower is None or value.upper is None:
        return None
    error = (value.upper - value.lower) / (2 * _Z95)
    return error if error > 0 else None


def _compare(
    span: int, value: MetricValue, base: MetricValue, effect: float, lower_is_better: bool
) -> Comparison:
    here, there = value.value or 0.0, base.value or 0.0
    wider = math.sqrt(effect)
    error = wider * math.hypot(_error(value) or 0.0, _error(base) or 0.0)
    z = (here - there) / error
    fell, rose = float(stats.norm.cdf(z)), float(stats.norm.sf(z))
    return Comparison(
        span=span,
        value=value,
        reference=base,
        design_effect=effect,
        difference=here - there,
        lower=here - wider * (here - (value.lower or here)),
        upper=here + wider * ((value.upper or here) - here),
        p_worse=rose if lower_is_better else fell,
        p_better=fell if lower_is_better else rose,
    )
