"""What a monitor says about one subject in one window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal


class Level(StrEnum):
    """How loud a finding is. ``unknown`` is an answer of its own, never shown as ok.

    ``rank`` is 0 for ok up to 3 for critical: worst first is ``sorted(key=-rank)``.
    """

    rank: int

    OK = "ok"
    UNKNOWN = "unknown"
    WARNING = "warning"
    CRITICAL = "critical"

    def __init__(self, name: str) -> None:
        self.rank = ("ok", "unknown", "warning", "critical").index(name)


SubjectKind = Literal["feature", "prediction", "score", "label", "metric", "model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number shown beside a decision; it alarms nobody by itself.

    ``lower`` and ``upper`` bound the value (95 % interval, or exact bounds where ``note``
    says so); ``unit`` is ``share``, ``nats``, ``reference s.d.``, ... or empty.
    """

    name: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    unit: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return its fields by name."""
        return {name: getattr(self, name) for name in _MEASURE_FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer of one monitor about one subject in one window, with its reason.

    ``value`` is what was measured, in the unit of ``measure``; ``expected`` what the chosen
    baseline foretold; ``limit`` the value's bound that was applied (same unit, see ``reason``
    for its side); ``lower`` and ``upper`` a 95 % interval of the value. Any of them is None
    where it does not exist, and then ``reason`` says why.

    ``alarms`` names the series beyond their limit where several are told in one finding, and
    ``new_level`` says that this window ended the deviation: its level was just taken as the
    new normal, which nobody has acknowledged.
    """

    monitor: str
    subject: str
    subject_kind: SubjectKind
    level: Level
    reason: str
    measure: str | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    expected: float | None = None
    limit: float | None = None
    p_value: float | None = None
    n_reference: int = 0
    n_current: int = 0
    source: str | None = None
    measures: tuple[Measure, ...] = ()
    window_start: datetime | None = None
    window_end: datetime | None = None
    model: str | None = None
    version: str | None = None
    environment: str | None = None
    segment: str | None = None
    known_at: datetime | None = None
    limit_set_by: str = "default"
    alarms: tuple[str, ...] = ()
    new_level: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return plain values only, ready for JSON (times as ISO 8601 text)."""
        plain = {name: _plain(getattr(self, name)) for name in _FIELDS}
        plain["alarms"] = list(self.alarms)
        return plain | {"measures": [measure.to_dict() for measure in self.measures]}


def finding_from_dict(values: Mapping[str, Any]) -> Finding:
    """Read back what `Finding.to_dict` wrote."""
    given = dict(values)
    given["level"] = Level(given["level"])
    given["measures"] = tuple(Measure(**m) for m in given["measures"])
    given["alarms"] = tuple(given.get("alarms", ()))
    for key in ("window_start", "window_end", "known_at"):
        if isinstance(given[key], str):
            given[key] = datetime.fromisoformat(given[key])
    return Finding(**given)


def beyond(finding: Finding) -> float:
    """Return how far a value lies beyond what was expected, in units of what was allowed.

    1 is exactly at the limit. 0 where there is no limit, or none of the numbers is known.
    """
    value, limit = finding.value, finding.limit
    if value is None or limit is None or value != value or limit != limit:
        return 0.0
    expected = finding.expected if finding.expected is not None else 0.0
    allowed = abs(limit - expected)
    return abs(value - expected) / allowed if allowed > 0 else 1.0 + abs(value - limit)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Level) else value


# `dataclasses.asdict` copies deeply: findings are made by the ten thousand.
_MEASURE_FIELDS = tuple(field.name for field in fields(Measure))
_FIELDS = tuple(field.name for field in fields(Finding) if field.name != "measures")
