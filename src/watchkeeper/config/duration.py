"""Lengths of time as people write them: ``"90d"``, ``"12h"``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from watchkeeper.config.problems import as_problem
from watchkeeper.errors import ConfigError

_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_PATTERN = r"^\d+[wdhms]$"


def parse_duration(text: object) -> timedelta:
    """Read a whole number and one unit: ``w``, ``d``, ``h``, ``m`` (minutes) or ``s``."""
    if not isinstance(text, str) or not re.fullmatch(_PATTERN, text):
        raise ConfigError(f"{text!r} is not a length of time", hint='write "90d", "12h" or "30m"')
    return int(text[:-1]) * _UNITS[text[-1]]


def format_duration(length: timedelta) -> str:
    """Write *length* in the largest unit that divides it, the inverse of `parse_duration`."""
    unit = next(name for name, size in _UNITS.items() if not length % size)
    return f"{length // _UNITS[unit]}{unit}"


def _from_text(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    try:
        return parse_duration(value)
    except ConfigError as error:
        raise as_problem(error) from error


Duration = Annotated[
    timedelta,
    BeforeValidator(_from_text),
    PlainSerializer(format_duration),
    WithJsonSchema({"type": "string", "pattern": _PATTERN}),
]
"""A ``timedelta`` that a settings file writes as ``"90d"``; for settings of monitors too."""
