"""How long something may wait before it looks forgotten."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from watchkeeper.app.settings import load_settings, settings_schema
from watchkeeper.errors import ConfigError
from watchkeeper.model import Every

_WINDOWS = 2


def patience(workspace: Path) -> timedelta:
    """Return the length of two windows of *workspace* (of the default where settings are wrong)."""
    try:
        settings = load_settings(workspace)
    except ConfigError:
        settings = settings_schema()()
    return _WINDOWS * timedelta(weeks=1) / Every.parse(settings.workspace.window).per_week
