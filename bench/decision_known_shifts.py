"""Acceptance (4): three more real data sets, each with a shift of its mix on a known day.

Rows are drawn with replacement, 300 a day; from day 60 of 120 on, one group of rows (malignant
tumours, the first cultivar, the upper third of disease progression) comes more often by 30 points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from decision_stream import Judge
from decision_table import Line
from flights_days import DayStream
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

REFERENCE_DAYS, JUDGED_DAYS, SHIFT_DAY = 60, 120, 60
ROWS = 300
MORE_OFTEN = 0.3
FIRST = date(2024, 1, 1)
DRIFT = ("mean", "spread", "shape", "jump", "unseen", "integer")

Floats = npt.NDArray[np.float64]
Load = Callable[[], tuple[Mapping[str, Floats], npt.NDArray[np.bool_]]]


def known_shift_lines() -> list[Line]:
    """Return the first drift finding of each data set, and what was found before its shift."""
    return [line for name, load in _SETS for line in _lines(name, load)]


def _lines(name: str, load: Load) -> list[Line]:
    columns, group = load()
    rng = np.random.default_rng(len(name))
    reference = _stream(columns, group, rng, 0, REFERENCE_DAYS, shift=None)
    stream = _stream(columns, group, rng, REFERENCE_DAYS, JUDGED_DAYS, shift=SHIFT_DAY)
    replay = Judge.fit(reference).replay(stream)
    number = {day: n for n, day in enumerate(replay.days)}
    found = [(number[alarm.day], alarm) for alarm in replay.alarms()]
    drift = [n for n, alarm in found if alarm.measure in DRIFT]
    early = [n for n, _ in found if n < SHIFT_DAY]
    first = min((n for n in drift if n >= SHIFT_DAY), default=-1)
    where = f"day {first} of {JUDGED_DAYS}"
    return [
        Line("4", f"{name}: first drift finding", f"day {SHIFT_DAY}", where, first == SHIFT_DAY),
        Line("4", f"{name}: findings before it", "<= 1", str(len(early)), len(early) <= 1),
    ]


def _stream(
    columns: Mapping[str, Floats],
    group: npt.NDArray[np.bool_],
    rng: np.random.Generator,
    first: int,
    days: int,
    *,
    shift: int | None,
) -> DayStream:
    usual = float(group.mean())
    drawn = []
    for day in range(days):
        share = usual + (MORE_OFTEN if shift is not None and day >= shift else 0.0)
        of_group = rng.random(ROWS) < share
        inside, outside = np.flatnonzero(group), np.flatnonzero(~group)
        drawn.append(np.where(of_group, rng.choice(inside, ROWS), rng.choice(outside, ROWS)))
    rows = np.concatenate(drawn)
    start = np.datetime64(FIRST + timedelta(days=first), "us")
    minutes = np.concatenate([np.sort(rng.integers(0, 1440, ROWS)) + 1440 * d for d in range(days)])
    return DayStream(
        timezone="UTC",
        days=tuple(FIRST + timedelta(days=first + d) for d in range(days)),
        offsets=np.arange(days + 1) * ROWS,
        when=start + minutes.astype("timedelta64[m]"),
        columns={name: values[rows] for name, values in columns.items()},
    )


def _breast_cancer() -> tuple[Mapping[str, Floats], npt.NDArray[np.bool_]]:
    data = load_breast_cancer()
    return _named(data), np.asarray(data.target == 0)


def _wine() -> tuple[Mapping[str, Floats], npt.NDArray[np.bool_]]:
    data = load_wine()
    return _named(data), np.asarray(data.target == 0)


def _diabetes() -> tuple[Mapping[str, Floats], npt.NDArray[np.bool_]]:
    data = load_diabetes(scaled=False)
    return _named(data), np.asarray(data.target > np.quantile(data.target, 2 / 3))


def _named(data: object) -> dict[str, Floats]:
    values: Floats = data.data  # type: ignore[attr-defined]
    names: list[str] = list(data.feature_names)  # type: ignore[attr-defined]
    return {name: np.ascontiguousarray(values[:, i]) for i, name in enumerate(names)}


_SETS: tuple[tuple[str, Load], ...] = (
    ("breast cancer", _breast_cancer),
    ("wine", _wine),
    ("diabetes", _diabetes),
)
