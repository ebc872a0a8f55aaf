"""Makers of findings and reports, so that each test says only what matters to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from watchkeeper.model import Finding, Level

START = datetime(2013, 8, 1, tzinfo=UTC)


def make_finding(
    subject: str = "temp", level: Level = Level.CRITICAL, day: int | None = None, **more: Any
) -> Finding:
    """Return a finding about *subject*, on the given *day* of August 2013 if any."""
    fields: dict[str, Any] = {
        "monitor": "missing",
        "subject_kind": "feature",
        "reason": "a fifth of the rows is missing",
    }
    if day is not None:
        fields["window_start"] = START + timedelta(days=day - 1)
        fields["window_end"] = START + timedelta(days=day)
    return Finding(subject=subject, level=level, **(fields | more))


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """Return the maker of findings."""
    return make_finding
