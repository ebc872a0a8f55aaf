"""An estimate written as a sum over rows, to first order: the form all variances are taken from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from watchkeeper.stats.arrays import Floats


@dataclass(frozen=True, slots=True)
class Linear:
    """A value, and what each row adds to its error.

    The error is about ``sum(foreseen + weight * residual)`` over rows. ``foreseen`` needs no
    label; ``residual`` is what the label adds to it (0 where there is none). Where the chance of
    a positive label is known, ``if_positive`` and ``if_negative`` are the residuals that either
    label would give; else None.
    """

    value: float
    foreseen: Floats
    residual: Floats
    if_positive: Floats | None = None
    if_negative: Floats | None = None


def combined(value: float, parts: Iterable[tuple[float, Linear]]) -> Linear:
    """Return a function of estimates: its *value*, and its derivative by each of them."""
    pairs = list(parts)
    foreseen = np.sum([d * part.foreseen for d, part in pairs], axis=0)
    residual = np.sum([d * part.residual for d, part in pairs], axis=0)
    positive = [d * p.if_positive for d, p in pairs if p.if_positive is not None]
    negative = [d * p.if_negative for d, p in pairs if p.if_negative is not None]
    if len(positive) < len(pairs):
        return Linear(value, foreseen, residual)
    return Linear(value, foreseen, residual, np.sum(positive, axis=0), np.sum(negative, axis=0))
