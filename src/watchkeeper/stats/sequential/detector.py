"""What the two sequential alarms share: factors, thresholds, state."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, count, finite, finite_1d
from watchkeeper.stats.sequential.bets import Inclusion, Unit, largest_fall, stakes_for

_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Setting:
    """What an alarm watches for; see :class:`watchkeeper.stats.sequential.esr.ESR`."""

    tolerated: float
    threshold: float
    unit: Unit = "row"
    scale: float = 1.0
    inclusion: Inclusion | None = None

    def __post_init__(self) -> None:
        for name in ("tolerated", "scale"):
            if finite(getattr(self, name), name=name) <= 0.0:
                raise ValueError(f"{name} must be > 0, got {getattr(self, name)}")
        if finite(self.threshold, name="threshold") <= 1.0:
            raise ValueError(f"threshold must be > 1, got {self.threshold}")
        if self.unit not in ("row", "tick"):
            raise ValueError(f"unit must be 'row' or 'tick', got {self.unit!r}")

    def fall(self) -> float:
        """Return how far one excess can lie below 0."""
        return largest_fall(self.tolerated, inclusion=self.inclusion) / self.scale

    def excess(self, values: npt.ArrayLike) -> Floats:
        """Return the excess of each value, shape (n,), or refuse what cannot be one."""
        array = finite_1d(values, name="values")
        share = 1.0 if self.inclusion is None else self.inclusion.mean
        excess: Floats = (share / self.scale) * (array - self.tolerated)
        fall = self.fall()
        if excess.size and excess.min() < -fall * (1.0 + 1e-9):
            lowest = self.tolerated - fall * self.scale / share
            raise ValueError(
                f"values holds {array.min():g}, below {lowest:g}, the lowest there can be"
                + (" under this inclusion" if self.inclusion else "")
            )
        return excess


class Detector(ABC):
    """An alarm whose statistic is the mean of five levels, one a stake."""

    __slots__ = ("_levels", "_stakes", "setting", "steps")

    def __init__(
        self,
        *,
        tolerated: float,
        threshold: float,
        unit: Unit = "row",
        scale: float = 1.0,
        inclusion: Inclusion | None = None,
    ) -> None:
        self.setting = Setting(float(tolerated), float(threshold), unit, float(scale), inclusion)
        self._stakes = np.asarray(stakes_for(self.setting.fall(), unit=unit))
        self._levels = [0.0] * self._stakes.size
        self.steps = 0

    @staticmethod
    @abstractmethod
    def _step(levels: list[float], factors: list[float]) -> list[float]:
        """Return the levels after one step with these factors."""

    @property
    def value(self) -> float:
        """The statistic now: >= 0, below the threshold, 0 after an alarm. No e-value."""
        return math.fsum(self._levels) / len(self._levels)

    def update(self, values: npt.ArrayLike) -> tuple[int, ...]:
        """Take new values in their order, and return the places at which an alarm was raised.

        With the unit ``row`` every value is a step. With ``tick`` the call is one step whatever
        it holds, also nothing; the alarm is then at place 0. After an alarm the statistic begins
        again at 0, so any cut of a stream into calls raises the same alarms.

        Raises:
            ValueError: *values* is not 1-d, holds NaN, infinity, or less than there can be.
        """
        excess = self.setting.excess(values)
        if self.setting.unit == "tick":
            return self._take(self._tick(excess), at=0)
        alarms: list[int] = []
        for start in range(0, excess.size, _BLOCK):
            alarms += self._take(
                1.0 + np.outer(excess[start : start + _BLOCK], self._stakes), start
            )
        return tuple(alarms)

    def _tick(self, excess: Floats) -> Floats:
        logs = np.zeros(self._stakes.size)
        for start in range(0, excess.size, _BLOCK):
            logs += np.log1p(np.outer(excess[start : start + _BLOCK], self._stakes)).sum(axis=0)
        with np.errstate(over="ignore"):
            factors: Floats = np.exp(logs)[np.newaxis]
        return factors

    def _take(self, factors: Floats, at: int) -> tuple[int, ...]:
        levels, enough = self._levels, self.setting.threshold * len(self._levels)
        alarms, began = [], at - self.steps
        for place, row in enumerate(factors.tolist(), start=at):
            levels = self._step(levels, row)
            if sum(levels) >= enough:
                alarms.append(place)
                levels, began = [0.0] * len(levels), place + 1
        self._levels, self.steps = levels, at + len(factors) - began
        return tuple(alarms)

    def save(self) -> dict[str, Any]:
        """Return the setting and the state as plain numbers, safe in JSON."""
        return {**asdict(self.setting), "levels": list(self._levels), "steps": self.steps}

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """Return the alarm that :meth:`save` described.

        Raises:
            ValueError: a level is missing, below 0, NaN or infinite.
        """
        setting = {name: state[name] for name in Setting.__dataclass_fields__}
        if setting["inclusion"] is not None:
            setting["inclusion"] = Inclusion(**setting["inclusion"])
        detector = cls(**setting)
        levels = finite_1d(state["levels"], name="levels")
        if levels.size != len(detector._levels) or levels.min() < 0.0:
            raise ValueError(
                f"levels must be {len(detector._levels)} numbers >= 0, got {levels.tolist()}"
            )
        detector._levels, detector.steps = levels.tolist(), count(state["steps"], name="steps")
        return detector
