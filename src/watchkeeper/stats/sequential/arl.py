"""From a budget of false alarms to a threshold."""

from __future__ import annotations

from watchkeeper.stats.arrays import count, finite


def arl_for(*, false_alarms_per_week: float, monitors: int, steps_per_week: float = 7.0) -> float:
    """Return the mean number of steps between false alarms of one monitor.

    ``monitors * steps_per_week / false_alarms_per_week``: the threshold of ESR and ECUSUM.

    Args:
        false_alarms_per_week: Budget of all monitors together, > 0.
        monitors: How many share it, >= 1.
        steps_per_week: Steps that one monitor makes: 7 with a tick a day, 168 with one an hour;
            with a step a row, the rows it sees in a week.

    Returns:
        Steps, > 1. 2,000 monitors, one false alarm a week, a tick a day: 14,000 days each.

    Raises:
        ValueError: no monitor, a budget or a number of steps not above 0, NaN, infinity, or a
            budget so large that it allows an alarm at every step.

    Source:
        J. Shin, A. Ramdas, A. Rinaldo, E-detectors (2024): a threshold A keeps the mean run
        length at A or above.
    """
    budget = finite(false_alarms_per_week, name="false_alarms_per_week")
    steps = finite(steps_per_week, name="steps_per_week")
    shared_by = count(monitors, name="monitors")
    for name, number in (
        ("false_alarms_per_week", budget),
        ("monitors", shared_by),
        ("steps_per_week", steps),
    ):
        if number <= 0:
            raise ValueError(f"{name} must be > 0, got {number:g}")
    arl = shared_by * steps / budget
    if arl <= 1.0:
        raise ValueError(
            f"false_alarms_per_week of {budget:g} allows an alarm at each of the"
            f" {shared_by * steps:g} steps a week"
        )
    return arl
