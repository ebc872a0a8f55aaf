"""What the pages ask of the incident desk, and what they do without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, cast

from watchkeeper.app.workspace import Workspace
from watchkeeper.model import Level
from watchkeeper.model.incident import Incident, IncidentStory, Silence


class Desk(Protocol):
    """Where incidents are read, acknowledged, handed over and silenced."""

    def story(self, id: int) -> IncidentStory:
        """Return all there is to say about one."""
        ...

    def acknowledge(self, id: int, *, by: str, comment: str = "") -> object:
        """Note that somebody looks at it."""
        ...

    def assign(self, id: int, *, by: str, to: str) -> object:
        """Hand it to somebody."""
        ...

    def silence(
        self,
        *,
        model: str | None,
        root: str | None,
        level: Level | None,
        until: datetime,
        by: str,
        comment: str,
    ) -> Silence:
        """Hold back messages about matching incidents."""
        ...

    def preview(
        self, *, model: str | None, root: str | None, level: Level | None
    ) -> Sequence[Incident]:
        """Return the open incidents that a silence would match."""
        ...

    def silences(self) -> Sequence[Silence]:
        """Return the silences that hold now."""
        ...

    def end_silence(self, id: int, *, by: str) -> object:
        """Let messages through again."""
        ...


def desk_of(workspace: Workspace) -> Desk | None:
    """Return the desk of *workspace*; None where it keeps no incidents."""
    return cast("Desk | None", getattr(workspace, "desk", None))


def incidents_of(workspace: Workspace, model: str | None = None) -> list[Incident]:
    """Return the incidents of a model, or of all, worst and newest first."""
    ask = getattr(workspace, "incidents", None)
    return list(ask(model)) if ask is not None else []
