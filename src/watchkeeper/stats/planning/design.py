"""From labels that count as one each to labels that must be drawn."""

from __future__ import annotations

import math

from watchkeeper.stats.arrays import finite


def drawn_for(labels: float, design_effect: float, share: float) -> int:
    """Return the labels to draw for *labels* of simple random ones that the metric uses.

    ``labels * design_effect / share``, rounded up; at least 1.

    Raises:
        ValueError: *design_effect* not above 0, or *share* not in (0, 1].
    """
    # Rounding first: 300 / .1 is 3,000 labels, not one more for the last digit of a float.
    return max(1, math.ceil(round(labels * per_label(design_effect, share), 9)))


def per_label(design_effect: float, share: float) -> float:
    """Return how many labels must be drawn for one that counts.

    Raises:
        ValueError: *design_effect* not above 0, or *share* not in (0, 1].
    """
    effect, used = finite(design_effect, name="design_effect"), finite(share, name="share")
    if effect <= 0.0:
        raise ValueError(f"design_effect must be above 0, got {effect}")
    if not 0.0 < used <= 1.0:
        raise ValueError(f"share must lie above 0 and be at most 1, got {used}")
    return effect / used
