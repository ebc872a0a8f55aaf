"""Acceptance (6): rules in use, on the same days and faults, with March as the reference.

Re-implemented here as their documentation states them; the packages themselves are not run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from decision_faults import STRIKES, facts_of, struck_days
from decision_flights import Flights
from decision_rival_measures import Measured, Reference
from flights_catalogue import CELLS, COLUMNS, FIRST_JUDGED, start_days

from watchkeeper.quality.faults import FAULTS, Values

Bools = npt.NDArray[np.bool_]
# Fault, column, first day.
Strike = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Rival:
    """A rule: does this day of a column alarm, given what was measured and the reference?"""

    name: str
    alarms: Callable[[Measured, Reference], bool]


@dataclass(frozen=True, slots=True)
class RivalScore:
    """What a rule found: alarms that were not there without the fault, and how often it calls."""

    name: str
    day_0: float
    by_day_1: float
    raw_day_0: float
    findings_a_week: float
    days_with_alarm: float
    by_fault: Mapping[str, float]


def _three_sd(*names: str) -> Callable[[Measured, Reference], bool]:
    return lambda now, usual: any(usual.sds_off(now, name) > 3 for name in names)


def _pull(most: float) -> Callable[[Measured, Reference], bool]:
    names = ("missing", "unseen", "mean", "sd", "most_frequent")
    return lambda now, usual: any(abs(usual.sds_off(now, name)) > most for name in names)


def _nannyml(now: Measured, usual: Reference) -> bool:
    return _three_sd("js", "missing", "unseen")(now, usual) or any(
        abs(usual.sds_off(now, name)) > 3 for name in ("mean", "sd")
    )


def _evidently(now: Measured, _: Reference) -> bool:
    return (now.wasserstein if np.isfinite(now.wasserstein) else now.js) > 0.1


RIVALS: tuple[Rival, ...] = (
    Rival("NannyML: JS, missing, unseen, mean, s.d. beyond 3 s.d. of the days", _nannyml),
    Rival("popmon: pull > 4", _pull(4.0)),
    Rival("popmon: pull > 7", _pull(7.0)),
    Rival("PSI > .2", lambda now, _: now.psi > 0.2),
    Rival("PSI > .1", lambda now, _: now.psi > 0.1),
    Rival("NannyML: JS alone beyond 3 s.d. of the days", _three_sd("js")),
    Rival("KS or chi-square, p < .05 / columns", lambda now, _: now.p_value < 0.05 / len(COLUMNS)),
    Rival("Evidently: Wasserstein / s.d. or JS > .1", _evidently),
)


def run_rivals(flights: Flights) -> list[RivalScore]:
    """Judge April to December as they were and with every fault, by every rule."""
    stream = flights.stream
    first_days = [stream.day(t) for t in range(FIRST_JUDGED)]
    usual = {name: Reference.of([day[name] for day in first_days]) for name in COLUMNS}
    days = range(FIRST_JUDGED, len(stream.days))
    quiet = np.array([_verdicts(stream.day(t), usual) for t in days])
    struck = _struck(flights, usual)
    place = {name: i for i, name in enumerate(COLUMNS)}
    return [_score(r, quiet, struck, place) for r in range(len(RIVALS))]


def _score(
    r: int, quiet: Bools, struck: Mapping[Strike, Bools], place: Mapping[str, int]
) -> RivalScore:
    raw = np.array([found[:, r] for found in struck.values()])
    silent = []
    for _, column, start in struck:
        at = start - FIRST_JUDGED
        silent.append(~quiet[at : at + 2, place[column], r])
    new = raw & np.array(silent)
    faults = np.array([fault for fault, _, _ in struck])
    return RivalScore(
        name=RIVALS[r].name,
        day_0=float(new[:, 0].mean()),
        by_day_1=float(new.any(1).mean()),
        raw_day_0=float(raw[:, 0].mean()),
        findings_a_week=float(quiet[:, :, r].sum() / (len(quiet) / 7)),
        days_with_alarm=float(quiet[:, :, r].any(1).mean()),
        by_fault={f.name: float(new[faults == f.name, 0].mean()) for f in FAULTS},
    )


def _verdicts(day: Mapping[str, Values], usual: Mapping[str, Reference]) -> Bools:
    """Return whether each rule alarms on each column of *day*, shape (columns, rules)."""
    verdicts = []
    for name, values in day.items():
        if name in usual:
            now = usual[name].measure(values)
            verdicts.append([rival.alarms(now, usual[name]) for rival in RIVALS])
    return np.array(verdicts, dtype=bool)


def _struck(flights: Flights, usual: Mapping[str, Reference]) -> dict[Strike, Bools]:
    """Return, for every cell and date of the catalogue, the verdicts on its first two days."""
    facts = facts_of(flights)
    found: dict[Strike, Bools] = {}
    for start in start_days(len(flights.stream.days)):
        for fault in FAULTS:
            two = list(struck_days(flights, fault, start, facts))[:2]
            by_day = np.array([_verdicts(day, usual) for day in two])
            for c, column in enumerate(STRIKES[fault.name]):
                found[fault.name, column, start] = by_day[:, c]
    assert len({key[:2] for key in found}) == len(CELLS)
    return found
