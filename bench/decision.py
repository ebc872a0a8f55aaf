"""Measure the decision procedure: false alarms, detection, and the rules in use beside it.

    python bench/decision.py              prints the acceptance table
    python bench/decision.py --write      also renews the tables of docs/decision.md

Exits 1 if a measured number is outside its stated band.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from decision_detection import detection_lines
from decision_faults import Detection, run_catalogue
from decision_flights import Flights, demo_lines, incidents_of, load, quiet_lines
from decision_frames import frame_lines
from decision_known_shifts import known_shift_lines
from decision_nulls import null_lines
from decision_page import (
    acceptance_section,
    catalogue_section,
    incidents_section,
    nulls_section,
    rivals_section,
    write_page,
)
from decision_redrawn import redrawn_lines
from decision_rivals import RivalScore, run_rivals
from decision_table import Line, acceptance
from flights_catalogue import start_days

T = TypeVar("T")

CACHE = Path(__file__).parent / "out"
DAYS = 306


def main() -> int:
    """Run all measurements."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--write", action="store_true", help="renew docs/decision.md")
    arguments.add_argument("--only", default="123456", help="numbers of the acceptance, as 123")
    asked = arguments.parse_args()
    lines: list[Line] = []
    sections: list[str] = []
    if set(asked.only) & set("1236"):
        _measure_flights(asked.only, lines, sections)
    if "4" in asked.only:
        lines += _timed("known shifts", known_shift_lines)
    if "5" in asked.only:
        of_nulls, nulls = _timed("nulls", lambda: null_lines(os.cpu_count() or 1))
        of_frames, frames = _timed("frames", frame_lines)
        lines += [*of_nulls, *_timed("redrawn rows", redrawn_lines), *of_frames]
        sections.append(nulls_section(nulls, frames))
    lines.sort(key=lambda line: line.number)
    print(acceptance(lines))
    if asked.write:
        write_page("\n\n".join([acceptance_section(lines), *sections]))
    return int(any(line.passed is False for line in lines))


def _measure_flights(only: str, lines: list[Line], sections: list[str]) -> None:
    flights = _timed("flights", lambda: load(CACHE, keep=start_days(DAYS)))
    assert len(flights.stream.days) == DAYS
    lines += quiet_lines(flights.quiet)
    sections.append(incidents_section(incidents_of(flights.quiet)))
    if "3" in only:
        lines += _timed("the demo's fault", lambda: demo_lines(flights))
    if not set(only) & set("26"):
        return
    found = _timed("catalogue of faults", lambda: run_catalogue(flights))
    lines += detection_lines(found)
    if "6" not in only:
        sections.append(catalogue_section(found, ()))
        return
    ours = _ours(flights, found)
    rivals = _timed("rules in use", lambda: run_rivals(flights))
    lines += _rival_lines(ours, rivals)
    sections += [catalogue_section(found, rivals), rivals_section(ours, rivals)]


def _ours(flights: Flights, found: list[Detection]) -> RivalScore:
    cells = [d for d in found if d.column]
    alarms = list(flights.quiet.alarms())
    days = len(flights.quiet.days)
    return RivalScore(
        name="**this procedure** (19 columns and volume, duplicates, prediction)",
        day_0=float(np.mean([d.day_0 for d in cells])),
        by_day_1=float(np.mean([d.day_1 for d in cells])),
        raw_day_0=float("nan"),
        findings_a_week=len({(a.day, a.place) for a in alarms}) / (days / 7),
        days_with_alarm=len({a.day for a in alarms}) / days,
        by_fault={},
    )


def _rival_lines(ours: RivalScore, rivals: list[RivalScore]) -> list[Line]:
    best = max(rivals, key=lambda r: r.day_0)
    quietest = min(rivals, key=lambda r: r.findings_a_week)
    seen = f"{ours.day_0:.2f} against {best.day_0:.2f} ({best.name.split(':')[0]})"
    calls = (
        f"{ours.findings_a_week:.1f} against {quietest.findings_a_week:.1f} "
        f"({quietest.name.split(':')[0]})"
    )
    fewer = ours.findings_a_week < quietest.findings_a_week
    return [
        Line("6", "day 0, against the best rule in use", "higher", seen, ours.day_0 > best.day_0),
        Line("6", "column findings a week, against the quietest", "fewer", calls, fewer),
    ]


def _timed(what: str, run: Callable[[], T]) -> T:
    began = time.perf_counter()
    result = run()
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)
    return result


if __name__ == "__main__":
    raise SystemExit(main())
