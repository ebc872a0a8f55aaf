"""What a client was told, checked once."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from watchkeeper.errors import ConfigError, unknown_name
from watchkeeper.wire.records import ENVIRONMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a client; sizes in bytes, times in seconds.

    ``spool_folder`` None: this user has no place for one, and records are held in memory only.
    """

    server: SplitResult
    model: str
    version: str | None
    environment: str
    token: str | None
    spool_folder: Path | None
    spool_bytes: int
    queue: int
    batch: int
    max_age_s: float
    packages: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.model:
            raise ConfigError("model: the name is empty")
        if self.version is not None and not self.version:
            raise ConfigError("version: the name is empty", hint="leave it out if there is none")
        if self.environment not in ENVIRONMENTS:
            raise unknown_name("environment", self.environment, ENVIRONMENTS, where="environment")
        for name, value in (
            ("queue", self.queue),
            ("batch", self.batch),
            ("max_age_s", self.max_age_s),
            ("spool_mb", self.spool_bytes),
        ):
            if not (value > 0 and math.isfinite(value)):
                raise ConfigError(f"{name} must be above 0, got {value}")
        # A header is one line; the message must not hold what it is about.
        if self.token is not None and not (self.token.isascii() and self.token.isprintable()):
            raise ConfigError(
                "token holds a line break or a letter outside ASCII",
                hint="it looks like wk_<8 letters>_<32 letters>; strip what was read from a file",
            )


def server_address(url: str) -> SplitResult:
    """Return the parts of *url*, or say what is wrong with it."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigError(f"url is not an address: {error}") from None
    if parts.username or parts.password:
        raise ConfigError("url holds a user or a password", hint="give token= instead")
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigError(f"url: {url!r} is not an address", hint="e.g. http://127.0.0.1:8765")
    return parts._replace(path=parts.path.rstrip("/"), query="", fragment="")


def state_folder() -> Path | None:
    """Return the folder for spools of this user, None where the system knows of no home."""
    given = os.environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(given):
        return Path(given) / "watchkeeper" / "spool"
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        return None
    if sys.platform == "darwin":
        return Path(home) / "Library" / "Application Support" / "watchkeeper" / "spool"
    return Path(home) / ".local" / "state" / "watchkeeper" / "spool"
