"""Accuracy and prevalence behind labels that err."""

from __future__ import annotations

import pytest

from watchkeeper.stats.estimate import rogan_gladen, symmetric_noise
from watchkeeper.stats.interval import Interval, wilson


def test_symmetric_by_hand() -> None:
    """.9 right, .05 of labels wrong: .86 is seen."""
    truth = symmetric_noise(Interval(0.86, 0.83, 0.89), 0.05)

    assert (truth.value, truth.lower, truth.upper) == pytest.approx((0.9, 0.78 / 0.9, 0.84 / 0.9))


def test_no_noise_changes_nothing() -> None:
    """Neither kind."""
    seen = wilson(80, 100)

    assert symmetric_noise(seen, 0.0) == seen
    assert rogan_gladen(seen, sensitivity=1.0, specificity=1.0) == seen


def test_rogan_and_gladen_by_hand() -> None:
    """A prevalence of .1 with sensitivity .9 and specificity .95 is seen as .135."""
    truth = rogan_gladen(Interval(0.135, 0.05, 0.2), sensitivity=0.9, specificity=0.95)

    assert truth.value == pytest.approx(0.1)
    assert truth.lower == 0.0
    assert truth.upper == pytest.approx(0.15 / 0.85)


def test_equal_errors_of_both_kinds_are_the_symmetric_case() -> None:
    """For accuracy the two formulae are one."""
    seen = wilson(80, 100)

    symmetric = symmetric_noise(seen, 0.1)
    assert rogan_gladen(seen, sensitivity=0.9, specificity=0.9).value == pytest.approx(
        symmetric.value
    )


def test_refusals() -> None:
    """Labels no better than chance tell nothing."""
    seen = wilson(80, 100)
    with pytest.raises(ValueError, match=r"error must lie in 0 to \.5"):
        symmetric_noise(seen, 0.5)
    with pytest.raises(ValueError, match="must add up to above 1, got 1"):
        rogan_gladen(seen, sensitivity=0.5, specificity=0.5)
    with pytest.raises(ValueError, match=r"sensitivity must lie in 0 to 1, got 1\.5"):
        rogan_gladen(seen, sensitivity=1.5, specificity=0.5)
