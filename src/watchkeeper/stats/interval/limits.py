"""What every interval answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the limits that contain the true one with the level asked for."""

    value: float
    lower: float
    upper: float
