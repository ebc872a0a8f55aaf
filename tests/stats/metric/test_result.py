"""What a metric answers."""

from __future__ import annotations

import dataclasses

import pytest

from watchkeeper.stats.metric import MetricResult


def test_an_unknown_needs_only_its_reason() -> None:
    """No value, no limits, no bound."""
    result = MetricResult(None, reason="no row has a label")

    assert (result.lower, result.upper, result.bound) == (None, None, 0.0)


def test_is_frozen() -> None:
    """An answer does not change after it was given."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        MetricResult(0.5).value = 0.9
