"""How fast errors use up what an objective allows."""

from __future__ import annotations

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import count, open_share
from watchkeeper.stats.interval.clopper_pearson import clopper_pearson
from watchkeeper.stats.interval.limits import Interval


def burn_rate(errors: int, rows: int, *, objective: float, level: float = 0.9) -> Interval:
    """Return how many times faster errors come than the objective allows, with limits.

    ``(errors / rows) / (1 - objective)``; the limits are those of the exact interval
    (Clopper-Pearson) of the error rate, divided alike. At a burn of 1 the errors allowed for
    a period last just as long as the period.

    Args:
        errors: Rows of *rows* that were wrong.
        rows: Rows, or labels, in the window.
        objective: Share of rows that are to be right, such as .99.
        level: Chance, at least, that the limits contain the true burn; each limit alone misses
            it with chance (1 - *level*) / 2 at most.

    Returns:
        Burn and limits, each in [0, 1 / (1 - objective)]. With no drift of a model that just
        keeps its objective the burn is about 1.

    Raises:
        NotEnoughData: no row.
        ValueError: what is no count, more *errors* than *rows*, or *objective* or *level* not
            between 0 and 1.

    Source:
        B. Beyer et al., The Site Reliability Workbook, O'Reilly, 2018, chapter 5.
    """
    wrong, total = count(errors, name="errors"), count(rows, name="rows")
    if wrong > total:
        raise ValueError(f"errors must be at most rows, got {wrong} of {total}")
    allowed = 1.0 - open_share(objective, name="objective")
    if total == 0:
        raise NotEnoughData("rows is 0, needs 1", hint="widen the window")
    rate = clopper_pearson(wrong, total, level=level)
    return Interval(rate.value / allowed, rate.lower / allowed, rate.upper / allowed)
