"""The Benjamini-Hochberg procedure on e-values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.multiplicity import EValues, benjamini_hochberg, e_bh
from watchkeeper.stats.sequential import ESR


def test_four_e_values_by_hand() -> None:
    """Sorted 100 41 25 1 against 80 40 26.7 20: the largest k that holds is 2."""
    decisions = e_bh(EValues([1.0, 41.0, 100.0, 25.0]), q=0.05)

    assert decisions.rejected.tolist() == [False, True, True, False]
    assert decisions.adjusted.tolist() == pytest.approx([1.0, 4 / 82, 0.04, 4 / 75])


def test_it_is_bh_on_the_inverses() -> None:
    """1 / e is a p-value by Markov's inequality."""
    e = np.exp(np.random.default_rng(0).normal(1, 3, size=200))

    decisions = e_bh(EValues(e), q=0.1)
    inverses = benjamini_hochberg(np.minimum(1.0, 1 / e), q=0.1)

    assert np.array_equal(decisions.rejected, inverses.rejected)
    assert decisions.rejected.any()


def test_zero_is_never_rejected() -> None:
    """No evidence at all."""
    decisions = e_bh(EValues([0.0, 1e9]), q=0.5)

    assert decisions.rejected.tolist() == [False, True]
    assert decisions.adjusted[0] == 1.0


@pytest.mark.parametrize(
    "given",
    [
        [50.0, 2.0],
        np.array([50.0]),
        ESR(tolerated=0.1, threshold=100),
        [ESR(tolerated=0.1, threshold=9)],
    ],
    ids=["list", "array", "alarm", "alarms"],
)
def test_what_does_not_say_it_is_an_e_value_is_refused_by_type(given: Any) -> None:
    """The message says why the statistics of the alarms are none."""
    with pytest.raises(
        TypeError, match=r"e_bh takes EValues, got .*ESR and ECUSUM are no e-values"
    ):
        e_bh(given, q=0.05)
