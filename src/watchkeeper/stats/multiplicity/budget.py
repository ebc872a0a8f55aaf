"""From a budget of false alarms to a false discovery rate."""

from __future__ import annotations

from watchkeeper.stats.arrays import finite


def budget(*, false_families_per_week: float, families_per_week: float) -> float:
    """Return the q at which so many families a week are false alarms, at most, where all is well.

    ``false_families_per_week / families_per_week``: a family without drift raises an alarm with
    chance q at most, each time Benjamini-Hochberg judges it. All families that one call of
    ``hierarchical_bh`` judges share one q, so such a call counts once.

    Args:
        false_families_per_week: What is tolerated, > 0.
        families_per_week: How many families are judged in a week: with
            Benjamini-Hochberg per model, models times ticks; with ``hierarchical_bh``, ticks.

    Returns:
        q, between 0 and 1. One false family a week of 50 models judged daily: 1 / 350.

    Raises:
        ValueError: a number not above 0, NaN, infinity, or more false families than families.

    Source:
        Y. Benjamini, Y. Hochberg, Controlling the false discovery rate (1995): where every null
        holds, the false discovery rate is the chance of any rejection.
    """
    false = finite(false_families_per_week, name="false_families_per_week")
    judged = finite(families_per_week, name="families_per_week")
    for name, number in (("false_families_per_week", false), ("families_per_week", judged)):
        if number <= 0.0:
            raise ValueError(f"{name} must be > 0, got {number:g}")
    if false >= judged:
        raise ValueError(
            f"false_families_per_week of {false:g} allows every one of {judged:g} families a week"
        )
    return false / judged
