"""``watchkeeper.toml``: read, checked as a whole, and turned into frozen settings.

``load`` reads any schema; ``assemble`` builds the workspace's schema from the settings of each
monitor, so that this layer needs to know none of them.
"""

from __future__ import annotations

from watchkeeper.config.assemble import assemble
from watchkeeper.config.duration import Duration
from watchkeeper.config.effective import effective
from watchkeeper.config.json_schema import json_schema
from watchkeeper.config.load import load, parse
from watchkeeper.config.schema import (
    ChannelSettings,
    LimitSettings,
    ModelSettings,
    Settings,
    WorkspaceSettings,
)
from watchkeeper.config.template import SCHEMA_FILE, template

__all__ = [
    "SCHEMA_FILE",
    "ChannelSettings",
    "Duration",
    "LimitSettings",
    "ModelSettings",
    "Settings",
    "WorkspaceSettings",
    "assemble",
    "effective",
    "json_schema",
    "load",
    "parse",
    "template",
]
