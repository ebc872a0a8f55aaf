"""The two sides of a check: the rows judged, and what is taken as normal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from watchkeeper.app.baseline import Baseline
from watchkeeper.errors import ConfigError, DataError
from watchkeeper.model import Roles
from watchkeeper.profile.frame import FilteredFrame, Frame, open_frame
from watchkeeper.profile.timestamps import utc_microseconds
from watchkeeper.profile.windows import moments


def two_sides(
    current: Any, reference: Any, roles: Roles | None, split: str | datetime | None, tz: str | None
) -> tuple[Frame, Baseline]:
    """Return the opened rows and the baseline, from two frames or from one that is *split*.

    Raises:
        ConfigError: there is nothing to compare with, or more than one thing.
        DataError: no row lies before the *split*.
    """
    if isinstance(reference, Baseline):
        if roles is not None or split is not None:
            raise ConfigError(
                "the baseline already says which column plays which part",
                hint="give roles to Baseline.fit(), not beside a baseline",
            )
        return open_frame(current, index_as=_index(reference.roles)), reference
    roles = roles or Roles()
    frame = open_frame(current, index_as=_index(roles))
    if split is not None:
        if reference is not None:
            raise ConfigError("split= cuts one frame in two: leave out the reference")
        before, frame = _cut(frame, roles, split, tz)
        return frame, Baseline.from_frame(before, roles, tz=tz)
    if reference is None:
        raise ConfigError(
            "nothing to compare with", hint='give a reference, or split="2024-06-01" and timestamp='
        )
    then = open_frame(reference, index_as=_index(roles))
    return frame, Baseline.from_frame(then, roles, tz=tz)


def _index(roles: Roles) -> str | None:
    return "index" if roles.id == "index" else None


def _cut(frame: Frame, roles: Roles, split: str | datetime, tz: str | None) -> tuple[Frame, Frame]:
    """Return the rows before *split* and the others; rows without a time are with the others."""
    if roles.timestamp is None:
        raise ConfigError(f"split={split!r} needs the column of times", hint="give timestamp=")
    microseconds, valid, _ = utc_microseconds(frame, roles.timestamp, tz)
    at = moments([_moment(split, tz)])[0].astype(np.int64)
    before = valid & (microseconds < at)
    if not before.any():
        raise DataError(f"split={split!r}: no row comes before it, so there is no reference")
    return FilteredFrame(frame, before), FilteredFrame(frame, ~before)


def _moment(when: str | datetime, tz: str | None) -> datetime:
    try:
        at = when if isinstance(when, datetime) else datetime.fromisoformat(when)
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"split={when!r} is not a time", hint='write it like "2024-06-01" or "2024-06-01T12:00"'
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(tz or "UTC"))
