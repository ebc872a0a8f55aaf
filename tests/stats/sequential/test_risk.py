"""Test by betting whether a mean loss is above what is tolerated."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.sequential import risk
from watchkeeper.stats.sequential.capital import log_capital


def test_it_is_the_capital_on_the_excess() -> None:
    """Losses scaled to the range, less the tolerated mean."""
    losses = np.random.default_rng(0).random(100)

    process = risk(10 * losses + 5, tolerated=8, lowest=5, highest=15)

    expected = log_capital(losses - 0.3, fall=0.3, width=1.0)
    assert process.log_values == pytest.approx(expected)


def test_no_loss_is_no_evidence() -> None:
    """Nothing is staked, so nothing is lost either."""
    assert risk(np.zeros(500), tolerated=0.1).value == 1.0


def test_losses_only_are_found_soon() -> None:
    """Errors only, against a tenth: evidence of 20 within eight rows."""
    alarm = risk(np.ones(50), tolerated=0.1).first_alarm()

    assert alarm is not None
    assert alarm < 8


@pytest.mark.parametrize("tolerated", [0.0, 1.0, -0.5, np.nan])
def test_tolerated_lies_inside_the_range(tolerated: float) -> None:
    """At an end nothing could be bet."""
    with pytest.raises(ValueError, match="tolerated must"):
        risk([0.5], tolerated=tolerated)
