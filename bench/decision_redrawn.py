"""Acceptance (5), on real rows: drawn again and again they are streams in which nothing happens.

The rows of three data sets of scikit-learn, drawn with replacement, 300 a day. After the quiet
days one group of rows (malignant tumours, the first cultivar, the upper third of disease
progression) comes more often by 30 points: how soon is that found?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from day_stream import DayStream
from decision_incidents import incidents
from decision_nulls import BANDS, DAYS, FIRST, REFERENCE_DAYS
from decision_stream import Judge
from decision_table import Line
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

RUNS = 20
ROWS = 300
MORE_OFTEN = 0.3

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Load = Callable[[], tuple[Mapping[str, Floats], Bools]]


def redrawn_lines() -> list[Line]:
    """Return the incidents a week of each data set, and the share of its shifts found at once."""
    return [line for name, load in _SETS for line in _lines(name, *load())]


def _lines(name: str, columns: Mapping[str, Floats], group: Bools) -> list[Line]:
    runs = [_run(columns, group, np.random.default_rng(seed)) for seed in range(RUNS)]
    rate = np.array([quiet for quiet, _ in runs]) / (DAYS / 7)
    found = sum(at_once for _, at_once in runs)
    told = f"{rate.mean():.2f} ± {rate.std(ddof=1) / RUNS**0.5:.2f}"
    of = f"{name}, {len(columns)} columns"
    band = BANDS["iid"]
    return [
        Line("5", f"{of}, rows redrawn: incidents a week", f"<= {band}", told, rate.mean() <= band),
        Line("5", f"{of}, mix shifted: found on day 0", "", f"{found} of {RUNS}", None),
    ]


def _run(columns: Mapping[str, Floats], group: Bools, rng: np.random.Generator) -> tuple[int, bool]:
    """Return how many incidents the quiet days had, and whether the shift was found at once."""
    stream = _stream(columns, group, rng)
    cut = stream.days[REFERENCE_DAYS]
    judge = Judge.fit(stream.between(FIRST, cut))
    alarms = list(judge.replay(stream.between(cut, stream.days[-1] + timedelta(days=1))).alarms())
    shifted = stream.days[-1]
    quiet = incidents([a for a in alarms if a.day < shifted], lambda alarm: alarm.place)
    return len(quiet), any(a.day == shifted for a in alarms)


def _stream(columns: Mapping[str, Floats], group: Bools, rng: np.random.Generator) -> DayStream:
    days = REFERENCE_DAYS + DAYS + 1
    inside, outside = np.flatnonzero(group), np.flatnonzero(~group)
    share = np.full((days, 1), group.mean())
    share[-1] += MORE_OFTEN
    of_group = rng.random((days, ROWS)) < share
    drawn = np.where(
        of_group, rng.choice(inside, (days, ROWS)), rng.choice(outside, (days, ROWS))
    ).ravel()
    minutes = np.sort(rng.integers(0, 1440, (days, ROWS))) + 1440 * np.arange(days)[:, None]
    return DayStream(
        timezone="UTC",
        days=tuple(FIRST + timedelta(days=d) for d in range(days)),
        offsets=np.arange(days + 1) * ROWS,
        when=np.datetime64(FIRST, "us") + minutes.ravel().astype("timedelta64[m]"),
        columns={name: values[drawn] for name, values in columns.items()},
    )


def _breast_cancer() -> tuple[Mapping[str, Floats], Bools]:
    data = load_breast_cancer()
    return _named(data), np.asarray(data.target == 0)


def _wine() -> tuple[Mapping[str, Floats], Bools]:
    data = load_wine()
    return _named(data), np.asarray(data.target == 0)


def _diabetes() -> tuple[Mapping[str, Floats], Bools]:
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
