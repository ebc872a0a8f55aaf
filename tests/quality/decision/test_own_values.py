from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.quality.decision import Judged, Why


@pytest.fixture
def last(windows: Any, start: Any, judge: Any) -> Any:
    """Return a function that judges one window after a reference."""

    def of(measure: str, reference: list[float], value: float) -> Judged:
        history = start(windows({f"x.{measure}": reference}))
        found: Judged = judge(history, windows({f"x.{measure}": [value]}))[0]
        return found

    return of


@pytest.mark.parametrize(
    ("usual", "now", "level"),
    [
        ([0.1, 0.2], 1.0, 3),  # decimals lost
        ([0.97, 0.93], 1.0, 2),  # lost, but few there were
        ([0.9, 0.99], 1.0, 0),  # once in the past they were whole, too
        ([0.1, 0.2], 0.99, 0),  # nearly whole is not whole
        ([1.0, 0.999], 0.0, 3),  # whole numbers became decimals
        ([1.0, 0.999], 0.9, 2),
        ([1.0, 0.999], 0.985, 0),  # a few did
        ([1.0, 0.99], 0.0, 0),  # they never all were whole
    ],
)
def test_integer_share_is_news_only_where_the_past_never_looked_like_it(
    usual: list[float], now: float, level: int, last: Any
) -> None:
    """Precision lost, or whole numbers lost; never what any remembered window was like."""
    judged = last("integer", usual * 20, now)

    assert int(judged.level[0]) == level
    assert Why(int(judged.why[0])) == (Why.UNHEARD_OF if level else Why.WITHIN)


def test_what_was_usual_is_told(last: Any) -> None:
    """There is no baseline: the mean of the past says what to expect."""
    judged = last("integer", [0.1, 0.3] * 20, 1.0)

    assert judged.baseline[0] == -1
    assert judged.expected[0] == pytest.approx(0.2)
    assert judged.off[0] == pytest.approx(0.8)
    assert judged.windows[0] == 40


@pytest.mark.parametrize(
    ("reference", "level"),
    [([0.0] * 28, 3), ([0.0] * 27, 0), ([0.0] * 27 + [1.0], 0), ([1.0] * 40, 0)],
)
def test_a_column_is_stuck_if_it_never_was_constant(
    reference: list[float], level: int, last: Any
) -> None:
    """28 windows, none of them constant."""
    assert int(last("constant", reference, 1.0).level[0]) == level


def test_few_windows_are_no_past(last: Any) -> None:
    """13 are unknown, 14 known, and below 28 a moderate change is no more than a warning."""
    short, enough = last("integer", [1.0] * 13, 0.6), last("integer", [1.0] * 14, 0.6)

    assert (int(short.level[0]), Why(int(short.why[0]))) == (1, Why.LITTLE_HISTORY)
    assert int(enough.level[0]) == 2
    assert int(last("integer", [1.0] * 14, 0.4).level[0]) == 3
    assert int(last("integer", [1.0] * 28, 0.6).level[0]) == 3
