"""What every interval answers."""

from __future__ import annotations

import dataclasses

import pytest

from watchkeeper.stats.interval import Interval


def test_is_frozen() -> None:
    """An answer does not change after it was given."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Interval(0.5, 0.4, 0.6).value = 0.9
