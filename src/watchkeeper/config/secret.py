"""Settings that are secret: the file names where they are, not what they are."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, PlainSerializer

from watchkeeper.config.problems import as_problem
from watchkeeper.errors import ConfigError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_FILE = "file:"
_HOW = 'write "${NAME}" for an environment variable, or "file:path" for a file'


def is_reference(text: str) -> bool:
    """Return whether *text* says where a secret is: ``${NAME}`` or ``file:path``."""
    return text.startswith(_FILE) or _VARIABLE.fullmatch(text) is not None


def reveal(text: str, *, folder: Path, what: str) -> str:
    """Return what *text* refers to; other text as it is.

    Args:
        text: ``${NAME}``, ``file:path`` (relative to *folder*), or the value itself.
        folder: Where the settings file is.
        what: Whose setting it is, for the message; never the value.

    Raises:
        ConfigError: the variable is not set, or the file cannot be read.
    """
    variable = _VARIABLE.fullmatch(text)
    if variable is not None:
        value = os.environ.get(variable[1])
        if not value:
            raise ConfigError(f"{what}: the environment variable {variable[1]} is not set")
        return value
    if text.startswith(_FILE):
        try:
            return (folder / text.removeprefix(_FILE)).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"{what}: its file cannot be read: {error.strerror}") from error
        except UnicodeDecodeError:
            # Not chained: the error holds what is in the file.
            raise ConfigError(f"{what}: its file is not UTF-8 text") from None
    return text


def _referred(text: str) -> str:
    if not is_reference(text):
        raise as_problem(ConfigError("a secret does not belong into this file", hint=_HOW))
    return text


def _address(text: str) -> str:
    if is_reference(text):
        return text
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise as_problem(ConfigError("must be an http or https address", hint=_HOW))
    if parts.username or parts.password:
        raise as_problem(ConfigError("an address with a password is a secret", hint=_HOW))
    return text


def _shown(text: str) -> str:
    """Return an address without what may be secret in it: all that follows the host."""
    if is_reference(text):
        return text
    parts = urlsplit(text)
    rest = "/\u2026" if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{rest}"


Secret = Annotated[str, AfterValidator(_referred)]
"""A setting that is given by reference only."""
Address = Annotated[str, AfterValidator(_address), PlainSerializer(_shown)]
"""An address that may hold a secret: only its host is ever printed."""
