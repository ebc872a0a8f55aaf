"""Prediction ids that carry their time."""

from __future__ import annotations

import pytest

from watchkeeper.sdk.ids import new_id, time_in


def test_the_time_comes_back_to_the_microsecond() -> None:
    """A label finds the day of its prediction without a search."""
    assert time_in(new_id(1_700_000_000_123_456, "ab12", 7)) == 1_700_000_000.123456


@pytest.mark.parametrize("other", ["", "order-7", "wk-", "wk-xyz-ab-1", new_id(0, "ab12", 7)])
def test_other_ids_hold_no_time(other: str) -> None:
    """Nothing is read into an id that is not ours, or was made without a time."""
    assert time_in(other) is None
