"""The stakes of the sequential alarms."""

from __future__ import annotations

import pytest

from watchkeeper.stats.sequential import Inclusion
from watchkeeper.stats.sequential.bets import largest_fall, stakes_for


def test_error_rates_of_a_tenth_get_the_full_stakes() -> None:
    """methods.md c3: .5, 1, 2, 3 and 4.5 at a tolerated error of .10."""
    assert stakes_for(0.1, unit="row") == (0.5, 1.0, 2.0, 3.0, 4.5)
    assert stakes_for(0.1, unit="tick") == (0.125, 0.25, 0.5, 1.0, 2.0)


@pytest.mark.parametrize("fall", [0.01, 0.1, 0.5, 2.0, 80.0])
@pytest.mark.parametrize("unit", ["row", "tick"])
def test_no_stake_can_lose_everything(fall: float, unit: str) -> None:
    """The capital after the worst row is at least a tenth of what it was."""
    assert max(stakes_for(fall, unit=unit)) * fall <= 0.9 + 1e-12  # type: ignore[arg-type]


def test_terms_of_sampled_rows_get_the_corrected_stakes() -> None:
    """methods.md c3 [R]: .1, .2, .4, .6 and .9 over f_max mean / lowest + mean p0."""
    inclusion = Inclusion(mean=0.025, lowest=0.0125, highest_prediction=0.6)

    fall = largest_fall(0.1, inclusion=inclusion)

    assert fall == pytest.approx(0.6 * 2 + 0.025 * 0.1)
    assert stakes_for(fall, unit="row") == pytest.approx(
        [s / fall for s in (0.1, 0.2, 0.4, 0.6, 0.9)]
    )


@pytest.mark.parametrize(("mean", "lowest"), [(0.1, 0.0), (0.1, 0.2), (1.5, 0.5), (0.1, -0.1)])
def test_inclusion_is_a_probability(mean: float, lowest: float) -> None:
    """A lowest of 0 would give a row infinite weight."""
    with pytest.raises(ValueError, match="0 < lowest <= mean <= 1"):
        Inclusion(mean=mean, lowest=lowest)


@pytest.mark.parametrize("name", ["mean", "lowest", "highest_prediction"])
def test_inclusion_refuses_nan_by_name(name: str) -> None:
    """Each of the three."""
    with pytest.raises(ValueError, match=name):
        Inclusion(**{"mean": 0.1, "lowest": 0.05, name: float("nan")})
