"""Samples through the workspace's own door."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from watchkeeper.errors import DataError, NotFound
from watchkeeper.store import read_samples


def test_any_frame_holds_samples(lab: Any) -> None:
    """Times without a zone are read in the one that is named."""
    frame = pd.DataFrame(
        {
            "prediction_id": ["a", "b"],
            "plan": ["weekly", "weekly"],
            "inclusion_probability": [0.1, 0.5],
            "drawn_at": ["2024-01-30 12:00", "2024-01-30 13:00"],
        }
    )
    done = lab.ws.log_samples("flights", frame, tz="Europe/Berlin")

    assert (done.accepted, done.duplicates, done.ids) == (2, 0, ("a", "b"))
    rows = read_samples(lab.ws.store, "flights").sort_by("prediction_id")
    assert rows["drawn_at"][0].as_py() == datetime(2024, 1, 30, 11, tzinfo=UTC)
    assert lab.ws.log_samples("flights", frame, tz="UTC").duplicates == 2


def test_a_frame_without_a_plan_is_refused(lab: Any) -> None:
    """A sample without its plan weighs nothing; nor does one of no model."""
    with pytest.raises(DataError, match="column 'plan' is missing"):
        lab.ws.log_samples("flights", {"prediction_id": ["a"], "inclusion_probability": [0.1]})
    with pytest.raises(NotFound, match="flights"):
        lab.ws.log_samples("flihgts", {"prediction_id": ["a"]})
