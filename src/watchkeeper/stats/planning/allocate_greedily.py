"""Labels one by one to the slice where the next one helps most."""

from __future__ import annotations

import heapq
import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Counts, Floats, count
from watchkeeper.stats.planning.slices import (
    counts_by_slice,
    not_negative_by_slice,
    weights_of_slices,
)


def allocate_greedily(
    weights: npt.ArrayLike,
    deviations: npt.ArrayLike,
    *,
    labels: int,
    priorities: npt.ArrayLike | None = None,
    have: npt.ArrayLike | None = None,
    caps: npt.ArrayLike | None = None,
) -> Counts:
    """Return how many of *labels* each slice gets when the next one goes where it helps most.

    A label more in a slice with n of them takes ``weight**2 * deviation**2 / (n (n + 1))`` off
    the variance of the whole; times the slice's priority this is what it is worth. The first
    label of a slice comes before any second one, the worthiest slice first. As each label of a
    slice is worth less than the one before, no other way of sharing them out is worth more.

    Args:
        weights: Shape (slices,). Share of each slice in the whole, or its rows; >= 0.
        deviations: Shape (slices,). Standard deviation of the metric's rows in each, >= 0.
        labels: Labels to give, fewer than every plan asks for.
        priorities: Shape (slices,). How much more a slice matters; >= 0, None for 1 each.
        have: Shape (slices,). Labels that each slice already has; None for none.
        caps: Shape (slices,). New labels that each can take; None for no limit.

    Returns:
        Shape (slices,), int64: the new labels. Ties go to the slice named first. A slice that
        is worth nothing gets none. It depends on drift only by *deviations*; with no drift last
        week's are this week's.

    Raises:
        NotEnoughData: no slice with a weight above 0.
        ValueError: unequal shapes, what is no count, NaN, infinite or negative numbers.

    Source:
        T. Wright, The equivalence of Neyman optimum allocation for sampling and equal
        proportions for apportioning the U.S. House of Representatives, The American
        Statistician 66 (2012) 217-224.
    """
    w, given = weights_of_slices(weights), count(labels, name="labels")
    sigma = not_negative_by_slice(deviations, name="deviations", slices=w.size)
    matters = not_negative_by_slice(
        np.ones(w.size) if priorities is None else priorities, name="priorities", slices=w.size
    )
    there = counts_by_slice(have, name="have", slices=w.size, otherwise=0)
    most = counts_by_slice(caps, name="caps", slices=w.size, otherwise=given)
    worth = np.square(w * sigma) * matters
    most = np.where(worth > 0.0, np.minimum(most, given), 0)
    scaled = worth / worth.max() if worth.any() else worth
    new = _down_to_a_price(scaled, there, most, given)
    return _one_by_one(scaled, there, most, new, given)


def _down_to_a_price(worth: Floats, have: Counts, most: Counts, labels: int) -> Counts:
    """Return all labels worth more than a price, the lowest price that is not too low."""

    def bought(price: float) -> Counts:
        # The step from m to m + 1 is worth the price while m (m + 1) <= worth / price.
        steps = np.floor((np.sqrt(1.0 + 4.0 * worth / price) - 1.0) / 2.0) + 1.0
        more: Counts = np.clip(np.minimum(steps, 4e18).astype(np.int64) - have, 0, most)
        return more

    nothing = np.zeros_like(have)
    low, high = -600.0, 0.0
    if int(bought(math.exp(high)).sum()) > labels:
        return nothing
    for _ in range(60):
        middle = (low + high) / 2.0
        if int(bought(math.exp(middle)).sum()) > labels:
            low = middle
        else:
            high = middle
    return bought(math.exp(high))


def _one_by_one(worth: Floats, have: Counts, most: Counts, new: Counts, labels: int) -> Counts:
    def entry(place: int) -> tuple[bool, float, int]:
        n = int(have[place] + new[place])
        value = float(worth[place])
        return n > 0, -(value / (n * (n + 1.0)) if n else value), place

    heap = [entry(place) for place in range(worth.size) if new[place] < most[place]]
    heapq.heapify(heap)
    left = labels - int(new.sum())
    while heap and left:
        place = heap[0][2]
        new[place] += 1
        left -= 1
        if new[place] < most[place]:
            heapq.heapreplace(heap, entry(place))
        else:
            heapq.heappop(heap)
    return new
