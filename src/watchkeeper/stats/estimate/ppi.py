"""Mean of all rows from labels drawn evenly and a prediction of each row."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import finite_1d
from watchkeeper.stats.estimate.enough import LEAST_LABELLED
from watchkeeper.stats.estimate.limits import wilson_of
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import sampled
from watchkeeper.stats.estimate.spread import Target
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.quantile import normal_reach, student_reach


def ppi(
    values: npt.ArrayLike,
    predicted: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    target: Target = "process",
    level: float = 0.95,
) -> Estimate:
    """Return the mean of *values* over all rows, by prediction-powered inference (PPI++).

    ``lambda * mean(f) + mean over labelled rows of (m - lambda * f)``, with lambda =
    cov(m, f) / var(f) on labelled rows, kept to 0..1. The n labels lie inside the N rows, so the
    variance is ``var(m - lambda f) * (1/n - 1/N) + var(m) / N``: at the best lambda
    ``var(m) / n * (1 - rho**2 * (1 - n / N))``.

    Args:
        values: Shape (N,). What is averaged; read on labelled rows only.
        predicted: Shape (N,). What *values* was expected to be.
        labelled: Shape (N,). Whether the row was labelled; all rows had the same chance.
        target: ``process`` for traffic like this, ``window`` for these very rows (the variance
            without its last term).
        level: Chance that the interval contains the true mean.

    Returns:
        The estimate in the unit of the values; the plain mean of the labelled rows where the
        prediction tells nothing of them. For uneven chances take `aipw`.

    Raises:
        NotEnoughData: fewer than 2 labelled rows.
        ValueError: NaN or infinity, or shapes that do not fit.

    Source:
        A. N. Angelopoulos, J. C. Duchi, T. Zrnic, PPI++, arXiv 2311.01453, section 3 (there the
        n labels lie outside the N rows, hence its factor 1 + n / N).
    """
    mask = finite_1d(labelled, name="labelled")
    rows = sampled(np.ones(mask.size), mask)
    m = rows.known(values, name="values")[rows.drawn]
    every = rows.every(predicted, name="predicted")
    if target not in ("process", "window"):
        raise ValueError(f"target must be 'process' or 'window', got {target!r}")
    f, n = every[rows.drawn], rows.n_labelled
    spread = float(f.var(ddof=1))
    both = float(np.sum((m - m.mean()) * (f - f.mean()))) / (n - 1)
    trust = min(1.0, max(0.0, both / spread)) if spread > 0.0 else 0.0
    rest = m - trust * f
    value = trust * float(every.mean()) + float(rest.mean())
    variance = float(rest.var(ddof=1)) * (1.0 / n - 1.0 / rows.n)
    if target == "process":
        variance += float(m.var(ddof=1)) / rows.n
    error = math.sqrt(variance)
    few = f"{n} labelled rows, an interval needs {LEAST_LABELLED}" if n < LEAST_LABELLED else ""
    reach = student_reach(level, n - 1)
    found = Interval(value, value - reach * error, value + reach * error)
    if np.isin(m, (0.0, 1.0)).all():
        found = wilson_of(value, reach / normal_reach(level) * error, np.ones(n), level)
    return Estimate(found.value, found.lower, found.upper, level, rows.n, n, error, why=few)
