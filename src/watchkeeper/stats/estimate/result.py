"""What every estimate from partly labelled rows answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric of all rows, estimated from those that were labelled.

    ``lower`` and ``upper`` contain the true value with chance ``level``. ``why`` is empty where
    the labels are enough for that; otherwise it says what is missing, and the limits (then
    wide) are an indication only. ``design_effect`` is how much clusters widened the variance.
    """

    value: float
    lower: float
    upper: float
    level: float
    n: int
    n_labelled: int
    standard_error: float
    design_effect: float = 1.0
    why: str = ""

    @property
    def enough(self) -> bool:
        """Whether the interval holds what it states."""
        return not self.why
