"""The Hellinger distance."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.distance import hellinger, psi


def test_by_hand() -> None:
    """One bin against two: sqrt(1 - sqrt(1/2))."""
    assert hellinger([4, 0], [2, 2], smoothing=0) == pytest.approx(np.sqrt(1 - np.sqrt(0.5)))


def test_published_values() -> None:
    """Evidently: .06812 for six categories; NannyML: .5 for abcd against abce."""
    six = hellinger([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8], smoothing=0)
    four = hellinger([100] * 4 + [0], [10, 10, 10, 0, 10], smoothing=0)

    assert six == pytest.approx(0.06812, abs=1e-5)
    assert four == pytest.approx(0.5)


def test_small_shifts_are_the_root_of_an_eighth_of_psi() -> None:
    """The equivalence by which limits of one are carried over to the other."""
    reference, current = [1000, 1000, 1000], [1050, 1000, 950]

    assert hellinger(reference, current) == pytest.approx(
        np.sqrt(psi(reference, current) / 8), rel=1e-3
    )


def test_ends_at_one() -> None:
    """No bin in common."""
    assert hellinger([5, 0], [0, 5], smoothing=0) == 1.0
