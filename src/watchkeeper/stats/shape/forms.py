"""The forms that a series of windows can have, each fitted by least squares."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from watchkeeper.stats.arrays import Floats

# Values that a level, a line or a pulse has at least: one odd value, or two, are no form.
LEAST_LENGTH = 3
# Rows of a block where all pairs of places are tried.
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Fit:
    """A form, fitted.

    ``level`` is the value without the change, ``size`` what the change adds: the height of a
    step or a pulse, the slope of a ramp per value, the amplitude of a week. ``start`` is the
    place of the first value that is changed (of a week: the place of its first peak), ``end``
    that of the first value after it; None where there is none. ``rss`` is the sum of squares
    that is left.
    """

    rss: float
    level: float
    size: float = 0.0
    start: float | None = None
    end: int | None = None


def none(values: Floats, period: int) -> Fit:
    """Fit one level."""
    level = float(values.mean())
    return Fit(rss=float(np.square(values - level).sum()), level=level)


def step(values: Floats, period: int) -> Fit:
    """Fit one level before a place and another from it on."""
    n, mean = values.size, float(values.mean())
    place = np.arange(LEAST_LENGTH, n - LEAST_LENGTH + 1)
    before = np.cumsum(values - mean)[place - 1]
    # Both sides centred on the mean of all: what the split explains is before**2 (1/i + 1/(n-i)).
    explained = np.square(before) * (1.0 / place + 1.0 / (n - place))
    start = int(place[np.argmax(explained)])
    level, after = float(values[:start].mean()), float(values[start:].mean())
    rss = np.square(values[:start] - level).sum() + np.square(values[start:] - after).sum()
    return Fit(rss=float(rss), level=level, size=after - level, start=start)


def ramp(values: Floats, period: int) -> Fit:
    """Fit one level up to a place and a straight line from it on."""
    n = values.size
    centred = values - values.mean()
    time = np.arange(n, dtype=np.float64)
    start = np.arange(LEAST_LENGTH - 1, n - LEAST_LENGTH)
    # Sums over t >= start of (t - start), of its square, and of its product with the values.
    length = (n - start).astype(np.float64)
    rises = length * (length - 1.0) / 2.0
    squares = (length - 1.0) * length * (2.0 * length - 1.0) / 6.0
    tail = np.cumsum(centred[::-1])[::-1][start]
    moment = np.cumsum((centred * time)[::-1])[::-1][start]
    spread = squares - rises**2 / n
    product = moment - start * tail
    best = int(np.argmax(product**2 / spread))
    slope = float(product[best] / spread[best])
    line = np.maximum(time - start[best], 0.0)
    level = float(values.mean() - slope * line.mean())
    rss = float(np.square(values - level - slope * line).sum())
    return Fit(rss=rss, level=level, size=slope, start=int(start[best]) + 1)


def weekly(values: Floats, period: int) -> Fit:
    """Fit one harmonic of *period* values about a level."""
    angle = 2.0 * math.pi * np.arange(values.size) / period
    design = np.stack([np.ones(values.size), np.cos(angle), np.sin(angle)], axis=1)
    middle = float(values.mean())
    found = np.linalg.lstsq(design, values - middle, rcond=None)[0]
    rss = float(np.square(values - middle - design @ found).sum())
    offset, cosine, sine = found.tolist()
    peak = math.atan2(sine, cosine) / (2.0 * math.pi) * period % period
    return Fit(rss=rss, level=middle + offset, size=math.hypot(cosine, sine), start=peak)


def pulse(values: Floats, period: int) -> Fit:
    """Fit one level outside an interval of places and another inside; both ends are seen."""
    n, middle = values.size, float(values.mean())
    sums = np.concatenate([[0.0], np.cumsum(values - middle)])
    best = max(_best_pulses(sums, n))
    start, end = best[1], best[2]
    inside = np.zeros(n, dtype=np.bool_)
    inside[start:end] = True
    level, within = float(values[~inside].mean()), float(values[inside].mean())
    rss = np.square(values - np.where(inside, within, level)).sum()
    return Fit(rss=float(rss), level=level, size=within - level, start=start, end=end)


def _best_pulses(sums: Floats, n: int) -> Iterator[tuple[float, int, int]]:
    """Yield what the best interval explains, and its ends, for each block of starts."""
    end = np.arange(2 * LEAST_LENGTH, n - LEAST_LENGTH + 1)
    last = n - 2 * LEAST_LENGTH + 1
    for first in range(LEAST_LENGTH, last, _BLOCK):
        start = np.arange(first, min(first + _BLOCK, last))[:, None]
        length = np.maximum(end - start, LEAST_LENGTH)
        explained = np.square(sums[end] - sums[start]) * (1.0 / length + 1.0 / (n - length))
        explained[end - start < LEAST_LENGTH] = -1.0
        row, column = np.unravel_index(int(np.argmax(explained)), explained.shape)
        yield float(explained[row, column]), int(start[row, 0]), int(end[column])


class Form(NamedTuple):
    """A form, the function that fits it, and its free numbers in the criterion."""

    name: str
    fit: Callable[[Floats, int], Fit]
    numbers: int


FORMS: tuple[Form, ...] = (
    Form("none", none, 1),
    Form("step", step, 4),
    Form("ramp", ramp, 4),
    Form("weekly", weekly, 3),
    Form("pulse", pulse, 6),
)
