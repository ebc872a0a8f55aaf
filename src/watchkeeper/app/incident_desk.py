"""The desk of whoever is on call: incidents read, taken, silenced; messages tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from watchkeeper.alerting.due import matches
from watchkeeper.app.follow_results import follow_results
from watchkeeper.app.notify import Attempt, deliver, try_channel
from watchkeeper.app.post_notices import post_notices
from watchkeeper.config import Settings
from watchkeeper.errors import ConfigError
from watchkeeper.model import Level
from watchkeeper.model.clock import aware
from watchkeeper.model.incident import (
    Incident,
    IncidentEvent,
    IncidentState,
    IncidentStory,
    Silence,
)
from watchkeeper.store.catalog.changes import Change
from watchkeeper.store.catalog.outbox import Letter
from watchkeeper.store.store import Store


class IncidentDesk:
    """Incidents of a workspace, and what people do about them."""

    __slots__ = ("_settings", "_store")

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    # -- read -------------------------------------------------------------------------------

    def all(
        self, model: str | None = None, *, state: IncidentState | str | None = None
    ) -> list[Incident]:
        """Return incidents, of one *model* or *state* only; open before resolved, worst first.

        Raises:
            NotFound: no model is called so.
            ConfigError: there is no such state.
        """
        if model is not None:
            self._store.catalog.models.get(model)
        found = self._store.catalog.incidents.all(state=_state(state))
        silences = self.silences()
        return [_with_silence(i, silences) for i in found if model is None or model in i.models]

    def story(self, incident: int) -> IncidentStory:
        """Return all there is to say about an incident.

        Raises:
            NotFound: there is none of that number.
        """
        found = self._store.catalog.incidents.get(incident)
        findings, muted = self._store.catalog.incidents.findings(incident)
        return IncidentStory(
            incident=_with_silence(found, self.silences()),
            findings=tuple(findings),
            muted=tuple(finding for finding, _ in muted),
            events=self._store.catalog.incidents.events(incident),
            because=tuple(why for _, why in muted),
        )

    # -- act --------------------------------------------------------------------------------

    def acknowledge(self, incident: int, *, by: str, comment: str = "") -> Incident:
        """Take note of an incident; that holds until it is resolved.

        One that only waits for somebody to accept its new level is resolved by this.

        Raises:
            NotFound: there is none of that number.
            ConfigError: it is resolved already, or nobody is named.
        """
        found = self._open(incident, by)
        now = self._store.clock.now()
        values: dict[str, Any] = {"acknowledged_at": now, "acknowledged_by": by, "updated_at": now}
        if found.new_level and found.level_now is Level.OK:
            values |= {"state": IncidentState.RESOLVED, "resolved_at": now}
        done = self._change(incident, "acknowledged", comment, by, values)
        self.send()
        return done

    def assign(self, incident: int, *, by: str, to: str) -> Incident:
        """Give an incident to somebody; an empty *to* takes it from whoever had it.

        Raises:
            NotFound: there is none of that number.
            ConfigError: it is resolved already, or nobody is named.
        """
        self._open(incident, by)
        values = {"assignee": to or None, "updated_at": self._store.clock.now()}
        return self._change(incident, "assigned", f"to {to}" if to else "to nobody", by, values)

    def silence(
        self,
        *,
        model: str | None = None,
        root: str | None = None,
        level: Level | str | None = None,
        until: datetime,
        by: str,
        comment: str,
    ) -> Silence:
        """Hold back messages about matching incidents; they stay listed. It is in the change log.

        What is None matches everything. `preview` says what would be held back.

        Raises:
            NotFound: no model is called so.
            ConfigError: it ends before now, or nobody is named.
        """
        now = self._store.clock.now()
        if aware(until, "until") <= now:
            raise ConfigError(f"until={until.isoformat()} is over", hint="name a later time")
        if not by:
            raise ConfigError("by is empty", hint="say who you are")
        draft = self._draft(model, root, level)
        kept = replace(draft, until=until, by=by, comment=comment, created_at=now)
        added = self._store.catalog.silences.add(kept)
        said = f"{by} silenced {_about(added)} until {_minute(until)}"
        self._enter(added, f"{said}: {comment}" if comment else said)
        return added

    def preview(
        self,
        *,
        model: str | None = None,
        root: str | None = None,
        level: Level | str | None = None,
    ) -> list[Incident]:
        """Return the open incidents that such a silence would hold back messages of.

        Raises:
            NotFound: no model is called so.
        """
        draft = self._draft(model, root, level)
        return [i for i in self.all(state=IncidentState.OPEN) if matches(i, draft)]

    def silences(self) -> list[Silence]:
        """Return the silences that hold now, the first to end first."""
        return self._store.catalog.silences.active(self._store.clock.now())

    def end_silence(self, silence: int, *, by: str) -> None:
        """End a silence now; what it held back and still holds is told. It is in the change log.

        Raises:
            NotFound: none of that number holds.
        """
        if not by:
            raise ConfigError("by is empty", hint="say who you are")
        ended = self._store.catalog.silences.end(silence, self._store.clock.now())
        whose = "their own" if ended.by == by else f"{ended.by}'s"
        was = f"{whose} silence of {_about(ended)}, which held until {_minute(ended.until)}"
        self._enter(ended, f"{by} ended {was}")
        self.send()

    # -- tell -------------------------------------------------------------------------------

    def update(self) -> None:
        """Make incidents of what was judged since, and tell whoever is to be told."""
        follow_results(self._store, self._settings)
        self.send()

    def send(self) -> list[Attempt]:
        """Send what is due; call it again and again, and messages arrive in the end."""
        post_notices(self._store, self._settings)
        return deliver(self._store, self._settings)

    def test_channel(self, name: str) -> Attempt:
        """Send a test message to the channel *name*; return what came of it.

        Raises:
            ConfigError: no channel is called so.
        """
        return try_channel(self._store, self._settings, name)

    def waiting(self) -> list[Letter]:
        """Return the messages that wait to be sent, oldest first."""
        return self._store.catalog.outbox.waiting()

    def given_up(self) -> list[Letter]:
        """Return the messages that their channel refused, newest first."""
        return self._store.catalog.outbox.given_up()

    # -- within -----------------------------------------------------------------------------

    def _open(self, incident: int, by: str) -> Incident:
        found = self._store.catalog.incidents.get(incident)
        if not by:
            raise ConfigError("by is empty", hint="say who you are")
        if found.state is IncidentState.RESOLVED:
            raise ConfigError(f"incident {incident} is resolved", hint="nothing is to be done")
        return found

    def _change(
        self, incident: int, kind: str, text: str, by: str, values: dict[str, Any]
    ) -> Incident:
        event = IncidentEvent(at=self._store.clock.now(), kind=kind, text=text, by=by)
        changed = self._store.catalog.incidents.change(incident, event, **values)
        return _with_silence(changed, self.silences())

    def _enter(self, silence: Silence, text: str) -> None:
        """Write into the change log of every model that *silence* can concern."""
        known = [model.name for model in self._store.catalog.models.all()]
        now = self._store.clock.now()
        for name in known if silence.model is None else [silence.model]:
            self._store.catalog.changes.add(Change(model=name, at=now, kind="silence", text=text))

    def _draft(self, model: str | None, root: str | None, level: Level | str | None) -> Silence:
        if model is not None:
            self._store.catalog.models.get(model)
        now = self._store.clock.now()
        return Silence(
            id=0,
            model=model,
            root=root,
            level=None if level is None else _loud(level),
            until=now,
            by="",
            comment="",
            created_at=now,
        )


def _about(silence: Silence) -> str:
    what = silence.root or (f"all of {silence.model}" if silence.model else "everything")
    return f"{what} at the level {silence.level}" if silence.level is not None else what


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _loud(level: Level | str) -> Level:
    if level not in (Level.WARNING, Level.CRITICAL):
        raise ConfigError(f"level={level!s} never opens an incident", hint="warning or critical")
    return Level(level)


def _state(state: IncidentState | str | None) -> IncidentState | None:
    if state is None:
        return None
    try:
        return IncidentState(state)
    except ValueError:
        raise ConfigError(f"state={state!r} is not known", hint="open or resolved") from None


def _with_silence(incident: Incident, silences: list[Silence]) -> Incident:
    until = [s.until for s in silences if matches(incident, s)]
    return replace(incident, silenced_until=max(until, default=None))
