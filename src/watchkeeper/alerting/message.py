"""What a message about an incident says: what, how much, since when, who is hit, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.model import Finding, Model
from watchkeeper.model.figures import finite, interval, number, times
from watchkeeper.model.incident import Incident, IncidentState

FIRING, RESOLVED = "firing", "resolved"
_SHARES = ("missing", "unseen", "duplicates", "integer")
_KINDS = {"reopened": "Back again: ", "worse": "Worse: ", "resolved": "Resolved: "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One change of one incident, in plain text; ``kind`` is opened, worse, reopened, resolved."""

    kind: str
    status: str
    incident: int
    title: str
    text: str
    model: str
    version: str
    environment: str
    root_kind: str
    root: str
    monitor: str
    level: str
    owner: str
    runbook: str
    value: str
    limit: str
    values: Mapping[str, float]
    started_at: str
    ended_at: str
    link: str
    external_url: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)


def message_from_dict(given: Mapping[str, Any]) -> Message:
    """Read back what `Message.to_dict` wrote."""
    return Message(**{field.name: given[field.name] for field in fields(Message)})


def message_of(
    incident: Incident,
    peak: Finding | None,
    models: Sequence[Model],
    *,
    kind: str,
    external_url: str,
) -> Message:
    """Return what is to be told of *incident*.

    Args:
        incident: As it stands.
        peak: Its finding furthest beyond the limit.
        models: What is known of the models that it concerns, the first of them first.
        kind: What changed.
        external_url: Where the pages are.
    """
    ended = incident.resolved_at if incident.state is IncidentState.RESOLVED else None
    base = external_url.rstrip("/")
    return Message(
        kind=kind,
        status=RESOLVED if ended else FIRING,
        incident=incident.id,
        title=_KINDS.get(kind, "") + incident.title,
        text=_text(incident, models),
        model=", ".join(incident.models),
        version=incident.version or "",
        environment=incident.environment,
        root_kind=incident.root_kind,
        root=incident.root,
        monitor=peak.monitor if peak else "",
        level=str(incident.level),
        owner=_owner(incident, models),
        runbook=next((m.runbook for m in models if m.runbook), ""),
        value=_value(peak),
        limit=_number(peak, peak.limit) if peak and peak.limit is not None else "",
        values=_values(peak),
        started_at=incident.started_at.isoformat(),
        ended_at=ended.isoformat() if ended else "",
        link=f"{base}/incidents/{incident.id}" if incident.id else base,
        external_url=base,
    )


def trial_message(channel: str, at: datetime, *, external_url: str) -> Message:
    """Return a message that says that it is a test of *channel*."""
    base = external_url.rstrip("/")
    empty = dict.fromkeys(("version", "monitor", "owner", "runbook", "value", "limit"), "")
    return Message(
        kind="test",
        status=FIRING,
        incident=0,
        title=f"Test of the channel {channel}: nothing is wrong.",
        text="Somebody pressed the test button of this channel. No incident stands behind it.",
        model="",
        environment="",
        root_kind="test",
        root="test",
        level="warning",
        values={},
        started_at=at.isoformat(),
        ended_at="",
        link=base,
        external_url=base,
        **empty,
    )


def _text(incident: Incident, models: Sequence[Model]) -> str:
    zone = ZoneInfo(models[0].timezone) if models else None
    start = incident.started_at.astimezone(zone)
    parts = [f"Since {start:%Y-%m-%d %H:%M} {start.tzname()}.", _impact(incident, models)]
    if incident.muted:
        follow = times(incident.muted, "finding follows", "findings follow")
        parts.append(f"{follow} from it and {'is' if incident.muted == 1 else 'are'} not told.")
    if incident.state is IncidentState.RESOLVED:
        parts.append(
            "It ended: the new level was accepted as normal."
            if incident.new_level
            else "It ended by itself: a whole window was clean."
        )
    else:
        parts.append(_next_step(incident, models))
    return " ".join(part for part in parts if part)


def _impact(incident: Incident, models: Sequence[Model]) -> str:
    users = list(dict.fromkeys(user for model in models for user in model.consumers))
    used = f", used by {', '.join(users)}" if users else ""
    names = ", ".join(incident.models)
    if incident.root_kind == "metric":
        return f"The answers of {names}{used} are worse than the reference's."
    if incident.root == f"age of {names}":
        return f"{names}{used} may no longer fit what it sees."
    return f"The answers of {names}{used} may suffer."


def _next_step(incident: Incident, models: Sequence[Model]) -> str:
    if incident.root_kind == "source":
        owner = _source_owner(incident, models)
        asked = owner or "whoever answers for it"
        return f"Next: ask {asked} what changed in {incident.root}."
    if incident.root_kind == "metric":
        return "Next: look at what changed since then; roll back or retrain."
    if incident.root.startswith("age of "):
        return "Next: retrain, or say why this version may stay."
    if incident.root.startswith("rows of "):
        return "Next: check that all rows arrive, each once."
    names = ", ".join(incident.subjects[:3])
    return f"Next: check where {names} comes from."


def _source_owner(incident: Incident, models: Sequence[Model]) -> str:
    owners = (model.source_owners.get(incident.root, "") for model in models)
    return next((owner for owner in owners if owner), "")


def _owner(incident: Incident, models: Sequence[Model]) -> str:
    return _source_owner(incident, models) or next((m.owner for m in models if m.owner), "")


def _value(peak: Finding | None) -> str:
    if peak is None or peak.value is None:
        return ""
    unit = _unit(peak)
    span = interval(peak.value, peak.lower, peak.upper, unit)
    return f"{_number(peak, peak.value)} {span}".strip()


def _number(peak: Finding, value: float) -> str:
    return number(value, unit=_unit(peak))


def _unit(peak: Finding) -> str:
    return "share" if peak.measure in _SHARES else ""


def _values(peak: Finding | None) -> dict[str, float]:
    if peak is None:
        return {}
    given = {name: finite(getattr(peak, name)) for name in ("value", "expected", "limit")}
    return {name: value for name, value in given.items() if value is not None}
