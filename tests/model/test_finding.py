"""Findings as plain values, and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from watchkeeper.model import Finding, Level, Measure
from watchkeeper.model.finding import finding_from_dict

START = datetime(2013, 8, 10, tzinfo=UTC)


def full() -> Finding:
    """Return a finding with every field in use."""
    return Finding(
        monitor="drift",
        subject="temp",
        subject_kind="feature",
        level=Level.CRITICAL,
        reason="mean 25.1, expected 74.2",
        measure="mean",
        value=25.1,
        lower=24.0,
        upper=26.2,
        expected=74.2,
        limit=53.9,
        p_value=0.001,
        n_reference=27_000,
        n_current=900,
        source="weather",
        measures=(Measure(name="psi", value=3.2, lower=3.0, upper=3.4, unit="nats", note="x"),),
        window_start=START,
        window_end=START + timedelta(days=1),
        model="flights",
        version="1",
        environment="production",
        segment="origin=JFK",
        known_at=START + timedelta(days=2),
        limit_set_by="ops",
    )


def test_round_trip_through_json_changes_nothing() -> None:
    """The lake keeps findings as JSON; what comes back is equal."""
    finding = full()

    assert finding_from_dict(json.loads(json.dumps(finding.to_dict()))) == finding


def test_round_trip_of_the_smallest_finding() -> None:
    """Fields that are not given stay None."""
    finding = Finding(
        monitor="m", subject="s", subject_kind="model", level=Level.UNKNOWN, reason="no rows"
    )

    assert finding_from_dict(json.loads(json.dumps(finding.to_dict()))) == finding


def test_times_keep_their_zone() -> None:
    """A moment in another zone comes back as the same moment."""
    east = timezone(timedelta(hours=9))
    finding = Finding(
        monitor="m",
        subject="s",
        subject_kind="model",
        level=Level.OK,
        reason="r",
        window_start=START.astimezone(east),
    )

    assert finding_from_dict(finding.to_dict()).window_start == START


def test_a_field_nobody_knows_is_refused() -> None:
    """A newer version's finding is not read as if it were whole."""
    with pytest.raises(TypeError, match="severity"):
        finding_from_dict({**full().to_dict(), "severity": 3})


def test_levels_rank_from_ok_to_critical() -> None:
    """Unknown is louder than ok and quieter than a warning."""
    ranked = sorted(Level, key=lambda level: level.rank)

    assert ranked == [Level.OK, Level.UNKNOWN, Level.WARNING, Level.CRITICAL]
