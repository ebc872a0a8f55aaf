"""What the catalogue's detections add up to: acceptance (2), by fault and by column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from decision_faults import Detection
from decision_table import Line, share
from flights_catalogue import CELLS, COLUMNS, SEED, WEATHER

from watchkeeper.quality.faults import FAULTS, STREAM_FAULTS

RESAMPLES = 10_000
SCALED = ("seats", "distance", "hour", "dep_delay", "score")


def detection_lines(found: Sequence[Detection]) -> list[Line]:
    """Return acceptance (2)."""
    cells = [d for d in found if d.column]
    mean = _mean(cells)
    low, high = _band_over_dates(cells)
    by_day_1 = _mean(cells, lambda d: d.day_1)
    critical = _mean(cells, lambda d: d.critical_0)
    weather = [d for d in cells if d.column in WEATHER]
    other = [d for d in cells if d.column not in WEATHER]
    scaled = [d for d in cells if d.fault == "x1000" and d.column in SCALED]
    told = f"{mean:.3f} (dates resampled: {low:.3f} to {high:.3f})"
    weather_told = f"{_mean(weather):.3f}, {_mean(other):.3f}"
    return [
        Line(
            "2", f"{len(CELLS)} faults x 30 dates: found on day 0", ">= .735", told, mean >= 0.735
        ),
        Line("2", "by day 1", ">= .77", f"{by_day_1:.3f}", by_day_1 >= 0.77),
        Line("2", "critical on day 0", "", f"{critical:.3f}", None),
        Line("2", "day 0: weather, other columns", "", weather_told, None),
        _least("temp in Celsius", _of(cells, "C for F", "temp"), 0.97),
        _least("dewp in Celsius", _of(cells, "C for F", "dewp"), 0.80),
        _least("10 % renamed", [d for d in cells if d.fault == "rename 10%"], 1.0),
        _least("volume halved", _of(found, "volume halved", ""), 1.0),
        _least("10 % duplicates", _of(found, "duplicates 10%", ""), 1.0),
        _least(f"x1000 on {', '.join(SCALED)}", scaled, 1.0),
    ]


def by_fault(found: Sequence[Detection]) -> list[list[str]]:
    """Return fault, day 0, by day 1, critical on day 0."""
    rows = []
    for name in [f.name for f in FAULTS] + [f.name for f in STREAM_FAULTS]:
        of_fault = [d for d in found if d.fault == name]
        shares = [np.mean([d[i] for d in of_fault]) for i in (3, 4, 5)]
        rows.append([name, *(share(float(s)) for s in shares)])
    return rows


def by_column(found: Sequence[Detection]) -> tuple[list[str], list[list[str]]]:
    """Return the heads and rows of "column against fault", found on day 0."""
    rows = []
    for column in sorted(COLUMNS):
        cells = [_of(found, fault.name, column) for fault in FAULTS]
        rows.append([column, *(share(_mean(cell)) if cell else "" for cell in cells)])
    return ["", *(fault.name for fault in FAULTS)], rows


def _of(found: Iterable[Detection], fault: str, column: str) -> list[Detection]:
    return [d for d in found if d.fault == fault and d.column == column]


def _mean(
    found: Iterable[Detection], what: Callable[[Detection], bool] = lambda d: d.day_0
) -> float:
    return float(np.mean([what(d) for d in found]))


def _least(what: str, found: Sequence[Detection], least: float) -> Line:
    value = _mean(found)
    asked = "1" if least == 1.0 else f">= {least:.2f}".replace("0.", ".")
    return Line("2", f"day 0: {what}", asked, share(value), value >= least)


def _band_over_dates(cells: Sequence[Detection]) -> tuple[float, float]:
    """Return the 95 % bootstrap band of the mean: dates are drawn, not cells."""
    starts = sorted({d.start for d in cells})
    by_date = np.array([_mean(d for d in cells if d.start == s) for s in starts])
    drawn = np.random.default_rng(SEED).choice(by_date, (RESAMPLES, by_date.size))
    low, high = np.quantile(drawn.mean(1), [0.025, 0.975])
    return float(low), float(high)
