"""The settings that hold, defaults included, in the words of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from watchkeeper.config.schema import Settings
from watchkeeper.config.toml_value import toml_value


def effective(settings: Settings) -> str:
    """Return *settings* as TOML that reads back to them; defaults are marked as such.

    Of a channel's address only the host is shown: what follows may be secret.
    """
    values = settings.model_dump(by_alias=True)
    defaults = type(settings)().model_dump(by_alias=True)
    lines = [*_table("[workspace]", values["workspace"], defaults["workspace"])]
    for entry in values["model"]:
        lines += ["", *_table("[[model]]", entry, {})]
    for name, table in values["monitor"].items():
        lines += ["", *_table(f"[monitor.{name}]", table, defaults["monitor"][name])]
    for name in ("limit", "channel"):
        for entry in values[name]:
            lines += ["", *_table(f"[[{name}]]", entry, {})]
    return "\n".join(lines) + "\n"


def _table(header: str, values: Mapping[str, Any], defaults: Mapping[str, Any]) -> Iterator[str]:
    yield header
    for key, value in values.items():
        # TOML has no null: what is not set is not written.
        if value is not None:
            note = "  # default" if key in defaults and defaults[key] == value else ""
            yield f"{key} = {toml_value(value)}{note}"
