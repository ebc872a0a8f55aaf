"""Labels of a budget, shared out over slices."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Counts, Floats, count, finite, not_negative
from watchkeeper.stats.planning.slices import (
    counts_by_slice,
    not_negative_by_slice,
    positive_by_slice,
    weights_of_slices,
)

Rule = Literal["power", "neyman", "equal_precision"]


def allocate(
    weights: npt.ArrayLike,
    deviations: npt.ArrayLike,
    *,
    budget: float,
    rule: Rule = "power",
    exponent: float = 0.5,
    costs: npt.ArrayLike | None = None,
    floor: int = 30,
    caps: npt.ArrayLike | None = None,
) -> Counts:
    """Return how many labels each slice gets.

    In proportion to ``weight**exponent * deviation / sqrt(cost)`` (rule "power"), to ``weight *
    deviation / sqrt(cost)`` ("neyman", the least variance of the whole) or to
    ``deviation**2`` ("equal_precision", one standard error for all slices). Slices whose part is
    below the floor or above their cap are set to it, and the rest of the budget is shared out
    again, until all fits; then whole labels go to the largest parts of one.

    Args:
        weights: Shape (slices,). Share of each slice in the whole, or its rows; >= 0.
        deviations: Shape (slices,). Standard deviation of the metric's rows in each, >= 0, as
            from :func:`smoothed_deviation`; of a difference estimator that of metric minus
            prediction.
        budget: Labels in all; in the unit of *costs* where they are given.
        rule: What the labels are for: "neyman" the whole, "equal_precision" each slice, "power"
            both.
        exponent: Of the weight, in [0, 1], for rule "power": 1 is Neyman's rule, 0 looks at
            the slices alone.
        costs: Shape (slices,). Cost of a label, above 0; None for 1 each.
        floor: Labels that each slice gets at least, as far as its cap allows.
        caps: Shape (slices,). Rows that there are to label; None for no limit.

    Returns:
        Shape (slices,), int64. All that the budget pays for, or the caps. It depends on drift
        only by *deviations*; with no drift last week's are this week's.

    Raises:
        NotEnoughData: no slice, or the budget does not pay for the floors.
        ValueError: unequal shapes, NaN, infinite or negative numbers, an unknown rule, or
            *exponent* not in [0, 1].

    Source:
        W. G. Cochran, Sampling Techniques, 3rd ed., 1977, sections 5.5 and 5A.4; M. D. Bankier,
        Power allocations, The American Statistician 42 (1988) 174-177.
    """
    w = weights_of_slices(weights)
    sigma = not_negative_by_slice(deviations, name="deviations", slices=w.size)
    cost = positive_by_slice(costs, name="costs", slices=w.size)
    money = not_negative(budget, name="budget")
    most = np.floor(money / cost + 1e-9).astype(np.int64)
    wanted = _wanted(w, sigma, cost, rule, exponent)
    least = np.full(w.size, count(floor, name="floor"), dtype=np.int64)
    if caps is not None:
        rows = counts_by_slice(caps, name="caps", slices=w.size, otherwise=0)
        most, least = np.minimum(most, rows), np.minimum(least, rows)
    need = float(cost @ least)
    if need > money * (1.0 + 1e-12):
        raise NotEnoughData(
            f"budget is {money:g}, needs {need:g} for the floor of {floor} a slice",
            hint="lower the floor, join slices, or take allocate_greedily",
        )
    return _whole(_level(wanted, cost, least, most, money), cost, most, money)


def _wanted(w: Floats, sigma: Floats, cost: Floats, rule: Rule, exponent: float) -> Floats:
    q = finite(exponent, name="exponent")
    if not 0.0 <= q <= 1.0:
        raise ValueError(f"exponent must lie in [0, 1], got {q}")
    parts: dict[Rule, Floats] = {
        "power": w**q * sigma / np.sqrt(cost),
        "neyman": w * sigma / np.sqrt(cost),
        "equal_precision": np.square(sigma),
    }
    if rule not in parts:
        raise ValueError(f"rule must be one of {', '.join(map(repr, parts))}, got {rule!r}")
    return parts[rule]


def _level(wanted: Floats, cost: Floats, least: Counts, most: Counts, money: float) -> Floats:
    """Return the parts at the water level at which the money is spent."""
    part = np.clip(0.0 * wanted, least, most)
    rises = wanted > 0.0
    # The money spent is a broken line in the level; it breaks where a slice leaves its floor
    # or reaches its cap.
    breaks = np.unique(np.concatenate([least[rises] / wanted[rises], most[rises] / wanted[rises]]))
    spent = -np.inf
    for level in breaks.tolist():
        higher = np.where(rises, np.clip(level * wanted, least, most), part)
        more = float(cost @ higher)
        if more > money:
            share = (money - spent) / (more - spent) if np.isfinite(spent) else 0.0
            between: Floats = part + share * (higher - part)
            return between
        part, spent = higher, more
    return part


def _whole(part: Floats, cost: Floats, most: Counts, money: float) -> Counts:
    """Return whole labels: each part rounded down, then the largest rests first."""
    labels = np.floor(part + 1e-9).astype(np.int64)
    left = money - float(cost @ labels)
    for place in np.argsort(labels - part, kind="stable").tolist():
        room = part[place] > labels[place] and labels[place] < most[place]
        if room and cost[place] <= left * (1.0 + 1e-12):
            labels[place] += 1
            left -= float(cost[place])
    return labels
