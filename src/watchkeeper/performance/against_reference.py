"""A realised metric over the last windows against the reference, with days taken seriously."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtri, stdtrit

from watchkeeper.model import MetricValue
from watchkeeper.performance.metrics import evaluate, metrics_named
from watchkeeper.performance.summary import ScoreCells

SPANS = (1, 7, 28)
LEAST_LABELS = 30
LEAST_WINDOWS = 7
_LEVEL = 0.95
_Z95 = -float(ndtri(0.025))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """How much more the reference's windows differ than their rows explain.

    ``effect`` is the factor on a variance, at least 1; ``windows`` how many tell it. Below 7
    windows the effect is 1: rows are taken as independent.
    """

    effect: float
    windows: int

    def widening(self, tail: float) -> float:
        """Return the factor on the half-width of an interval that leaves *tail* on each side.

        The root of the effect, times Student's quantile over the normal one: the effect itself
        is only an estimate from so many windows.
        """
        if self.windows < LEAST_WINDOWS:
            return 1.0
        student = float(stdtrit(self.windows - 1, tail)) / float(ndtri(tail))
        return math.sqrt(self.effect) * student


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Two ends of an interval."""

    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One metric over the last ``span`` windows, and how it differs from the reference.

    ``interval`` is the value's 95 % interval, ``likely`` that of the difference (value less
    reference), ``sure`` the difference's interval that leaves the error of one judgement on
    each side: all three are widened by the ``dispersion`` of the reference's windows.
    """

    span: int
    value: MetricValue
    reference: MetricValue
    dispersion: Dispersion
    difference: float
    interval: Span
    likely: Span
    sure: Span


def last_windows(windows: ScoreCells, *, ago: int = 0) -> dict[int, ScoreCells]:
    """Return the sums over the last 1, 7 and 28 of *windows*, as far as there are so many.

    *ago*: as they stood so many windows ago.
    """
    n = max(len(windows) - ago, 0)
    return {span: windows.select(np.arange(n - span, n)).total() for span in SPANS if span <= n}


def compare(
    metric: str, recent: Mapping[int, ScoreCells], reference: ScoreCells, *, tail: float
) -> list[Comparison]:
    """Compare the last 1, 7 and 28 windows with all of the *reference*.

    The interval of a difference comes from the intervals of both sides (method of variance
    estimates recovery): its lower half-width is the root of the sum of squares of the value's
    lower and the reference's upper one.

    Args:
        metric: A metric of the cells' task.
        recent: One cell over each span of windows, from `last_windows`.
        reference: The reference's windows on the same score edges; one cell where it has no
            time.
        tail: Chance, at most .025, of a difference beyond ``sure`` on either side when there
            is none; for each span.

    Returns:
        One comparison per span that has 30 labels and an interval, shortest first. Empty where
        no span has, or the reference has none.

    Source:
        R. G. Newcombe, Interval estimation for the difference between independent proportions,
        Statistics in Medicine 17 (1998) 873-890, method 10; G. Y. Zou, A. Donner, Construction
        of confidence limits about effect measures, Statistics in Medicine 27 (2008) 1693-1702.
    """
    if not _usable(_of_reference(metric, reference, _LEVEL)):
        return []
    found = []
    for span, cells in recent.items():
        value = evaluate(cells, [metric])[0]
        if _usable(value):
            sure = evaluate(cells, [metric], level=1.0 - 2.0 * tail)[0]
            found.append(_compare(span, value, sure, reference, tail))
    return found


def dispersion_of(windows: Sequence[MetricValue]) -> Dispersion:
    """Return how much more windows vary than their rows explain.

    The mean of ``((value - mean) / error)**2`` over windows that have an interval, the mean
    weighted by 1 / error**2: Cochran's Q over its degrees of freedom, but at least 1. With no
    more spread than rows give it is near 1; errors are taken from the 95 % intervals. Where
    they grow with the value (rates of windows that differ much) it comes out too large by up
    to a third. It knows nothing of windows that resemble their neighbours.

    Source:
        W. G. Cochran, The combination of estimates from different experiments, Biometrics 10
        (1954) 101-129.
    """
    known = [(v.value, e) for v in windows if v.value is not None and (e := _error(v)) > 0]
    if len(known) < LEAST_WINDOWS:
        return Dispersion(effect=1.0, windows=len(known))
    value, error = np.array(known).T
    weight = error**-2.0
    centre = float((weight * value).sum() / weight.sum())
    q = float((weight * (value - centre) ** 2).sum())
    return Dispersion(effect=max(1.0, q / (len(known) - 1)), windows=len(known))


def _usable(value: MetricValue) -> bool:
    return value.n_labelled >= LEAST_LABELS and _error(value) > 0


def _error(value: MetricValue) -> float:
    """Return the standard error that the 95 % interval implies; 0 without one."""
    if value.value is None or value.lower is None or value.upper is None:
        return 0.0
    return (value.upper - value.lower) / (2 * _Z95)


# Cells are compared by identity: a stream asks the same of its reference in every window.
@lru_cache(maxsize=256)
def _of_reference(metric: str, reference: ScoreCells, level: float) -> MetricValue:
    return evaluate(reference.total(), [metric], level=level)[0]


@lru_cache(maxsize=256)
def _dispersion(metric: str, reference: ScoreCells) -> Dispersion:
    return dispersion_of(evaluate(reference, [metric]))


def _compare(
    span: int, value: MetricValue, sure: MetricValue, reference: ScoreCells, tail: float
) -> Comparison:
    metric = value.metric
    dispersion = _dispersion(metric, reference)
    base = _of_reference(metric, reference, _LEVEL)
    here, there = value.value or 0.0, base.value or 0.0
    wide, most = dispersion.widening((1.0 - _LEVEL) / 2.0), dispersion.widening(tail)
    base_sure = _of_reference(metric, reference, 1.0 - 2.0 * tail)
    own = _widened(value, wide)
    low, high = _range(metric, reference)
    return Comparison(
        span=span,
        value=value,
        reference=base,
        dispersion=dispersion,
        difference=here - there,
        interval=Span(lower=max(own.lower, low), upper=min(own.upper, high)),
        likely=_of_difference(here, own, there, _widened(base, wide)),
        sure=_of_difference(here, _widened(sure, most), there, _widened(base_sure, most)),
    )


def _range(metric: str, cells: ScoreCells) -> tuple[float, float]:
    """Return the smallest and largest value that the metric can have."""
    known = metrics_named([metric], cells.task)[0]
    if known.unit in ("share", "correlation"):
        return (0.0 if known.unit == "share" else -1.0), 1.0
    return (0.0 if known.higher_is_better is False else -math.inf), math.inf


def _widened(value: MetricValue, widening: float) -> Span:
    """Return the value's interval, wider by a factor; without end where it has none."""
    middle = value.value or 0.0
    below = math.inf if value.lower is None else middle - value.lower
    above = math.inf if value.upper is None else value.upper - middle
    return Span(lower=middle - widening * below, upper=middle + widening * above)


def _of_difference(value: float, of_value: Span, reference: float, of_reference: Span) -> Span:
    below = math.hypot(value - of_value.lower, of_reference.upper - reference)
    above = math.hypot(of_value.upper - value, reference - of_reference.lower)
    difference = value - reference
    return Span(lower=difference - below, upper=difference + above)
