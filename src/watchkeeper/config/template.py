"""The settings file that ``watchkeeper init`` writes: every key, explained, at its default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from inspect import cleandoc
from typing import Any, get_args

from watchkeeper.config.schema import (
    LimitSettings,
    ModelSettings,
    Settings,
    Table,
    WorkspaceSettings,
)
from watchkeeper.config.toml_value import toml_value

SCHEMA_FILE = "watchkeeper.schema.json"
"""Name of the JSON Schema that the first line of the file points to, in the same folder."""

_HEAD = f"""\
#:schema ./{SCHEMA_FILE}
# Settings of this watchkeeper workspace. An unknown key is an error.
# `watchkeeper config` checks this file and prints what holds.
"""
_SHARED = "enabled"  # of every monitor, and clear by itself
_MODEL = {
    "name": "flights",
    "task": "binary",
    "owner": "ops@example.org",
    "tier": "1",
    "positive": "late",
    "classes": ("late", "on_time"),
    "timezone": "America/New_York",
    "label_horizon": "90d",
    "sources": {"temp": "weather", "wind_speed": "weather"},
    "source_owners": {"weather": "weather-feed@example.org"},
    "consumers": ("gate display",),
    "runbook": "https://runbooks.example.org/flights",
    "intended_use": "Warn passengers at the gate; not for scheduling crews.",
}
_LIMIT = {
    "model": "flights",
    "monitor": "performance",
    "subject": "roc_auc",
    "measure": "roc_auc",
    "warning": 0.02,
    "critical": 0.05,
    "set_by": "ops@example.org",
    "reason": "below this the planners lose money",
    "since": date(2024, 1, 31),
}
_CHANNEL = {
    "kind": "webhook",
    "name": "on-call",
    "levels": ("critical", "warning"),
    "models": ("flights",),
    "url": "${WATCHKEEPER_WEBHOOK}",
    "secret": "${WATCHKEEPER_WEBHOOK_SECRET}",
}


def template(schema: type[Settings]) -> str:
    """Return the text of a new file: it reads back as the defaults of *schema*."""
    settings = schema()
    lines = [_HEAD, *_written_out(settings.workspace)]
    lines += ["", "# A model; repeat the table for each. Python can register models as well."]
    lines += _example("[[model]]", ModelSettings, _MODEL)
    if type(settings.monitors).model_fields:
        lines += ["", "# Monitors, with the values that hold unless you change them."]
        lines += _monitors(settings)
    lines += ["", "# Tolerances of one subject that you set, with who and why: repeat as needed."]
    lines += _example("[[limit]]", LimitSettings, _LIMIT)
    kind = _first_channel(schema)
    if kind is not None:
        lines += ["", "# Where messages about incidents go: repeat for each channel."]
        lines += _example("[[channel]]", kind, _CHANNEL)
    return "\n".join(lines) + "\n"


def _first_channel(schema: type[Settings]) -> type[Table] | None:
    kind: Any = get_args(schema.model_fields["channels"].annotation)[0]
    while get_args(kind):
        kind = get_args(kind)[0]
    return kind if "kind" in kind.model_fields else None


def _written_out(table: WorkspaceSettings) -> Iterator[str]:
    yield "[workspace]"
    for key, field in type(table).model_fields.items():
        yield f"# {field.description}"
        yield f"{key} = {toml_value(getattr(table, key))}"


def _example(header: str, table: type[Table], values: Mapping[str, object]) -> Iterator[str]:
    yield f"# {header}"
    for key, field in table.model_fields.items():
        yield f"# {key} = {toml_value(values[key])}  # {field.description}"


def _monitors(settings: Settings) -> Iterator[str]:
    fields = type(settings.monitors).model_fields.values()
    tables = settings.monitors.model_dump(by_alias=True)
    for (name, table), field in zip(tables.items(), fields, strict=True):
        yield ""
        yield f"# [monitor.{name}]" + (f"  # {field.description}" if field.description else "")
        if set(table) - {_SHARED}:
            yield from (f"#   {line}" for line in _meaning(field.annotation))
        for key, value in table.items():
            # TOML has no null, so what is not set can only be talked of.
            yield f"# {key}: not set" if value is None else f"# {key} = {toml_value(value)}"


def _meaning(config: object) -> list[str]:
    """Return the docstring of a monitor's settings; of a long one without its title."""
    lines = cleandoc(config.__doc__ or "").replace("``", "`").splitlines()
    return lines[2:] or lines
