"""Where records are handed in over HTTP, and in which formats."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

Kind = Literal["predictions", "labels", "operations"]
KINDS: tuple[Kind, ...] = ("predictions", "labels", "operations")

PREFIX = "/api/v1"

JSON = "application/json"
ARROW = "application/vnd.apache.arrow.stream"

# An Arrow body has no place for these; a JSON body holds them as fields.
VERSION_HEADER = "Watchkeeper-Version"
ENVIRONMENT_HEADER = "Watchkeeper-Environment"
BATCH_HEADER = "Watchkeeper-Batch"

# A longer body is answered with 413, before it was read.
MAX_BODY_BYTES = 32 * 1024 * 1024


def door(model: str, kind: Kind) -> str:
    """Return the path that takes records of *kind* for *model*."""
    return f"{PREFIX}/models/{quote(model, safe='')}/{kind}"
