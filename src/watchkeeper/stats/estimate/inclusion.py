"""The chance of each row to be sent to people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, finite, finite_1d


def inclusion(
    confidence: npt.ArrayLike,
    *,
    budget: float,
    random_share: float = 0.5,
    rows: float | None = None,
    total_uncertainty: float | None = None,
) -> Floats:
    """Return the chance with which each row is to be labelled.

    ``(1 - t) * B * u / sum(u) + t * B / N``, cut to at most 1, with u = sqrt(c * (1 - c)), the
    standard deviation of being right: uncertain rows more often, and every row at least as
    often as ``t * B / N``. Draw the rows one by one, and keep the chance with the row.

    Args:
        confidence: Shape (n,). Calibrated chance that the model is right, in [0, 1].
        budget: B, labels wanted among the rows.
        random_share: t, the part of them spread evenly, in (0, 1]. At .5 an interval is 3 %
            wider than at 0 while the confidence is honest, and not worse than evenly drawn
            labels when it no longer is.
        rows: N, rows foreseen in the period; those given where None.
        total_uncertainty: The sum of u foreseen in the period; that of the rows given if None.

    Returns:
        Shape (n,), in (0, 1]. Over the period they add up to *budget*, less what is cut at 1.

    Raises:
        NotEnoughData: no row.
        ValueError: NaN or infinity, a confidence outside [0, 1], or a number that is not above 0.

    Source:
        T. Zrnic, E. J. Candes, Active statistical inference, ICML 2024, section 4; the even
        share against S. Li, T. Zrnic, E. J. Candes, arXiv 2511.08991.
    """
    c = finite_1d(confidence, name="confidence")
    if c.size == 0:
        raise NotEnoughData("confidence has 0 rows, needs 1", hint="widen the window")
    if c.min() < 0.0 or c.max() > 1.0:
        raise ValueError(f"confidence must lie in 0 to 1, got {c.min()} to {c.max()}")
    u = np.sqrt(c * (1.0 - c))
    n = _above_zero(c.size if rows is None else rows, name="rows")
    even = _above_zero(random_share, name="random_share")
    if even > 1.0:
        raise ValueError(f"random_share must be at most 1, got {even}")
    labels = _above_zero(budget, name="budget")
    total = float(u.sum()) if total_uncertainty is None else total_uncertainty
    if total_uncertainty is None and total == 0.0:
        return np.full(c.size, min(1.0, labels / n))
    pull = (1.0 - even) * labels / _above_zero(total, name="total_uncertainty")
    return np.minimum(1.0, pull * u + even * labels / n)


def either_plan(*chances: npt.ArrayLike) -> Floats:
    """Return the chance of a row to be drawn by at least one of several independent plans.

    One minus the product of the chances of not being drawn. Each plan must draw with a salt of
    its own: with a common one the chance is the largest, not this.

    Args:
        chances: Each of shape (n,), in [0, 1].

    Returns:
        Shape (n,), in [0, 1].

    Raises:
        ValueError: no plan, NaN or infinity, a chance outside [0, 1], or unequal lengths.

    Source:
        Inclusion-exclusion for independent draws.
    """
    plans = [finite_1d(c, name="chances") for c in chances]
    if len({plan.size for plan in plans}) != 1:
        raise ValueError(f"chances must share one length, got {[plan.size for plan in plans]}")
    table = np.stack(plans)
    if table.size and (table.min() < 0.0 or table.max() > 1.0):
        raise ValueError(f"chances must lie in 0 to 1, got {table.min()} to {table.max()}")
    union: Floats = 1.0 - np.prod(1.0 - table, axis=0)
    return union


def _above_zero(value: float, *, name: str) -> float:
    number = finite(value, name=name)
    if number <= 0.0:
        raise ValueError(f"{name} must be above 0, got {number}")
    return number
