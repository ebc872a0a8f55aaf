"""What the two online procedures share: taking p-values one by one, and their state."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, Mask, finite, open_share, whole
from watchkeeper.stats.multiplicity.decisions import p_values_1d


class OnlineProcedure(ABC):
    """Decides about hypotheses that arrive one by one, each before the next is known."""

    __slots__ = ("_clock", "_rejections", "q", "wealth")

    def __init__(self, *, q: float, wealth: float | None = None) -> None:
        self.q = open_share(q, name="q")
        self.wealth = self.q / 2.0 if wealth is None else finite(wealth, name="wealth")
        if not 0.0 < self.wealth < self.q:
            raise ValueError(f"wealth must lie between 0 and q = {self.q:g}, got {self.wealth:g}")
        # Steps of the procedure's own clock so far, and what the clock stood at when each
        # rejection had been counted.
        self._clock = 0
        self._rejections: list[int] = []

    @staticmethod
    @abstractmethod
    def _gamma(j: Floats) -> Floats:
        """Return the share of wealth spent at the *j*-th step after it was earned."""

    @property
    def threshold(self) -> float:
        """The level at which the next hypothesis is tested."""
        earned = np.full(len(self._rejections) + 1, self.q)
        earned[0] = self.wealth
        if self._rejections:
            earned[1] = self.q - self.wealth
        since = np.array([0, *self._rejections], dtype=np.float64)
        return float(earned @ self._gamma(self._clock + 1 - since))

    @abstractmethod
    def _advance(self, p_value: float) -> int:
        """Return the steps that the clock makes for a hypothesis of this p-value."""

    def update(self, p_values: npt.ArrayLike) -> Mask:
        """Take p-values in their order, shape (n,), and return which hypotheses are rejected.

        One call with many is the same as many calls with one.

        Raises:
            ValueError: not 1-d, NaN, infinity, or a number outside [0, 1].
        """
        array = p_values_1d(p_values)
        rejected = np.zeros(array.size, dtype=np.bool_)
        for place, p_value in enumerate(array.tolist()):
            rejected[place] = p_value <= self.threshold
            self._clock += self._advance(p_value)
            if rejected[place]:
                self._rejections.append(self._clock)
        return rejected

    def save(self) -> dict[str, Any]:
        """Return the setting and the state as plain numbers, safe in JSON."""
        return {
            "q": self.q,
            "wealth": self.wealth,
            "clock": self._clock,
            "rejections": list(self._rejections),
        }

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """Return the procedure that :meth:`save` described.

        Raises:
            ValueError: a number that is no count, or a rejection after the clock.
        """
        procedure = cls(q=state["q"], wealth=state["wealth"])
        clock, *rejections = whole(
            [state["clock"], *state["rejections"]], name="clock and rejections"
        ).tolist()
        if rejections != sorted(rejections) or (rejections and rejections[-1] > clock):
            raise ValueError(f"rejections must rise up to the clock {clock}, got {rejections}")
        procedure._clock, procedure._rejections = clock, rejections
        return procedure
