"""Smoothed shares."""

from __future__ import annotations

import pytest

from watchkeeper.stats.distance.shares import smoothed_shares


def test_reference_comes_first() -> None:
    """Half a row in each of two bins, shares that add up to 1."""
    q, p = smoothed_shares([1, 2], [0, 3], smoothing=0.5)

    assert q.tolist() == pytest.approx([1.5 / 4, 2.5 / 4])
    assert p.tolist() == pytest.approx([0.5 / 4, 3.5 / 4])


def test_no_smoothing_gives_the_textbook_shares() -> None:
    """An empty bin then has share 0."""
    q, _ = smoothed_shares([1, 0], [1, 1], smoothing=0)

    assert q.tolist() == [1.0, 0.0]
