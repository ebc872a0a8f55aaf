"""Families first, then the hypotheses in them."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.multiplicity import benjamini_hochberg, hierarchical_bh, simes


def test_three_families_by_hand() -> None:
    """Two of three are selected, so inside the rate is .05 * 2 / 3."""
    families = [[0.001, 0.03, 0.5], [0.6, 0.7], [0.002, 0.04]]

    found = hierarchical_bh(families, q=0.05)

    assert found.family_p_values.tolist() == pytest.approx([0.003, 0.7, 0.004])
    assert found.selected.tolist() == [True, False, True]
    # .03 lies above .0333 * 2 / 3 and .04 above .0333 * 2 / 2.
    assert [mask.tolist() for mask in found.rejected] == [
        [True, False, False],
        [False, False],
        [True, False],
    ]


def test_every_selected_family_has_a_rejection() -> None:
    """What was selected by Simes at q R / M or below has a finding to show."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        families = [rng.beta(0.4, 1, size=rng.integers(1, 30)) for _ in range(12)]
        found = hierarchical_bh(families, q=0.1)
        assert [mask.any() for mask in found.rejected] == found.selected.tolist()


def test_it_is_made_of_the_procedures_it_names() -> None:
    """Simes, BH over families, BH inside at q R / M."""
    families = list(np.random.default_rng(0).beta(0.5, 2, size=(10, 20)))

    found = hierarchical_bh(families, q=0.1)

    over = benjamini_hochberg([simes(p) for p in families], q=0.1).rejected
    assert np.array_equal(found.selected, over)
    for p, chosen, mask in zip(families, over, found.rejected, strict=True):
        inside = benjamini_hochberg(p, q=0.1 * over.mean()).rejected
        assert np.array_equal(mask, inside & chosen)


def test_no_family_and_empty_families() -> None:
    """Nothing to select from."""
    assert hierarchical_bh([], q=0.05).rejected == ()
    found = hierarchical_bh([[], [1e-9]], q=0.05)
    assert found.selected.tolist() == [False, True]
    assert found.rejected[0].size == 0


def test_the_message_says_which_family() -> None:
    """Counted from 0."""
    with pytest.raises(ValueError, match="family 1 holds 1 NaN"):
        hierarchical_bh([[0.5], [np.nan]], q=0.05)
