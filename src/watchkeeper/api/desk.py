"""What the routes ask of the workspace's incident desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from watchkeeper.model.access import Token
from watchkeeper.model.finding import Level
from watchkeeper.model.incident import Incident, IncidentState, IncidentStory, Silence

NOBODY = "somebody"


class Desk(Protocol):
    """Where incidents are looked into, taken over and silenced."""

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
        """Return the incidents that a silence would match."""
        ...

    def silences(self) -> Sequence[Silence]:
        """Return the silences that hold."""
        ...

    def end_silence(self, id: int, *, by: str) -> object:
        """Let messages through again."""
        ...


class HasDesk(Protocol):
    """A workspace that keeps incidents."""

    @property
    def desk(self) -> Desk:
        """Return its desk."""
        ...

    def incidents(
        self, model: str | None = None, *, state: IncidentState | None = None
    ) -> Sequence[Incident]:
        """Return incidents, worst and newest first."""
        ...


def _keeper(request: Request) -> HasDesk:
    return cast("HasDesk", request.app.state.workspace)


#: The workspace, for routes about incidents.
Keeper = Annotated[HasDesk, Depends(_keeper)]


def signed(token: Token | None, by: str | None) -> str:
    """Return who did something: the token's name says more than what a caller says of itself."""
    if token is not None:
        return token.name
    return by or NOBODY
