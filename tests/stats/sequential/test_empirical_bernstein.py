"""Empirical-Bernstein confidence sequence."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.sequential import empirical_bernstein

STREAM = np.array([(i * i * 7 + 3 * i) % 11 / 10 for i in range(200)])


def test_first_row_by_hand() -> None:
    """Stake 1/2, half-width (ln 40 + (x - 1/2)^2 (ln 2 - 1/2)) / (1/2): cut at the range."""
    sequence = empirical_bernstein([0.8])

    assert sequence.value[0] == pytest.approx(0.8)
    assert (sequence.lower[0], sequence.upper[0]) == (0.0, 1.0)


def test_equals_confseq() -> None:
    """confseq 0.0.11, predmix_lower_cs with the centre (1/2 + sum) / (t + 1) of the paper.

    Its own default centre starts at 0 and has no row added: at row 200 it gives .3148 and .4896.
    """
    sequence = empirical_bernstein(STREAM)

    rows = [9, 49, 99, 199]
    assert sequence.lower[rows].tolist() == pytest.approx(
        [0.0, 0.19960885624305727, 0.27262157530998604, 0.31532625748384896], abs=1e-13
    )
    assert sequence.upper[rows].tolist() == pytest.approx(
        [1.0, 0.5963911437569431, 0.5215948942469175, 0.4865155829297656], abs=1e-13
    )


def test_a_longer_stream_does_not_change_the_past() -> None:
    """Limits after row t are a function of t rows."""
    short, long = empirical_bernstein(STREAM[:80]), empirical_bernstein(STREAM)

    assert np.array_equal(short.lower, long.lower[:80])


def test_other_ranges_are_scaled() -> None:
    """Limits move with the unit of the values."""
    unit, wide = (
        empirical_bernstein(STREAM),
        empirical_bernstein(40 * STREAM - 10, lowest=-10, highest=30),
    )

    assert wide.lower == pytest.approx(40 * unit.lower - 10)
    assert wide.upper == pytest.approx(40 * unit.upper - 10)


def test_mirror_images_have_mirrored_limits() -> None:
    """Successes or failures: one answer."""
    plain, mirrored = empirical_bernstein(STREAM), empirical_bernstein(1 - STREAM)

    assert plain.lower == pytest.approx(1 - mirrored.upper)
