"""Does the settings file say something that can be used?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.settings import SETTINGS_FILE, load_settings
from watchkeeper.errors import ConfigError
from watchkeeper.model import Clock, Level


def settings(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield whether the settings of *workspace* are good; without a file the defaults are."""
    path = workspace / SETTINGS_FILE
    try:
        load_settings(workspace)
    except ConfigError as error:
        yield Check(
            name="settings",
            level=Level.CRITICAL,
            text=error.message,
            action=error.hint or f"correct {path}; `watchkeeper config {path}` checks it",
        )
        return
    text = f"{path} is good" if path.exists() else f"no {path}: the defaults hold"
    yield Check(name="settings", level=Level.OK, text=text)
