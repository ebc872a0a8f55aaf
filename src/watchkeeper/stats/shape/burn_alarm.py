"""Alarms on the burn of a long and a short window together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Counts, count, counts_1d, open_share
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.shape.burn_rate import burn_rate

State = Literal["firing", "quiet", "unknown", "unreachable"]


class BurnRule(NamedTuple):
    """A window and the share of a period's errors that it must not use up alone.

    ``long`` and ``short`` are the two windows as shares of the period; ``urgent`` is True where
    somebody is to be woken.
    """

    budget: float
    long: float
    short: float
    urgent: bool

    @property
    def burn(self) -> float:
        """The burn at which the long window uses up the budget: ``budget / long``."""
        return self.budget / self.long


# Of a period of 30 days: 1 hour, 6 hours, 3 days; the short window is a twelfth.
BURN_RULES: tuple[BurnRule, ...] = (
    BurnRule(budget=0.02, long=1 / 720, short=1 / 8640, urgent=True),
    BurnRule(budget=0.05, long=6 / 720, short=6 / 8640, urgent=True),
    BurnRule(budget=0.10, long=72 / 720, short=72 / 8640, urgent=False),
)


@dataclass(frozen=True, slots=True)
class BurnVerdict:
    """What one rule says: its state, and the burn of its two windows.

    ``unknown`` where a window has too few rows; ``unreachable`` where not even errors alone
    would burn as fast. ``long`` and ``short`` are None where the window has no row.
    """

    rule: BurnRule
    state: State
    long: Interval | None
    short: Interval | None


def burn_alarm(
    errors: npt.ArrayLike,
    rows: npt.ArrayLike,
    *,
    objective: float,
    period: int,
    rules: tuple[BurnRule, ...] = BURN_RULES,
    level: float = 0.9,
    least_rows: int = 30,
) -> tuple[BurnVerdict, ...]:
    """Return for each rule whether errors use up the allowance too fast, now and for a while.

    A rule fires where the lower limit of the burn (:func:`burn_rate`) in its long window is
    above ``budget / long``, and the burn in its short window is too: the long one says that it
    is no chance, the short one that it has not ended. The alarm is on where any rule fires.

    Args:
        errors: Shape (ticks,). Wrong rows in each tick, the newest last. A tick is a span of
            time, or a number of labels.
        rows: Shape (ticks,). All rows in each tick.
        objective: Share of rows that are to be right.
        period: Ticks in the period that the objective is for, such as 8,640 of 5 minutes.
        rules: The windows, each at least one tick long.
        level: Of the limits of the burn.
        least_rows: Rows that the long window needs; the short one needs 1.

    Returns:
        One verdict a rule, in their order. With no drift of a stream that burns no faster than
        a rule's limit, the rule fires with chance (1 - *level*) / 2 at most at each look.

    Raises:
        NotEnoughData: fewer ticks than the shortest long window.
        ValueError: unequal shapes, what is no count, more errors than rows in a tick,
            *objective* or *level* not between 0 and 1, no tick in *period*, or no rule.

    Source:
        B. Beyer et al., The Site Reliability Workbook, O'Reilly, 2018, chapter 5, table 5-8;
        the lower limit takes the place of the burn itself, as labels are few.
    """
    wrong, total = counts_1d(errors, name="errors"), counts_1d(rows, name="rows")
    if wrong.shape != total.shape:
        raise ValueError(f"errors and rows must share their ticks, got {wrong.size}, {total.size}")
    if (wrong > total).any():
        place = int(np.flatnonzero(wrong > total)[0])
        raise ValueError(f"errors must be at most rows, got {wrong[place]} of {total[place]}")
    ticks, least = count(period, name="period"), count(least_rows, name="least_rows")
    if ticks == 0 or not rules:
        raise ValueError(f"period and rules must hold something, got {ticks} and {len(rules)}")
    open_share(level, name="level")
    need = min(_ticks(rule.long, ticks) for rule in rules)
    if wrong.size < need:
        raise NotEnoughData(
            f"errors has {wrong.size} ticks, needs {need}", hint="wait, or take shorter windows"
        )
    allowed = 1.0 - open_share(objective, name="objective")
    verdicts = []
    for rule in rules:
        long, short = (
            _burn(wrong, total, _ticks(window, ticks), objective, level)
            for window in (rule.long, rule.short)
        )
        enough = int(total[-_ticks(rule.long, ticks) :].sum()) >= max(least, 1)
        whole = wrong.size >= _ticks(rule.long, ticks)
        state = _state(rule, long, short, enough=enough and whole, most=1.0 / allowed)
        verdicts.append(BurnVerdict(rule, state, long, short))
    return tuple(verdicts)


def _ticks(window: float, period: int) -> int:
    return max(1, round(window * period))


def _burn(
    errors: Counts, rows: Counts, ticks: int, objective: float, level: float
) -> Interval | None:
    total = int(rows[-ticks:].sum())
    if total == 0:
        return None
    return burn_rate(int(errors[-ticks:].sum()), total, objective=objective, level=level)


def _state(
    rule: BurnRule, long: Interval | None, short: Interval | None, *, enough: bool, most: float
) -> State:
    if rule.burn >= most:
        return "unreachable"
    if not enough or long is None or short is None:
        return "unknown"
    return "firing" if long.lower > rule.burn and short.value > rule.burn else "quiet"
