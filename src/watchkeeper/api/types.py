"""Kinds of values that several resources take or give."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from watchkeeper.app.workspace import Workspace
from watchkeeper.model import Environment
from watchkeeper.model.access import Token

_FIRST = datetime(1900, 1, 1, tzinfo=UTC)
_LAST = datetime(2200, 1, 1, tzinfo=UTC)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\]")


class Given(BaseModel):
    """What a caller sends: a field of another name is an error."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Told(BaseModel):
    """What a caller gets, made of the product's own nouns."""

    model_config = ConfigDict(from_attributes=True)


def _in_range(moment: datetime) -> datetime:
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        utc = None
    if utc is None or not _FIRST <= utc <= _LAST:
        raise ValueError("the time is not between 1900 and 2200")
    return utc


def _is_name(name: str) -> str:
    if _UNPRINTABLE.search(name) or name in (".", ".."):
        raise ValueError("a name has neither slashes nor control characters, and is not . or ..")
    return name


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


Moment = Annotated[
    AwareDatetime,
    AfterValidator(_in_range),
    Field(examples=["2024-06-01T00:00:00Z"], description="A time with its zone, ISO 8601."),
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_is_name)]
Text = Annotated[str, StringConstraints(max_length=10_000)]
#: A number as it is told: NaN and infinity, which JSON does not have, are null.
Number = Annotated[float | None, BeforeValidator(_finite)]
In = Annotated[Environment, Field(description="Where the model answers.")]


def _workspace(request: Request) -> Workspace:
    found: Workspace = request.app.state.workspace
    return found


def _caller(request: Request) -> Token | None:
    token: Token | None = request.state.token
    return token


#: The workspace that the server stands on, for every route.
Open = Annotated[Workspace, Depends(_workspace)]
#: The token of whoever asks; None where none is needed.
Caller = Annotated[Token | None, Depends(_caller)]


def names_in(text: str | None) -> list[str] | None:
    """Split *text* at its commas; None stays None."""
    if text is None:
        return None
    return [name.strip() for name in text.split(",") if name.strip()]
