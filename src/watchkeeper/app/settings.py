"""The settings of a workspace: ``watchkeeper.toml`` in its folder, defaults without one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from watchkeeper.alerting.channels import CHANNELS
from watchkeeper.config import SCHEMA_FILE, Settings, assemble, json_schema, load, template
from watchkeeper.monitors import MONITORS
from watchkeeper.monitors.limited import LIMITED

SETTINGS_FILE = "watchkeeper.toml"
"""Name of the settings file in a workspace's folder."""


@cache
def settings_schema() -> type[Settings]:
    """Return the schema that a workspace's settings are held against."""
    return assemble(
        {monitor.name: monitor.config for monitor in MONITORS},
        questions={monitor.name: monitor.question for monitor in MONITORS},
        limited=LIMITED,
        channels=[channel.settings for channel in CHANNELS],
    )


def load_settings(folder: Path) -> Settings:
    """Return the settings of the workspace in *folder*; a folder without a file has defaults.

    Raises:
        ConfigError: the file is there and cannot be read or is wrong; every problem is listed.
    """
    path = folder / SETTINGS_FILE
    return load(path, settings_schema()) if path.exists() else settings_schema()()


def write_settings(folder: Path) -> tuple[Path, ...]:
    """Write a commented settings file and its JSON Schema to *folder*; return what was written.

    A settings file that is there stays as it is; the schema is always brought up to date.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schema = settings_schema()
    written = [folder / SCHEMA_FILE]
    written[0].write_text(json_schema(schema), encoding="utf-8")
    path = folder / SETTINGS_FILE
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template(schema))
        written.append(path)
    except FileExistsError:
        pass
    return tuple(written)
