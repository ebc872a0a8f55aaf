"""Who must be told what: the state of incidents, compared with what was told last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from watchkeeper.config import ChannelSettings
from watchkeeper.model.incident import Incident, IncidentState, Silence
from watchkeeper.store.catalog.outbox import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A channel must be told of an incident; ``sequence`` counts its messages about it."""

    channel: str
    incident: Incident
    kind: str
    sequence: int


def due(
    incidents: Sequence[Incident],
    told: Mapping[tuple[str, int], Told],
    channels: Iterable[ChannelSettings],
    silences: Sequence[Silence],
) -> list[Notice]:
    """Return what is to be told now.

    A message for each that opens, becomes worse, comes back or is resolved; what a silence
    holds back is told when it ends, if it still holds then. What was over before anybody was
    told is not told.
    """
    found = []
    for channel in channels:
        for incident in incidents:
            last = told.get((channel.name, incident.id))
            kind = _kind(incident, last)
            # Of what it was told a channel also hears the end, whatever else it wants.
            is_news = channel.wants(incident.models, str(incident.level))
            if kind is None or not (kind == "resolved" or is_news):
                continue
            if not any(matches(incident, silence) for silence in silences):
                sequence = 1 + (last.sequence if last else 0)
                notice = Notice(
                    channel=channel.name, incident=incident, kind=kind, sequence=sequence
                )
                found.append(notice)
    return found


def matches(incident: Incident, silence: Silence) -> bool:
    """Return whether *silence* holds back messages about *incident*.

    A silence of one level ends where the incident becomes worse than that.
    """
    return (
        silence.model in (None, *incident.models)
        and silence.root in (None, incident.root)
        and silence.level in (None, incident.level)
    )


def _kind(incident: Incident, last: Told | None) -> str | None:
    if incident.state is IncidentState.RESOLVED:
        return "resolved" if last is not None and last.kind != "resolved" else None
    if last is None:
        return "opened"
    if last.kind == "resolved":
        return "reopened"
    return "worse" if incident.level.rank > last.level.rank else None
