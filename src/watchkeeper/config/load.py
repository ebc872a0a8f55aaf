"""Reading a settings file."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, time
from os import PathLike
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from watchkeeper.config.problems import config_error
from watchkeeper.errors import ConfigError

Schema = TypeVar("Schema", bound=BaseModel)


def load(path: str | PathLike[str], schema: type[Schema]) -> Schema:
    """Read the TOML file at *path* and return it as *schema*.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has wrong settings: all of them
            are listed, each with its section, its key and its value.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: no such file", hint="write one with `watchkeeper init`"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text: {error}", hint="save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    return parse(text, schema, where=str(path))


def parse(text: str, schema: type[Schema], *, where: str) -> Schema:
    """Return the TOML *text* as *schema*; *where* begins each line of the error.

    Raises:
        ConfigError: as `load`.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: not valid TOML: {error}") from error
    try:
        # By way of JSON because strict there takes a list for a tuple and text for a date,
        # and still refuses "3" or true for a number.
        return schema.model_validate_json(json.dumps(raw, default=_as_text), strict=True)
    except ValidationError as error:
        raise config_error(error, raw=raw, schema=schema, where=where) from error


def _as_text(moment: date | datetime | time) -> str:
    return moment.isoformat()
