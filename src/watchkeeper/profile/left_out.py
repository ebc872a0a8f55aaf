"""Which columns are not watched for drift, and why."""

from __future__ import annotations

import numpy as np

from watchkeeper.profile.runs import Floats

MANY_CATEGORIES = 10_000
_ENOUGH = 100
_NEAR_UNIQUE = 0.5
_DENSE = 10

NO_VALUE = "no usable value in the reference"
IGNORED = "ignored as asked"


def because_of_categories(distinct: int, present: int, *, asked_for: bool) -> str | None:
    """Return why a column of categories is left out, or None.

    Near-unique (more than 100 distinct values, and more than half of all values) columns are
    names of rows, unless *asked_for*; more than 10,000 categories are too many in any case.
    """
    if distinct > _ENOUGH and distinct > _NEAR_UNIQUE * present and not asked_for:
        return f"nearly unique: {distinct:,} distinct values among {present:,}"
    if distinct > MANY_CATEGORIES:
        return f"{distinct:,} distinct values, more than {MANY_CATEGORIES:,}"
    return None


def because_of_numbers(in_time: Floats, ordered: Floats, *, whole: bool) -> str | None:
    """Return why a column of numbers is left out, or None.

    More than 100 values that rise from each row to the next are a counter or a clock. Whole
    numbers that never repeat and lie densely (a tenth of the numbers between the smallest and
    the largest occur) are the ids of rows in another order.

    Args:
        in_time: The values in order of time, else of rows.
        ordered: The same values sorted.
        whole: Whether the column's type holds whole numbers only.
    """
    n = ordered.size
    if n <= _ENOUGH:
        return None
    if bool(np.all(in_time[1:] > in_time[:-1])):
        return f"rises with every row: {n:,} values, a counter or a clock"
    dense = whole and ordered[-1] - ordered[0] < _DENSE * n
    if dense and bool(np.all(ordered[1:] > ordered[:-1])):
        return f"ids: {n:,} whole numbers, none of them twice"
    return None
