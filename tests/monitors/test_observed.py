"""What a monitor may look at."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from watchkeeper.model import Level, Measure, Window
from watchkeeper.monitors import Observed
from watchkeeper.monitors.observed import Stream

DAY = Window(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 2, tzinfo=UTC))


def test_a_finding_carries_window_stream_and_source(judged_frames: Callable[..., Observed]) -> None:
    """Monitors only say what they decide; the rest is the window's."""
    observed = replace(
        judged_frames({"x": range(100)}, {"x": range(40)}, features=["x"]),
        window=DAY,
        now=DAY.end + timedelta(hours=1),
        sources={"x": "feed"},
        stream=Stream(model="m", version="1", environment="production", segment="origin=JFK"),
    )
    found = observed.finding(
        monitor="m", subject="x", subject_kind="feature", level=Level.OK, reason="r"
    )

    assert (found.window_start, found.window_end) == (DAY.start, DAY.end)
    assert (found.model, found.version, found.segment) == ("m", "1", "origin=JFK")
    assert (found.n_reference, found.n_current, found.source) == (100, 40, "feed")
    assert found.known_at == DAY.end + timedelta(hours=1)


def test_what_is_no_number_becomes_none(judged_frames: Callable[..., Observed]) -> None:
    """NaN and infinity never reach a finding or its measures."""
    observed = judged_frames({"x": range(100)}, {"x": range(40)}, features=["x"])
    found = observed.finding(
        monitor="m",
        subject="x",
        subject_kind="feature",
        level=Level.OK,
        reason="r",
        value=math.nan,
        limit=math.inf,
        p_value=math.nan,
        measures=(Measure(name="psi", value=math.inf, lower=math.nan, upper=1.0),),
    )

    assert (found.value, found.limit, found.p_value) == (None, None, None)
    assert found.measures == (Measure(name="psi", value=None, lower=None, upper=1.0),)


def test_cells_of_a_column_that_did_not_arrive_are_none(
    judged_frames: Callable[..., Observed],
) -> None:
    """The baseline still knows the column."""
    observed = judged_frames(
        {"x": range(100), "y": range(100)}, {"y": range(40)}, features=["x", "y"]
    )

    assert observed.cells("x") is None
    assert observed.column("x").name == "x"
    assert observed.rows == 40
