"""Deviations of an invented model, a day a window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from watchkeeper.alerting.group import Group, group
from watchkeeper.model import Level, Window
from watchkeeper.model.deviation import Answered, Check, Deviation

START = datetime(2024, 3, 1, tzinfo=UTC)


def at(day: float) -> datetime:
    """Return when *day* begins."""
    return START + timedelta(days=day)


def window(day: int) -> Window:
    """Return the window of *day*."""
    return Window(at(day), at(day + 1))


def deviation(
    day: int,
    subject: str = "temp",
    monitor: str = "drift",
    *,
    level: Level = Level.WARNING,
    kind: str = "feature",
    model: str = "flights",
    environment: str = "production",
    **more: Any,
) -> Deviation:
    """Return a deviation of *subject* on *day*."""
    given: dict[str, Any] = {
        "version": "1",
        "reason": f"{subject} is off; and more",
        "known_at": at(day + 1),
        "alarms": ("mean",) if monitor == "drift" else (monitor,),
        "beyond": 1.5,
    }
    return Deviation(
        check=Check(model, environment, monitor, subject),
        subject_kind=kind,  # type: ignore[arg-type]
        level=level,
        window=window(day),
        **(given | more),
    )


def days(first: int, end: int, *what: Any, **more: Any) -> list[Deviation]:
    """Return a deviation on each day from *first* until before *end*."""
    return [deviation(day, *what, **more) for day in range(first, end)]


def only(deviations: list[Deviation]) -> Group:
    """Return the one group that *deviations* make."""
    (one,) = group(deviations)
    return one


def answers(
    deviations: list[Deviation], *, ok_from: int | None, seen_from: int
) -> dict[Check, Answered]:
    """Return that each check was last ok on day *ok_from*, and last seen on *seen_from*."""
    ok = None if ok_from is None else at(ok_from)
    return {d.check: Answered(seen_from=at(seen_from), ok_from=ok) for d in deviations}


class Made:
    """The makers, for tests."""

    at = staticmethod(at)
    deviation = staticmethod(deviation)
    days = staticmethod(days)
    only = staticmethod(only)
    answers = staticmethod(answers)


@pytest.fixture(scope="session")
def made() -> type[Made]:
    """Return the makers."""
    return Made
