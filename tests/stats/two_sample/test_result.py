"""What a test answers."""

from __future__ import annotations

import dataclasses

import pytest

from watchkeeper.stats.two_sample import TestResult


def test_is_frozen_and_not_collected_by_pytest() -> None:
    """Its name begins with Test; without the mark, importing it here would be a warning."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        TestResult(1.0, 0.5, 10, 20).p_value = 0.01
    assert TestResult.__test__ is False
