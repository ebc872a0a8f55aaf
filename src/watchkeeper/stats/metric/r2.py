"""Share of the labels' variance that a regression explains."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import count, finite, finite_1d
from watchkeeper.stats.interval.quantile import student_reach
from watchkeeper.stats.metric.result import MetricResult

LEAST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSummary:
    """Rows with label and prediction; d = label - origin, r = prediction - label.

    The summary of two sets of rows about the same origin is the sum of their summaries.

    Attributes:
        origin: What labels are measured from. Near their mean no digits are lost.
        n: Rows.
        d: Sum of d; ``d2``, ``d3``, ``d4``: of its powers.
        r2: Sum of r**2; ``r4``: of r**4.
        r2d: Sum of r**2 * d; ``r2d2``: of r**2 * d**2.
    """

    origin: float
    n: int
    d: float = 0.0
    d2: float = 0.0
    d3: float = 0.0
    d4: float = 0.0
    r2: float = 0.0
    r4: float = 0.0
    r2d: float = 0.0
    r2d2: float = 0.0

    def __post_init__(self) -> None:
        """Refuse by name what is no count or no number."""
        object.__setattr__(self, "n", count(self.n, name="n"))
        for one in fields(self):
            if one.name != "n":
                object.__setattr__(self, one.name, finite(getattr(self, one.name), name=one.name))

    def __add__(self, other: FitSummary) -> FitSummary:
        """Return the summary of both sets of rows; both must have the same origin."""
        if self.origin != other.origin:
            raise ValueError(
                f"summaries about different origins cannot be added: {self.origin}, {other.origin}"
            )
        names = [one.name for one in fields(self) if one.name != "origin"]
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return FitSummary(origin=self.origin, **sums)


def summarise_fit(label: npt.ArrayLike, prediction: npt.ArrayLike, *, origin: float) -> FitSummary:
    """Sum up rows for `r2`.

    Args:
        label: Shape (n,). What came true.
        prediction: Shape (n,). In the same unit.
        origin: What labels are measured from; the same for all that is to be added up.

    Raises:
        ValueError: NaN or infinity, or unequal lengths.
    """
    y, p = finite_1d(label, name="label"), finite_1d(prediction, name="prediction")
    if y.size != p.size:
        raise ValueError(
            f"label and prediction must have the same length, got {y.size} and {p.size}"
        )
    d, squared = y - finite(origin, name="origin"), np.square(p - y)
    return FitSummary(
        origin=origin,
        n=y.size,
        d=float(d.sum()),
        d2=float((d**2).sum()),
        d3=float((d**3).sum()),
        d4=float((d**4).sum()),
        r2=float(squared.sum()),
        r4=float(np.square(squared).sum()),
        r2d=float(squared @ d),
        r2d2=float(squared @ d**2),
    )


def r2(summary: FitSummary, *, level: float = 0.95) -> MetricResult:
    """Return one less the residuals' sum of squares over that of the labels about their mean.

    ``1 - sum(r**2) / sum((label - mean)**2)``. The interval is that of the ratio on the scale
    of its logarithm, by the delta method with Student's quantile.

    Args:
        summary: Sums of powers and products of labels and residuals, from `summarise_fit`.
        level: Chance, for many rows, that the interval contains the true value.

    Returns:
        Value and limits, at most 1; 0 is what the labels' mean gives, below 0 is worse. Equal to
        scikit-learn's ``r2_score``. No value without two different labels; no interval from
        fewer than 200 rows (with 50 and skewed labels it would cover .89 at a level of .95, with
        200 it covers .93), or where every residual is 0.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Delta method: W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977, section 6.4.
    """
    n = summary.n
    student_reach(level, 1.0)
    if n == 0:
        return MetricResult(None, reason="no row has a label and a prediction")
    m = summary.d / n
    spread = summary.d2 - m * summary.d
    if spread <= 1e-14 * summary.d2 or spread <= 0.0:
        return MetricResult(None, reason=f"all {n} labels are equal")
    ratio = summary.r2 / spread
    if n < LEAST_ROWS:
        return MetricResult(1.0 - ratio, reason=f"{n} rows, an interval needs {LEAST_ROWS}")
    if ratio == 0.0:
        return MetricResult(1.0, reason="every residual is 0, which leaves no error to go by")
    cross = summary.r2d2 - 2.0 * m * summary.r2d + m**2 * summary.r2
    fourth = summary.d4 - 4.0 * m * summary.d3 + 6.0 * m**2 * summary.d2 - 3.0 * n * m**4
    squares = max(0.0, summary.r4 - 2.0 * ratio * cross + ratio**2 * fourth)
    relative = math.sqrt(squares * n / (n - 1)) / summary.r2
    reach = math.exp(student_reach(level, n - 1) * relative)
    return MetricResult(1.0 - ratio, 1.0 - ratio * reach, 1.0 - ratio / reach)
