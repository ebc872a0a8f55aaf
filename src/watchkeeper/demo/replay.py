"""The replay: nine months of flights, day by day, through a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.flights import FEATURES, LATE, TIMEZONE, load_flights
from watchkeeper.demo.gate import serve_day, with_answers
from watchkeeper.demo.model import FlightModel, train
from watchkeeper.demo.road import Road
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
CARD = {
    "task": "binary",
    "positive": LATE,
    "owner": "gate-display@example.org",
    "tier": "1",
    "sources": SOURCES,
    "source_owners": {
        "weather feed": "weather-feed@example.org",
        "fleet register": "fleet-data@example.org",
    },
    "consumers": ["gate display", "rebooking desk"],
    "runbook": "Find the source that owns the column, ask its owner; deploy nothing meanwhile.",
    "intended_use": "Warn passengers at the gate; not for scheduling crews.",
    "timezone": TIMEZONE,
}
LOGGED = ["flight_id", "scheduled_departure", *FEATURES, "prediction", "score"]
_DONE = "demo/replayed_until"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class _Versioned:
    """A version that answers from a day on, and what it was made of."""

    name: str
    model: FlightModel
    reference: pa.Table
    deployed: date
    trained_until: date


def local_midnight(day: date) -> datetime:
    """Return when *day* begins in New York, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(TIMEZONE)).astimezone(UTC)


def replay_clock() -> ReplayClock:
    """Return the clock of a replay that has not begun."""
    return ReplayClock(local_midnight(REPLAY_FROM))


def prepare(folder: Path) -> None:
    """Make the workspace of a replay, whose clock begins on 1 April; leave one that is there."""
    with open_workspace(folder, clock=replay_clock()):
        pass


def replay(folder: Path, address: str, progress: Progress | None) -> None:
    """Replay April to December into the workspace *folder*, by the server at *address*.

    Every day's flights are scored and logged through the client, the labels of planes that
    landed by midnight follow, and the day is evaluated. Interrupted anywhere and called again,
    it goes on where it stopped and leaves the same tables and findings: rows have ids, and a day
    that was not finished is done again. What the answers took is measured, so that differs.
    """
    with (
        open_workspace(folder) as workspace,
        Road(address, MODEL, spool=folder / ".spool") as road,
    ):
        days = list(_days(_resume_at(workspace)))
        if not days:
            return
        flights = FAULT.apply(load_flights())
        road.register(CARD)
        serving: _Versioned | None = None
        for done, day in enumerate(days):
            version = _version_on(flights, day, serving)
            if version is not serving:
                serving = version
                # A replay that goes on in the middle of a day finds it deployed.
                if not road.has(version.name):
                    _deploy(road, version, day)
            _replay_day(road, flights, day, serving)
            following = day + timedelta(days=1)
            workspace.store.catalog.settings.put(_DONE, following.isoformat())
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
    month = between(flights, until, deployed)
    reference = with_answers(month, model.score(month)).select([*LOGGED, "late"])
    return _Versioned(name, model, reference, deployed, until)


def between(flights: pa.Table, first: date, end: date) -> pa.Table:
    """Return the flights of the local days from *first* until before *end*."""
    day = flights["local_day"]
    inside = pc.and_(pc.greater_equal(day, pa.scalar(first)), pc.less(day, pa.scalar(end)))
    return flights.filter(inside)


def _deploy(road: Road, version: _Versioned, day: date) -> None:
    road.set_clock(local_midnight(day), until=local_midnight(REPLAY_UNTIL))
    roles = {
        "prediction": "prediction",
        "score": "score",
        "label": "late",
        "timestamp": "scheduled_departure",
        "id": "flight_id",
        "features": ",".join(FEATURES),
    }
    road.deploy(
        {
            "version": version.name,
            "baseline": road.fit_baseline(version.reference, roles),
            "deployed_at": local_midnight(version.deployed).isoformat(),
            "trained_until": local_midnight(version.trained_until).isoformat(),
            "importance": version.model.importance(version.reference),
        }
    )


def _replay_day(road: Road, flights: pa.Table, day: date, serving: _Versioned) -> None:
    begin, end = local_midnight(day), local_midnight(day + timedelta(days=1))
    road.set_clock(end, until=local_midnight(REPLAY_UNTIL))
    served = serve_day(serving.model, between(flights, day, day + timedelta(days=1)))
    road.send(served.answers.select(LOGGED), FEATURES, serving=serving.name)
    # Planes that took off yesterday may have landed today.
    recent = between(flights, day - timedelta(days=1), day + timedelta(days=1))
    road.tell(_landed(recent, begin, end), serving=serving.name)
    road.judge(until=end)
    # Last, as these records have no identity: a day that is done again would tell them again.
    road.tell_costs(served, begin=begin, serving=serving.name)


def _landed(flights: pa.Table, begin: datetime, end: datetime) -> pa.Table:
    at, kind = flights["landed_at"], pa.timestamp("us", "UTC")
    inside = pc.and_(
        pc.greater_equal(at, pa.scalar(begin, kind)), pc.less(at, pa.scalar(end, kind))
    )
    seen = flights.filter(pc.and_(inside, pc.is_valid(flights["late"])))
    return seen.select(["flight_id", "late", "landed_at", "scheduled_departure"])
