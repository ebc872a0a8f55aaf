"""The stakes of the sequential alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from watchkeeper.stats.arrays import finite, not_negative

Unit = Literal["row", "tick"]

# On shares: the best stakes against an error rate of 1.5, 2, 3, 4 and 5.5 times a small one. A
# tick of many rows shows large rises at once, so its stakes are for the small ones.
_STAKES: dict[Unit, tuple[float, ...]] = {
    "row": (0.5, 1.0, 2.0, 3.0, 4.5),
    "tick": (0.125, 0.25, 0.5, 1.0, 2.0),
}
# The largest stake loses nine tenths of the capital at most, so no factor is 0 or below.
_LARGEST_LOSS = 0.9


@dataclass(frozen=True, slots=True)
class Inclusion:
    """What is known beforehand of the sampling behind terms f + w (m - f), w = 1 / pi or 0.

    ``mean`` and ``lowest`` are of the inclusion probability pi, by the plan and not by what was
    drawn; ``highest_prediction`` is the largest f that there can be.
    """

    mean: float
    lowest: float
    highest_prediction: float = 1.0

    def __post_init__(self) -> None:
        mean, lowest = finite(self.mean, name="mean"), finite(self.lowest, name="lowest")
        highest = not_negative(self.highest_prediction, name="highest_prediction")
        # Plain floats, whatever was given: they go into the saved state.
        for name, number in (("mean", mean), ("lowest", lowest), ("highest_prediction", highest)):
            object.__setattr__(self, name, number)
        if not 0.0 < lowest <= mean <= 1.0:
            raise ValueError(
                f"inclusion needs 0 < lowest <= mean <= 1, got lowest {lowest} and mean {mean}"
            )


def largest_fall(tolerated: float, *, inclusion: Inclusion | None) -> float:
    """Return how far one excess can lie below 0: the excess is value - *tolerated*.

    Under *inclusion* the excess is mean pi times (value - tolerated), and its fall is
    ``highest_prediction * mean / lowest + mean * tolerated``: a row with a confident prediction
    of error that turns out right, drawn with the lowest probability.
    """
    if inclusion is None:
        return tolerated
    ratio = inclusion.mean / inclusion.lowest
    return inclusion.highest_prediction * ratio + inclusion.mean * tolerated


def stakes_for(fall: float, *, unit: Unit) -> tuple[float, ...]:
    """Return five stakes, the largest of which loses .9 at a fall of *fall*, or less."""
    stakes = _STAKES[unit]
    shrink = min(1.0, _LARGEST_LOSS / (stakes[-1] * fall))
    return tuple(stake * shrink for stake in stakes)
