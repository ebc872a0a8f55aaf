"""Ask for quiet about an incident, after seeing what else would be quiet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from watchkeeper.errors import ConfigError
from watchkeeper.model import Level
from watchkeeper.model.incident import Incident
from watchkeeper.web.address import incident_url
from watchkeeper.web.frame import frame
from watchkeeper.web.pages.incident import incident_id
from watchkeeper.web.site import Answer, Asked, Site

LENGTHS: tuple[tuple[str, str, timedelta], ...] = (
    ("1h", "1 hour", timedelta(hours=1)),
    ("4h", "4 hours", timedelta(hours=4)),
    ("1d", "1 day", timedelta(days=1)),
    ("7d", "1 week", timedelta(days=7)),
)
SCOPES: tuple[tuple[str, str], ...] = (
    ("root", "this root only"),
    ("model", "everything of this model"),
)


def silence(site: Site, asked: Asked) -> Answer:
    """Show what a silence would match; the form makes it."""
    desk, number = site.workspace.desk, incident_id(asked)
    one = desk.story(number).incident
    given = asked.form if asked.form is not None else asked.query
    scope = given.get("scope", "root")
    scope = scope if scope in dict(SCOPES) else "root"
    model, root = _matchers(one, scope)
    level = _level(given)
    if asked.form is not None:
        by = asked.form.get("by", "").strip()
        if by:
            until = site.now() + _length(asked.form.get("length", ""))
            desk.silence(
                model=model,
                root=root,
                level=level,
                until=until,
                by=by,
                comment=asked.form.get("comment", "").strip(),
            )
            return Answer(goto=incident_url(number))
    matched = desk.preview(model=model, root=root, level=level)
    context = frame(
        site,
        asked,
        title="Silence",
        here="incidents",
        crumbs=[("Incidents", "/incidents"), (f"INC-{number}", incident_url(number))],
        kept={"scope": scope},
    )
    context |= {
        "one": one,
        "scope": scope,
        "scopes": SCOPES,
        "lengths": LENGTHS,
        "length": given.get("length", "1d"),
        "level": level.value if level is not None else "",
        "matched": matched,
        "zone": ZoneInfo("UTC"),
        "missing_name": asked.form is not None,
    }
    return Answer(template="silence.html", context=context, data=lambda: {"matched": matched})


def _matchers(one: Incident, scope: str) -> tuple[str | None, str | None]:
    """Return the model and the root that a silence of *scope* is about."""
    model = one.models[0] if len(one.models) == 1 else None
    if scope == "model" and model is not None:
        return model, None
    return model, one.root


def _level(given: Mapping[str, str]) -> Level | None:
    text = given.get("level", "")
    return Level(text) if text in (Level.WARNING.value, Level.CRITICAL.value) else None


def _length(text: str) -> timedelta:
    for key, _, length in LENGTHS:
        if key == text:
            return length
    known = ", ".join(key for key, _, _ in LENGTHS)
    raise ConfigError(f"length: {text!r} is not known", hint=f"known: {known}")
