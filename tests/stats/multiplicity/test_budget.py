"""From a budget of false alarms to a false discovery rate."""

from __future__ import annotations

import pytest

from watchkeeper.stats.multiplicity import budget


@pytest.mark.parametrize(("families", "q"), [(50 * 7, 0.0029), (50 * 168, 0.00012)])
def test_one_false_family_a_week(families: int, q: float) -> None:
    """methods.md d: 50 models daily, and hourly."""
    assert budget(false_families_per_week=1, families_per_week=families) == pytest.approx(
        q, rel=0.02
    )


def test_the_other_way_round() -> None:
    """q = .05 hourly over 50 models is 420 false families a week."""
    assert budget(false_families_per_week=420, families_per_week=50 * 168) == pytest.approx(0.05)


@pytest.mark.parametrize("name", ["false_families_per_week", "families_per_week"])
@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_what_is_no_budget_is_refused_by_name(name: str, bad: float) -> None:
    """Nothing is divided by zero."""
    with pytest.raises(ValueError, match=name):
        budget(**{"false_families_per_week": 1.0, "families_per_week": 50.0, name: bad})


def test_more_false_families_than_families_are_no_budget() -> None:
    """It would allow an alarm for each."""
    with pytest.raises(ValueError, match="8 allows every one of 7 families a week"):
        budget(false_families_per_week=8, families_per_week=7)
