"""Acceptance (5), frames without time: 12 columns against a reference of 5,000 rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from decision_stream import CRITICAL, WARNING
from decision_table import Line

from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.frame import open_frame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.quality.decision import Judged, judge_frames
from watchkeeper.quality.faults import Values

REFERENCE_ROWS = 5000
SIZES = (50, 100, 200, 500, 1000, 5000)
DRAWS = 200
SHIFT_DRAWS = 60
SHIFTS = ((0.5, 200), (0.5, 1000), (0.25, 200), (0.25, 500))
SHIFTED = "normal 0"


@dataclass(frozen=True, slots=True)
class Alarms:
    """Of frames of ``rows`` rows without a shift: shares that alarmed, and critically."""

    rows: int
    alarmed: float
    critical: float
    unknown: float


def draw(rows: int, rng: np.random.Generator, *, shift: float = 0.0) -> dict[str, Values]:
    """Return 12 columns of *rows* rows; *shift* (in s.d.) moves the first one."""
    columns: dict[str, Values] = {f"normal {i}": rng.normal(size=rows) for i in range(6)}
    columns |= {f"lognormal {i}": np.exp(rng.normal(size=rows)) for i in range(2)}
    columns["counts"] = rng.poisson(5.0, rows).astype(np.float64)
    columns["with gaps"] = np.where(rng.random(rows) < 0.05, np.nan, rng.normal(size=rows))
    for size in (3, 20):
        names = np.array([f"c{i:02}" for i in range(size)], dtype=object)
        columns[f"{size} categories"] = names[rng.integers(0, size, rows)]
    columns[SHIFTED] = columns[SHIFTED] + shift
    return columns


def judged(baseline: Baseline, columns: dict[str, Values]) -> Judged:
    """Judge one frame."""
    cells = profile_rows(open_frame(columns), baseline.columns)
    return judge_frames(baseline.columns, baseline.total, cells)


def frame_lines() -> tuple[list[Line], list[Alarms]]:
    """Return acceptance (5) for frames without time, and every number behind it."""
    rng = np.random.default_rng(5)
    references = [Baseline.fit(draw(REFERENCE_ROWS, rng)) for _ in range(DRAWS)]
    alarms = [_without_shift(references, rows, rng) for rows in SIZES]
    critical = max((a for a in alarms if a.rows >= 200), key=lambda a: a.critical)
    told = f"{critical.critical:.3f} (n = {critical.rows})"
    shares = ", ".join(f"{a.rows:,}: {a.alarmed:.3f}" for a in alarms)
    lines = [
        Line("5", "frames, no shift: share with an alarm, by n (nominal .05)", "", shares, None),
        Line("5", "critical, n >= 200", "<= .02", told, critical.critical <= 0.02),
    ]
    for shift, rows in SHIFTS:
        seen = _seen(references, shift, rows, rng)
        asked = 58 if (shift, rows) == (0.5, 1000) else None
        lines.append(
            Line(
                "5",
                f"frames: shift of {shift} s.d. seen, n = {rows}",
                f">= {asked} of {SHIFT_DRAWS}" if asked else "",
                f"{seen} of {SHIFT_DRAWS}",
                seen >= asked if asked else None,
            )
        )
    return lines, alarms


def _without_shift(references: list[Baseline], rows: int, rng: np.random.Generator) -> Alarms:
    levels = np.array([judged(b, draw(rows, rng)).level for b in references])
    alarmed, critical = (levels >= WARNING).any(1), (levels == CRITICAL).any(1)
    return Alarms(rows, float(alarmed.mean()), float(critical.mean()), float((levels == 1).mean()))


def _seen(references: list[Baseline], shift: float, rows: int, rng: np.random.Generator) -> int:
    seen = 0
    for baseline in references[:SHIFT_DRAWS]:
        answer = judged(baseline, draw(rows, rng, shift=shift))
        own = [i for i, key in enumerate(answer.keys) if key.column == SHIFTED]
        seen += bool((answer.level[own] >= WARNING).any())
    return seen
