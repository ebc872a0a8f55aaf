"""What every confidence sequence answers, and the door of the bounded ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, finite, finite_1d


@dataclass(frozen=True, slots=True)
class ConfidenceSequence:
    """A value and its limits after each row, shape (n,): all limits hold at once."""

    value: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Range:
    """The range that values keep to, and the way to the unit interval and back."""

    lowest: float
    highest: float

    def __post_init__(self) -> None:
        low, high = finite(self.lowest, name="lowest"), finite(self.highest, name="highest")
        if not low < high:
            raise ValueError(f"lowest must be below highest, got {low:g} and {high:g}")

    def to_unit(self, values: npt.ArrayLike, *, name: str = "values") -> Floats:
        """Return *values* scaled to [0, 1], at least one, or say which lies outside."""
        array = finite_1d(values, name=name, at_least=1)
        low, high = array.min(), array.max()
        if low < self.lowest or high > self.highest:
            raise ValueError(
                f"{name} must lie in [{self.lowest:g}, {self.highest:g}], got {low:g} to {high:g}"
            )
        unit: Floats = (array - self.lowest) / (self.highest - self.lowest)
        return np.clip(unit, 0.0, 1.0)

    def sequence(self, value: Floats, half: Floats) -> ConfidenceSequence:
        """Return *value* give or take *half*, both on [0, 1], in the unit of the values."""
        return self.between(value, value - half, value + half)

    def between(self, value: Floats, lower: Floats, upper: Floats) -> ConfidenceSequence:
        """Return limits on [0, 1] in the unit of the values, cut at the range."""
        width = self.highest - self.lowest
        low, high = (self.lowest + width * np.clip(x, 0.0, 1.0) for x in (lower, upper))
        return ConfidenceSequence(self.lowest + width * value, low, high)
