"""R2 of a regression."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import r2_score

from watchkeeper.stats.metric import FitSummary, r2, summarise_fit


def sample(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return labels near 1,000 and predictions of them."""
    rng = np.random.default_rng(seed)
    signal = rng.normal(1000, 20, n)
    return signal + rng.normal(0, 10, n), signal


@pytest.mark.parametrize("origin", [0.0, 1000.0])
def test_equals_scikit_learn(origin: float) -> None:
    """About any origin."""
    label, prediction = sample(500, 0)

    value = r2(summarise_fit(label, prediction, origin=origin)).value

    assert value == pytest.approx(r2_score(label, prediction), abs=1e-9)


def test_interval_is_that_of_the_jackknife_on_the_log_scale() -> None:
    """Leaving out each row in turn."""
    label, prediction = sample(400, 1)
    left = np.array(
        [np.log(1 - r2_score(np.delete(label, i), np.delete(prediction, i))) for i in range(400)]
    )
    jackknife = np.sqrt(399 / 400 * np.sum((left - left.mean()) ** 2))

    result = r2(summarise_fit(label, prediction, origin=1000.0))

    half = (np.log(1 - result.lower) - np.log(1 - result.upper)) / 2
    assert half == pytest.approx(1.966 * jackknife, rel=0.02)
    assert result.lower < result.value < result.upper < 1.0


def test_a_model_worse_than_the_mean_is_below_zero() -> None:
    """As in scikit-learn."""
    label = np.arange(300.0)

    result = r2(summarise_fit(label, label[::-1], origin=150.0))

    assert result.value == pytest.approx(r2_score(label, label[::-1]))
    assert result.upper < 0.0


def test_windows_add_up_about_one_origin() -> None:
    """Sums to rounding; about two origins they are refused."""
    label, prediction = sample(400, 2)
    one = summarise_fit(label[:150], prediction[:150], origin=1000.0)
    two = summarise_fit(label[150:], prediction[150:], origin=1000.0)
    whole = r2(summarise_fit(label, prediction, origin=1000.0))

    apart = r2(one + two)

    assert (apart.value, apart.lower, apart.upper) == pytest.approx(
        (whole.value, whole.lower, whole.upper)
    )
    with pytest.raises(ValueError, match="different origins cannot be added"):
        one + summarise_fit(label, prediction, origin=0.0)


def test_the_unit_does_not_matter() -> None:
    """Seconds or minutes."""
    label, prediction = sample(400, 3)
    one = r2(summarise_fit(label, prediction, origin=1000.0))

    other = r2(summarise_fit(60 * label, 60 * prediction, origin=60_000.0))

    assert (one.value, one.lower, one.upper) == pytest.approx(
        (other.value, other.lower, other.upper)
    )


def test_unknown() -> None:
    """No row, equal labels, few rows, no error."""
    assert r2(FitSummary(origin=0.0, n=0)).reason == "no row has a label and a prediction"
    equal = r2(summarise_fit([3.1, 3.1, 3.1], [1.0, 2.0, 3.0], origin=0.0))
    assert (equal.value, equal.reason) == (None, "all 3 labels are equal")
    few = r2(summarise_fit([1.0, 2.0], [1.0, 2.5], origin=0.0))
    assert (few.value, few.reason) == (0.5, "2 rows, an interval needs 200")
    exact = r2(summarise_fit(np.arange(300.0), np.arange(300.0), origin=0.0))
    assert (exact.value, exact.lower) == (1.0, None)


def test_refusals() -> None:
    """Each by name."""
    with pytest.raises(ValueError, match="same length, got 2 and 1"):
        summarise_fit([1.0, 2.0], [1.0], origin=0.0)
    with pytest.raises(ValueError, match="origin must be a finite number"):
        summarise_fit([1.0], [1.0], origin=np.nan)
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        r2(FitSummary(origin=0.0, n=0), level=95)
