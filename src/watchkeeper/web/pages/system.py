"""Is Watchkeeper itself well?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from watchkeeper.app.doctor import Check, examine
from watchkeeper.model import Level, Model
from watchkeeper.model.figures import times
from watchkeeper.store import Store
from watchkeeper.store.lake.schemas import TABLES
from watchkeeper.web.frame import frame
from watchkeeper.web.panel import panel
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.cache import mark
from watchkeeper.web.views.service import ServiceView, service_view, size

MOST_MESSAGES = 50
_VERSION = re.compile(r"\d+(\.\w+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that did not arrive: it waits for its next try, or was given up."""

    incident: int
    kind: str
    channel: str
    created_at: datetime
    attempts: int
    next_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class TableSize:
    """How much of a table of a model there is."""

    model: str
    table: str
    rows: int
    files: int
    size: str


def system(site: Site, asked: Asked) -> Answer:
    """Show the checks of the doctor, the state of the service and the sizes of the tables."""
    now = site.now()
    checks = panel("checks", lambda: _checks(site))
    service = panel("state of the service", lambda: _service(site))
    tables = panel("sizes of tables", lambda: _tables(site))
    letters = panel("messages", lambda: messages(site))
    found = checks.value or []
    level = max((c.level for c in found), key=lambda lv: lv.rank, default=Level.UNKNOWN)
    context = frame(site, asked, title="System", here="system") | {
        "level": level.value,
        "sentence": _sentence(found, level),
        "checks": checks,
        "service": service,
        "tables": tables,
        "messages": letters,
        "told": [c for c in found if not _is_version(c)],
        "versions": [(c.name, c.text) for c in found if _is_version(c)],
        "zone": ZoneInfo("UTC"),
    }
    data = {
        "as_of": now,
        "level": level,
        "checks": checks.value,
        "service": service.value,
        "tables": tables.value,
        "messages": letters.value,
        "versions": dict(context["versions"]),
    }
    return Answer(template="system.html", context=context, data=lambda: data)


def _is_version(check: Check) -> bool:
    """Return whether a check only names the version of a library, and all is well with it."""
    return check.level is Level.OK and _VERSION.fullmatch(check.text) is not None


def _checks(site: Site) -> list[Check]:
    # It reads every table: once a minute is enough.
    minute = site.now().replace(second=0, microsecond=0)
    store = site.workspace.store
    seen = tuple(mark(store, m.name, *TABLES) for m in site.workspace.models())
    return site.cache.get("doctor", (minute, seen), lambda: _examined(site))


def _examined(site: Site) -> list[Check]:
    """Return the checks, worst first; of where the workspace lies only its folder is named."""
    where = site.workspace.path.resolve()
    found = [
        replace(check, text=check.text.replace(str(where), where.name))
        for check in examine(where, site.workspace.store.clock)
    ]
    return sorted(found, key=lambda check: -check.level.rank)


def _sentence(checks: list[Check], level: Level) -> str:
    bad = [c for c in checks if c.level.rank >= Level.WARNING.rank]
    if not checks:
        return "Nothing could be examined."
    if bad:
        needs = "needs" if len(bad) == 1 else "need"
        return f"{times(len(bad), 'check')} of {len(checks)} {needs} somebody."
    if level is Level.UNKNOWN:
        return "Watchkeeper works, but not all could be examined."
    return f"Watchkeeper is well: {times(len(checks), 'check')} passed."


def messages(site: Site) -> list[Message]:
    """Return the messages that did not arrive: those given up first, then those that wait."""
    desk = site.workspace.desk
    return [
        Message(
            incident=letter.incident,
            kind=letter.kind,
            channel=letter.channel,
            created_at=letter.created_at,
            attempts=letter.attempts,
            next_at=letter.next_at if letter.given_up_at is None else None,
            error=letter.last_error or "",
        )
        for letter in [*desk.given_up(), *desk.waiting()][:MOST_MESSAGES]
    ]


def _service(site: Site) -> ServiceView | None:
    return service_view(site.service_state()) if site.service_state is not None else None


def _tables(site: Site) -> list[TableSize]:
    store = site.workspace.store
    return [
        line
        for model in site.workspace.models()
        for line in site.cache.get(
            ("sizes", model.name), mark(store, model.name, *TABLES), partial(_sizes, store, model)
        )
    ]


def _sizes(store: Store, model: Model) -> list[TableSize]:
    found = []
    for spec in TABLES:
        table = store.table(model.name, spec)
        if table.exists():
            files = table.snapshot().files
            total = sum(file.size for file in files)
            rows = sum(file.rows for file in files)
            found.append(TableSize(model.name, spec.name, rows, len(files), size(total)))
    return found
