"""The path of a sequential method over one stream without a change, and one with."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable

import numpy as np

from law_pictures.chart import Chart, Line
from watchkeeper.stats.sequential import Sequential

ROWS = 2000
CHANGE = 1000
LIMIT = 500.0


def picture(method: Sequential) -> Chart:
    """Return the path; errors are .10 before the change."""
    return DRAWN[method.gives](method, np.random.default_rng(11))


def _errors(rng: np.random.Generator, after: float) -> np.ndarray:
    share = np.where(np.arange(ROWS) < CHANGE, 0.1, after)
    return (rng.random(ROWS) < share).astype(float)


def _alarm(method: Sequential, rng: np.random.Generator) -> Chart:
    lines = []
    for label, after in (("no change", 0.1), (f".10 to .20 at row {CHANGE:,}", 0.2)):
        detector = method.call(tolerated=0.1, threshold=LIMIT)
        path = []
        for error in _errors(rng, after).tolist():
            alarms = detector.update([error])
            path.append(LIMIT if alarms else max(detector.value, 1e-2))
            if alarms:
                break
        lines.append(Line(label, range(1, len(path) + 1), path, dots=False))
    return Chart(
        title=f"{method.name}: its statistic over two streams",
        x_title="labels",
        y_title=f"statistic up to its first alarm (dashed: threshold {LIMIT:g})",
        lines=lines,
        stated=LIMIT,
        log_y=True,
    )


def _sequence(method: Sequential, rng: np.random.Generator) -> Chart:
    limits = method.call(1.0 - _errors(rng, 0.1))
    at = np.unique(np.geomspace(10, ROWS, 60).astype(int)) - 1
    return Chart(
        title=f"{method.name}: limits that hold at every row",
        x_title="labels; the true share is .90",
        y_title="share right, and its limits after each label at 95 %",
        lines=[
            Line("value", at + 1, limits.value[at], dots=False),
            Line("lower", at + 1, limits.lower[at], dots=False),
            Line("upper", at + 1, limits.upper[at], dots=False),
        ],
        stated=0.9,
        log_x=True,
    )


def _evidence(method: Sequential, rng: np.random.Generator) -> Chart:
    lines = []
    for label, after in (("no change", 0.1), (f".10 to .25 at row {CHANGE:,}", 0.25)):
        if "tolerated" in inspect.signature(method.call).parameters:
            found = method.call(_errors(rng, after), tolerated=0.12)
        else:
            shift = 8.0 * (after - 0.1) * (np.arange(ROWS) >= CHANGE)
            found = method.call(rng.normal(size=ROWS), rng.normal(size=ROWS) + shift)
        path = np.exp(np.clip(found.log_values, math.log(1e-3), math.log(1e4)))
        at = np.arange(0, ROWS, 10)
        lines.append(Line(label, at + 1, path[at], dots=False))
    return Chart(
        title=f"{method.name}: its evidence over two streams",
        x_title="rows",
        y_title="e-value, cut at 10,000 (dashed: an alarm at 95 %)",
        lines=lines,
        stated=20.0,
        log_y=True,
    )


def _shift(method: Sequential, rng: np.random.Generator) -> Chart:
    source = (rng.random(2000) < 0.1).astype(float)
    lines, limit = [], 0.0
    at = np.unique(np.geomspace(10, ROWS, 60).astype(int)) - 1
    for label, share in (("target at .10", 0.1), ("target at .15", 0.15), ("at .20", 0.2)):
        found = method.call(source, (rng.random(ROWS) < share).astype(float))
        limit = found.limit
        lines.append(Line(label, at + 1, found.lower[at], dots=False))
    return Chart(
        title=f"{method.name}: lower limits of the target's loss",
        x_title="labels of the target; the source has 2,000 at .10",
        y_title="lower limit (dashed: upper limit of the source; above it is an alarm)",
        lines=lines,
        stated=limit,
        log_x=True,
    )


DRAWN: dict[str, Callable[[Sequential, np.random.Generator], Chart]] = {
    "alarm": _alarm,
    "sequence": _sequence,
    "evidence": _evidence,
    "shift": _shift,
}
