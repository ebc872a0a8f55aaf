"""The root of a square whose mean without drift was taken off."""

from __future__ import annotations

import math


def signed_root(square: float) -> float:
    """Return the root of *square*, and minus the root of its size where it is below 0.

    A debiased square is as often below 0 as the bias asks for; cutting it off at 0 would bring
    the bias back. ``x * abs(x)`` of the answer is the square again.
    """
    return math.copysign(math.sqrt(abs(square)), square)
