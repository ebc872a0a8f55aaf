"""What each address needs: the table that the check in `watchkeeper.api.gate` reads.

The first row that fits a request decides. An address that is in no row needs ``admin``: a route
that somebody adds is closed until its row is written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qs

from watchkeeper.model.access import Scope

_QUERY = "?model={model}"


def _compiled(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+(?::path)?)\}", path)
    pattern = ""
    for i, part in enumerate(parts):
        if i % 2 == 0:
            pattern += re.escape(part)
        else:
            name, _, rest = part.partition(":")
            pattern += f"(?P<{name}>{'.+' if rest else '[^/]+'})"
    # A path may hold a line break; `.` and `[^/]` must not stop there.
    return re.compile(pattern, re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """Requests of ``method`` to ``path`` need ``scope``; None: they are open to everybody.

    ``{model}`` in the path, or at its end ``?model={model}``, names the model that is asked
    about, other names in brackets stand for any one part, ``{rest:path}`` for any parts. A token
    for one model is refused where no model is named, unless what is there is of no model:
    ``shared``.
    """

    method: str
    path: str
    scope: Scope | None
    shared: bool = False
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", _compiled(self.path.removesuffix(_QUERY)))

    def match(self, method: str, path: str) -> re.Match[str] | None:
        """Return how *path* fits, or None."""
        return self._pattern.fullmatch(path) if method == self.method else None

    def models(self, match: re.Match[str], query: str) -> frozenset[str]:
        """Return the models that a request asks about; several where it names several."""
        if self.path.endswith(_QUERY):
            return frozenset(parse_qs(query, keep_blank_values=True).get("model", ()))
        model = match.groupdict().get("model")
        return frozenset() if model is None else frozenset({model})


class Needed(NamedTuple):
    """What a request needs: a scope (None: nothing), for these models, or of no model."""

    scope: Scope | None
    models: frozenset[str] = frozenset()
    shared: bool = False


_OF_MODEL = "/api/v1/models/{model}"
_PAGE = "/models/{model}"

RULES: tuple[Rule, ...] = (
    # First, because they are asked most.
    Rule("POST", f"{_OF_MODEL}/predictions", Scope.INGEST),
    Rule("POST", f"{_OF_MODEL}/labels", Scope.INGEST),
    Rule("POST", f"{_OF_MODEL}/operations", Scope.INGEST),
    Rule("POST", f"{_OF_MODEL}/samples", Scope.INGEST),
    # Open to everybody.
    Rule("GET", "/healthz", None),
    Rule("GET", "/readyz", None),
    Rule("GET", "/login", None),
    Rule("POST", "/login", None),
    Rule("POST", "/logout", None),
    Rule("GET", "/static/{rest:path}", None),
    # Resources.
    Rule("GET", "/metrics", Scope.READ),
    Rule("GET", "/api/v1/openapi.json", Scope.READ, shared=True),
    Rule("GET", "/api/v1/models", Scope.READ),
    Rule("GET", _OF_MODEL, Scope.READ),
    Rule("PUT", _OF_MODEL, Scope.ADMIN),
    Rule("GET", f"{_OF_MODEL}/versions", Scope.READ),
    Rule("POST", f"{_OF_MODEL}/versions", Scope.WRITE),
    Rule("GET", f"{_OF_MODEL}/baselines", Scope.READ),
    Rule("POST", f"{_OF_MODEL}/baselines", Scope.WRITE),
    Rule("GET", f"{_OF_MODEL}/baselines/{{baseline}}", Scope.READ),
    Rule("GET", f"{_OF_MODEL}/changes", Scope.READ),
    Rule("POST", f"{_OF_MODEL}/changes", Scope.WRITE),
    Rule("GET", f"{_OF_MODEL}/metrics", Scope.READ),
    Rule("GET", f"{_OF_MODEL}/findings", Scope.READ),
    Rule("GET", f"/api/v1/series{_QUERY}", Scope.READ),
    Rule("GET", f"/api/v1/incidents{_QUERY}", Scope.READ),
    Rule("GET", "/api/v1/incidents/{incident}", Scope.READ),
    Rule("POST", "/api/v1/incidents/{incident}/{action}", Scope.WRITE),
    Rule("GET", "/api/v1/silences", Scope.READ),
    Rule("GET", "/api/v1/silences/preview", Scope.READ),
    Rule("POST", "/api/v1/silences", Scope.WRITE),
    Rule("DELETE", "/api/v1/silences/{silence}", Scope.WRITE),
    Rule("POST", "/api/v1/evaluate", Scope.WRITE),
    Rule("GET", "/api/v1/clock", Scope.READ, shared=True),
    Rule("POST", "/api/v1/clock", Scope.ADMIN),
    # Pages, each with its twin in JSON.
    Rule("GET", "/", Scope.READ),
    Rule("GET", "/models", Scope.READ),
    Rule("GET", "/models.json", Scope.READ),
    Rule("GET", f"{_PAGE}.json", Scope.READ),
    Rule("GET", _PAGE, Scope.READ),
    Rule("GET", f"{_PAGE}/{{rest:path}}", Scope.READ),
    Rule("GET", "/incidents", Scope.READ),
    Rule("GET", "/incidents.json", Scope.READ),
    Rule("GET", "/incidents/{rest:path}", Scope.READ),
    Rule("POST", "/incidents/{rest:path}", Scope.WRITE),
    Rule("POST", "/incidents", Scope.WRITE),
    Rule("GET", "/jump", Scope.READ),
    Rule("GET", "/jump.json", Scope.READ),
    Rule("GET", "/system", Scope.READ),
    Rule("GET", "/system.json", Scope.READ),
)

_NO_RULE = Needed(Scope.ADMIN)


def needed(method: str, path: str, query: str) -> Needed:
    """Return what a request needs; a HEAD needs what its GET does."""
    asked = "GET" if method == "HEAD" else method
    for rule in RULES:
        match = rule.match(asked, path)
        if match is not None:
            return Needed(rule.scope, rule.models(match, query), rule.shared)
    return _NO_RULE
