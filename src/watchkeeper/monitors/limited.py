"""Whose tolerances can be set for a single subject (``[[limit]]`` in the settings)."""

from __future__ import annotations

from watchkeeper.quality.decision import MeasureName

_MONITORS: dict[MeasureName, str] = {
    "integer": "precision",
    "mean": "drift",
    "spread": "drift",
    "shape": "drift",
    "jump": "drift",
}

# The others have no size of effect to be tolerant about, or settings of their own.
LIMITED = (
    "missing",
    "unseen",
    "precision",
    "drift",
    "volume",
    "duplicates",
    "performance",
    "label_drift",
)


def monitor_of(measure: MeasureName) -> str:
    """Return the name of the monitor that reports *measure*."""
    return _MONITORS.get(measure, measure)
