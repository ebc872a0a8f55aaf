"""The replay: nine months of flights, day by day, through a real workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.workspace import Workspace
from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.flights import FEATURES, LATE, TIMEZONE, load_flights
from watchkeeper.demo.model import FlightModel, predicted, train
from watchkeeper.model import ReplayClock

MODEL = "flights"
FIRST_DAY = date(2013, 1, 1)
TRAINED_UNTIL = date(2013, 3, 1)
REPLAY_FROM = date(2013, 4, 1)
SECOND_TRAINED_UNTIL = date(2013, 9, 1)
SECOND_DEPLOYED = date(2013, 10, 1)
REPLAY_UNTIL = date(2014, 1, 1)
SOURCES = {
    **dict.fromkeys(
        (
            *("temp", "dewp", "humid", "wind_speed", "wind_dir"),
            *("wind_gust", "precip", "pressure", "visib"),
        ),
        "weather feed",
    ),
    **dict.fromkeys(("plane_age", "seats"), "fleet register"),
}
LOGGED = ["flight_id", "scheduled_departure", *FEATURES, "prediction", "score"]
_DONE = "demo/replayed_until"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class _Versioned:
    """A version that answers from a day on."""

    name: str
    baseline: Baseline
    answers: pa.Table
    deployed: date
    trained_until: date


def local_midnight(day: date) -> datetime:
    """Return when *day* begins in New York, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(TIMEZONE)).astimezone(UTC)


def replay_clock() -> ReplayClock:
    """Return the clock of a replay that has not begun."""
    return ReplayClock(local_midnight(REPLAY_FROM))


def replay(workspace: Workspace, clock: ReplayClock, progress: Progress | None) -> None:
    """Replay April to December into *workspace*; go on where an earlier replay ended.

    Every day's flights are scored and logged, the labels of planes that landed by midnight
    follow, and the day is evaluated. Interrupted anywhere and called again, it leaves the same
    tables and findings: rows have ids, and a day that was not finished is done again.
    """
    days = list(_days(_resume_at(workspace)))
    if not days:
        clock.advance(local_midnight(REPLAY_UNTIL))
        return
    flights = FAULT.apply(load_flights())
    workspace.register(
        MODEL, task="binary", positive=LATE, owner="demo", sources=SOURCES, timezone=TIMEZONE
    )
    serving: _Versioned | None = None
    for done, day in enumerate(days):
        version = _version_on(flights, day, serving)
        if version is not serving:
            serving = version
            clock.advance(max(clock.now(), local_midnight(version.deployed)))
            _deploy(workspace, version)
        _replay_day(workspace, clock, flights, day, serving)
        if progress is not None:
            progress(done + 1, len(days), f"replaying {day.day} {day:%B}")


def _resume_at(workspace: Workspace) -> date:
    done = workspace.store.catalog.settings.get(_DONE)
    return date.fromisoformat(done) if done else REPLAY_FROM


def _days(first: date) -> Iterator[date]:
    while first < REPLAY_UNTIL:
        yield first
        first += timedelta(days=1)


def _version_on(flights: pa.Table, day: date, serving: _Versioned | None) -> _Versioned:
    if day >= SECOND_DEPLOYED:
        if serving is not None and serving.name == "2":
            return serving
        return _trained(flights, "2", SECOND_TRAINED_UNTIL, SECOND_DEPLOYED)
    return serving or _trained(flights, "1", TRAINED_UNTIL, REPLAY_FROM)


def _trained(flights: pa.Table, name: str, until: date, deployed: date) -> _Versioned:
    """Train on all flights before *until*; the month before deployment is the reference."""
    model = train(between(flights, FIRST_DAY, until))
    reference = answered(model, between(flights, until, deployed)).select([*LOGGED, "late"])
    baseline = Baseline.fit(
        reference,
        task="binary",
        score="score",
        prediction="prediction",
        label="late",
        positive=LATE,
        timestamp="scheduled_departure",
        id="flight_id",
        features=FEATURES,
    )
    # All answers at once: the same numbers as day by day, without the start-up cost of each.
    answers = answered(model, between(flights, deployed, REPLAY_UNTIL))
    return _Versioned(name, baseline, answers, deployed, until)


def between(flights: pa.Table, first: date, end: date) -> pa.Table:
    """Return the flights of the local days from *first* until before *end*."""
    day = flights["local_day"]
    inside = pc.and_(pc.greater_equal(day, pa.scalar(first)), pc.less(day, pa.scalar(end)))
    return flights.filter(inside)


def answered(model: FlightModel, flights: pa.Table) -> pa.Table:
    """Return *flights* with what *model* answers."""
    score = model.score(flights)
    return flights.append_column("score", pa.array(score)).append_column(
        "prediction", predicted(score)
    )


def _deploy(workspace: Workspace, version: _Versioned) -> None:
    workspace.deploy(
        MODEL,
        version=version.name,
        baseline=version.baseline,
        deployed_at=local_midnight(version.deployed),
        trained_until=local_midnight(version.trained_until),
    )


def _replay_day(
    workspace: Workspace, clock: ReplayClock, flights: pa.Table, day: date, serving: _Versioned
) -> None:
    begin, end = local_midnight(day), local_midnight(day + timedelta(days=1))
    today = between(serving.answers, day, day + timedelta(days=1))
    clock.advance(end)
    workspace.log_predictions(
        MODEL,
        today.select(LOGGED),
        version=serving.name,
    )
    # Planes that took off yesterday may have landed today.
    recent = between(flights, day - timedelta(days=1), day + timedelta(days=1))
    workspace.log_labels(
        MODEL,
        _landed(recent, begin, end),
        id="flight_id",
        label="late",
        observed_at="landed_at",
        prediction_time="scheduled_departure",
    )
    workspace.run(until=end)
    workspace.store.catalog.settings.put(_DONE, (day + timedelta(days=1)).isoformat())


def _landed(flights: pa.Table, begin: datetime, end: datetime) -> pa.Table:
    at, kind = flights["landed_at"], pa.timestamp("us", "UTC")
    inside = pc.and_(
        pc.greater_equal(at, pa.scalar(begin, kind)), pc.less(at, pa.scalar(end, kind))
    )
    seen = flights.filter(pc.and_(inside, pc.is_valid(flights["late"])))
    return seen.select(["flight_id", "late", "landed_at", "scheduled_departure"])
