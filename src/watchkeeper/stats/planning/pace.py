"""How many labels a day a plan needs, and when it is done."""

from __future__ import annotations

import math
from dataclasses import dataclass

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import count, not_negative


@dataclass(frozen=True, slots=True)
class Pace:
    """Labels a day that a plan needs, and the days it takes at the capacity.

    ``per_day`` is how many must be asked for each day; ``days`` is when the last of them is
    there; ``in_time`` says whether the capacity is enough for the days asked for.
    """

    per_day: float
    days: float
    in_time: bool


def pace(labels: int, days: float, *, latency: float = 0.0, capacity: float | None = None) -> Pace:
    """Return how many labels a day bring *labels* within *days*, and what the capacity allows.

    ``labels / (days - latency)``: what is asked for in the last *latency* days is not answered
    in time. At the capacity the labels are there after ``latency + labels / capacity`` days.

    Args:
        labels: Labels that the plan needs, as from :func:`labels_for_drop`.
        days: Days within which the answer is wanted, above 0.
        latency: Days from asking for a label to having it.
        capacity: Labels a day that can be given; None where it is no limit.

    Returns:
        Labels a day >= 0, days >= 0 (without a capacity the days asked for), and whether the
        capacity is enough. It says nothing of drift: with no drift the pace is the same.

    Raises:
        NotEnoughData: *days* is not longer than *latency*, or a capacity of 0.
        ValueError: *labels* no count, *days*, *latency*, *capacity* NaN, infinite or negative.

    Source:
        Arithmetic.
    """
    needed, within = count(labels, name="labels"), not_negative(days, name="days")
    wait = not_negative(latency, name="latency")
    if within <= wait:
        raise NotEnoughData(
            f"days is {within:g}, needs more than the latency of {wait:g}",
            hint="no label that is asked for today comes in time",
        )
    per_day = needed / (within - wait)
    if capacity is None:
        return Pace(per_day, within, in_time=True)
    able = not_negative(capacity, name="capacity")
    if able == 0.0 and needed:
        raise NotEnoughData(
            f"capacity is 0 labels a day, needs {per_day:.4g}", hint="find somebody who labels"
        )
    taken = wait + needed / able if needed else 0.0
    return Pace(per_day, taken, in_time=taken <= within or math.isclose(taken, within))
