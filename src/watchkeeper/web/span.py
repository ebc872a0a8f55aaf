"""The stretch of time that a page shows, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from watchkeeper.errors import ConfigError
from watchkeeper.model import Version
from watchkeeper.report.wording import day, stretch

PRESETS: tuple[tuple[str, timedelta | None], ...] = (
    ("7d", timedelta(days=7)),
    ("30d", timedelta(days=30)),
    ("90d", timedelta(days=90)),
    ("all", None),
)
DEFAULT = "90d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From ``start`` (None: the first row) to ``end``, never later than now.

    ``query`` is what an address needs to show the same stretch again; ``live`` says that it
    ends now and moves on.
    """

    start: datetime | None
    end: datetime
    words: str
    query: Mapping[str, str]
    live: bool

    @property
    def length(self) -> timedelta | None:
        """Return how long it is; None where it has no start."""
        return self.end - self.start if self.start is not None else None

    def holds(self, start: datetime | None, end: datetime | None) -> bool:
        """Return whether the window from *start* to *end* lies inside."""
        if start is None or end is None:
            return False
        return end <= self.end and (self.start is None or start >= self.start)


def read_span(
    query: Mapping[str, str], now: datetime, zone: tzinfo, versions: Sequence[Version] = ()
) -> Span:
    """Return the stretch that *query* asks for; left out: the last 90 days.

    Raises:
        ConfigError: a time or a range cannot be read.
    """
    if query.get("from") or query.get("to"):
        return _given(query, now, zone)
    if query.get("since"):
        return _since(query["since"], now, versions)
    name = query.get("range") or DEFAULT
    lengths = dict(PRESETS)
    if name not in lengths:
        known = ", ".join(lengths)
        raise ConfigError(f"range: there is no stretch {name!r}", hint=f"known: {known}")
    length = lengths[name]
    words = f"Last {name[:-1]} days" if length else "All time"
    kept = {} if name == DEFAULT else {"range": name}
    start = now - length if length else None
    return Span(start=start, end=now, words=words, query=kept, live=True)


def earlier(span: Span, zone: tzinfo) -> dict[str, str]:
    """Return the query of the stretch of the same length before *span*; empty if it has none."""
    return _moved(span, zone, -1)


def later(span: Span, zone: tzinfo, now: datetime) -> dict[str, str]:
    """Return the query of the stretch of the same length behind *span*; empty at the present."""
    # A live one ended now when it was read, and that was a moment ago.
    return {} if span.live or span.end >= now else _moved(span, zone, 1)


def _moved(span: Span, zone: tzinfo, by: int) -> dict[str, str]:
    if span.start is None or span.length is None:
        return {}
    start, end = (at + by * span.length for at in (span.start, span.end))
    return {"from": _text(start, zone), "to": _text(end, zone)}


def _text(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
    return f"{local:%Y-%m-%d}" if midnight else f"{local:%Y-%m-%dT%H:%M}"


def _given(query: Mapping[str, str], now: datetime, zone: tzinfo) -> Span:
    start = _moment(query.get("from", ""), "from", zone)
    end = _moment(query.get("to", ""), "to", zone)
    if start is not None and end is not None and end <= start:
        raise ConfigError(
            f"to: {query['to']!r} is not after from={query['from']!r}", hint="swap the two"
        )
    kept = {key: query[key] for key in ("from", "to") if query.get(key)}
    last = min(end, now) if end is not None else now
    if start is not None:
        words = stretch(start, last, zone)
    else:
        words = f"until {day(last.astimezone(zone))}"
    return Span(start=start, end=last, words=words, query=kept, live=last >= now)


def _moment(text: str, name: str, zone: tzinfo) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"{name}: {text!r} is not a time", hint="write 2024-05-31 or 2024-05-31T09:00"
        ) from error
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _since(name: str, now: datetime, versions: Sequence[Version]) -> Span:
    for version in versions:
        if version.version == name:
            return Span(
                start=version.deployed_at,
                end=now,
                words=f"Since version {name}",
                query={"since": name},
                live=True,
            )
    known = ", ".join(version.version for version in versions) or "none"
    raise ConfigError(f"since: there is no version {name!r}", hint=f"known: {known}")
