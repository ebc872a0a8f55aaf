"""What clean windows do on their own."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, f

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance import psi
from watchkeeper.stats.two_sample import PsiLaw, psi_law_of, psi_test


def test_excess_by_hand() -> None:
    """The mean index of each window against the others, less that of independent rows."""
    rng = np.random.default_rng(1)
    windows = np.stack([rng.multinomial(1000, q) for q in rng.dirichlet([200, 200, 100], 30)])
    total = windows.sum(axis=0)
    mean = np.mean([psi(total - w, w) for w in windows])
    k = 1 / 1000 + 1 / 29_000

    law = psi_law_of(windows)

    assert law.windows == 30
    assert law.excess == pytest.approx(mean - 2 * k + k * np.sqrt(4 / 30) / 2)


def test_no_excess_is_the_chi_square() -> None:
    """Days that are alike add nothing to the law of independent rows."""
    tail = PsiLaw(0.0, 28).tail(0.02, k=0.001, free=9)

    assert tail == pytest.approx(chi2.sf(20, 9), rel=0.01)


def test_days_alone_are_a_student_square() -> None:
    """With millions of rows only the day is left."""
    law = PsiLaw(0.05, 28)

    assert law.tail(0.2, k=1e-6, free=9) == pytest.approx(f.sf(4, 1, 28), rel=0.03)
    assert law.tail(law.reached(), k=1e-6, free=9) == pytest.approx(0.01, rel=0.03)


def test_the_test_listens_to_it() -> None:
    """A usual day is no alarm; a tolerance is at least what clean days reach."""
    reference, current = [30_000, 40_000, 30_000], [2700, 4000, 3300]
    law = PsiLaw(0.05, 40)

    alone = psi_test(reference, current, tolerated=0.0).p_value
    informed = psi_test(reference, current, tolerated=0.0, overdispersion=law).p_value

    assert alone < 1e-6 < 0.1 < informed
    assert psi_test(reference, [1500, 4000, 4500]).p_value < 0.05
    assert psi_test(reference, [1500, 4000, 4500], overdispersion=law).p_value > 0.5


def test_few_windows_are_unknown() -> None:
    """27 clean ones, or one without rows."""
    windows = np.full((28, 3), 50)

    with pytest.raises(NotEnoughData, match="27 clean windows, needs 28"):
        psi_law_of(windows[1:])
    windows[4] = 0
    with pytest.raises(NotEnoughData, match="window 4 has 0 rows"):
        psi_law_of(windows)


@pytest.mark.parametrize("wrong", [[1, 2, 3], np.ones((30, 1)), np.full((30, 2), 0.5)])
def test_other_shapes_and_parts_of_rows_are_refused(wrong: object) -> None:
    """By name."""
    with pytest.raises(ValueError, match="windows"):
        psi_law_of(wrong)
