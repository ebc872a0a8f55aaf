"""The door of p-values and the step-up that the procedures share."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.multiplicity.decisions import p_values_1d, step_up


def test_adjusted_rise_with_p() -> None:
    """Never in another order than the p-values, never above 1."""
    p = np.random.default_rng(0).random(200)

    adjusted = step_up(p, q=0.1).adjusted

    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert (p <= adjusted + 1e-15).all()
    assert adjusted.max() <= 1.0


def test_a_factor_makes_it_stricter() -> None:
    """Adjusted p-values times the factor, 1 at most."""
    p = np.array([0.01, 0.02, 0.9])

    assert step_up(p, q=0.1, factor=2.0).adjusted.tolist() == pytest.approx([0.06, 0.06, 1.0])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([0.1, 1.2], r"family 3 must lie in \[0, 1\], got 0.1 to 1.2"),
        ([-0.1, 0.2], r"must lie in \[0, 1\]"),
        ([0.1, np.nan], "family 3 holds 1 NaN or infinite values of 2"),
        ([[0.1]], r"family 3 must have shape \(n,\)"),
    ],
)
def test_what_is_no_p_value_is_refused_by_name(values: list[float], says: str) -> None:
    """The message has the name and the numbers."""
    with pytest.raises(ValueError, match=says):
        p_values_1d(values, name="family 3")
