"""Alarms on the burn of two windows."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.shape import BURN_RULES, BurnRule, burn_alarm, burn_rate

TICKS = 8640  # five minutes each, thirty days


def stream(rate: float, last: int, *, rows: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Return errors and rows of thirty days: none before, then *rate* in the *last* ticks."""
    total = np.full(TICKS, rows)
    errors = np.zeros(TICKS, dtype=int)
    errors[TICKS - last :] = round(rate * rows)
    return errors, total


def states(errors: np.ndarray, rows: np.ndarray, *, objective: float = 0.99) -> list[str]:
    """Return the states of the default rules."""
    return [v.state for v in burn_alarm(errors, rows, objective=objective, period=TICKS)]


def test_the_table_of_the_workbook() -> None:
    """14.4 for 1 h and 5 min, 6 for 6 h and 30 min, 1 for 3 d and 6 h; short is a twelfth."""
    assert [rule.burn for rule in BURN_RULES] == pytest.approx([14.4, 6.0, 1.0])
    assert [720 * rule.long for rule in BURN_RULES] == pytest.approx([1, 6, 72])
    assert [12 * rule.short for rule in BURN_RULES] == pytest.approx([r.long for r in BURN_RULES])
    assert [rule.burn * rule.long for rule in BURN_RULES] == pytest.approx([0.02, 0.05, 0.1])


def test_each_rule_fires_for_its_own_trouble() -> None:
    """A fifth wrong for an hour; 7 % for six hours; 1.5 % for three days."""
    assert states(*stream(0.20, 12)) == ["firing", "quiet", "quiet"]
    assert states(*stream(0.07, 72)) == ["quiet", "firing", "quiet"]
    assert states(*stream(0.015, 864)) == ["quiet", "quiet", "firing"]
    assert states(*stream(0.01, TICKS)) == ["quiet", "quiet", "quiet"]


def test_quiet_as_soon_as_it_has_ended() -> None:
    """The long window still burns, the short one does not."""
    errors, rows = stream(0.20, 13)
    errors[-1] = 0

    first = burn_alarm(errors, rows, objective=0.99, period=TICKS)[0]

    assert first.state == "quiet"
    assert first.long is not None
    assert first.long.lower > 14.4


def test_chance_is_no_fire() -> None:
    """Two wrong of eight labels burn at 25, but could come from a burn of 5: quiet or unknown."""
    errors, rows = np.zeros(TICKS, dtype=int), np.zeros(TICKS, dtype=int)
    rows[-1], errors[-1] = 8, 2

    verdicts = burn_alarm(errors, rows, objective=0.99, period=TICKS, least_rows=1)

    assert verdicts[0].long == burn_rate(2, 8, objective=0.99)
    assert [v.state for v in verdicts] == ["quiet", "quiet", "firing"]
    assert states(errors, rows) == ["unknown"] * 3


def test_no_rows_in_the_short_window_are_unknown() -> None:
    """Whether it goes on cannot be said."""
    errors, rows = stream(0.20, 12)
    errors[-1] = rows[-1] = 0

    first = burn_alarm(errors, rows, objective=0.99, period=TICKS)[0]

    assert (first.state, first.short) == ("unknown", None)


def test_a_lax_objective_cannot_burn_so_fast() -> None:
    """Of .93, 14.4 times .07 would be more than all rows: said, not silent."""
    assert states(*stream(1.0, 12), objective=0.93)[0] == "unreachable"
    assert states(*stream(1.0, 12), objective=0.92)[0] == "unreachable"
    assert states(*stream(1.0, 12), objective=0.94)[0] == "firing"


def test_a_young_stream_has_short_windows_only() -> None:
    """Twenty ticks judge the hour, not the six hours; five ticks judge nothing."""
    errors, rows = stream(0.20, 12)

    young = burn_alarm(errors[-20:], rows[-20:], objective=0.99, period=TICKS)

    assert [v.state for v in young] == ["firing", "unknown", "unknown"]
    with pytest.raises(NotEnoughData, match="errors has 5 ticks, needs 12"):
        burn_alarm(errors[-5:], rows[-5:], objective=0.99, period=TICKS)


def test_ticks_can_be_labels() -> None:
    """A period of 3,000 labels in ticks of ten, and a rule of one's own."""
    rule = BurnRule(budget=0.2, long=0.1, short=0.02, urgent=True)
    errors = np.zeros(300, dtype=int)
    errors[-30:] = 2

    verdict = burn_alarm(errors, np.full(300, 10), objective=0.95, period=300, rules=(rule,))[0]

    assert verdict.state == "firing"
    assert verdict.long == burn_rate(60, 300, objective=0.95)
    assert verdict.short == burn_rate(12, 60, objective=0.95)


def test_nonsense_is_refused() -> None:
    """By name, with the values."""
    with pytest.raises(ValueError, match="share their ticks, got 2, 1"):
        burn_alarm([0, 0], [1], objective=0.9, period=2)
    with pytest.raises(ValueError, match="errors must be at most rows, got 3 of 2"):
        burn_alarm([0, 3], [1, 2], objective=0.9, period=2)
    with pytest.raises(ValueError, match="period and rules must hold something, got 0 and 3"):
        burn_alarm([0, 3], [1, 5], objective=0.9, period=0)
