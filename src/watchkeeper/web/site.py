"""What every page is given: the workspace, what was read before, and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from watchkeeper.app.workspace import Workspace
from watchkeeper.web.views.behind import Behind
from watchkeeper.web.views.cache import Cache

MOST_FINDINGS = 48


@dataclass(frozen=True, slots=True)
class Site:
    """One workspace and its pages.

    ``cache`` keeps what is small; ``findings`` keeps findings of a few models, which can be
    large; ``behind`` does what no page should wait for.
    """

    workspace: Workspace
    service_state: Callable[[], object] | None = None
    cache: Cache = field(default_factory=Cache)
    findings: Cache = field(default_factory=lambda: Cache(MOST_FINDINGS))
    behind: Behind = field(default_factory=Behind)

    def now(self) -> datetime:
        """Return what time it is for this workspace."""
        return self.workspace.store.clock.now()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as a page sees it: plain texts."""

    path: str
    names: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page answers: a template with its context, and what makes the same as plain data.

    With ``goto`` the browser is sent there instead.
    """

    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    data: Callable[[], Any] = dict
    status: int = 200
    goto: str = ""
