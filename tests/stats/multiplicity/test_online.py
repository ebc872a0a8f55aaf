"""State, cuts and refusals of the online procedures."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.multiplicity import LORD, SAFFRON

each_procedure = pytest.mark.parametrize("procedure", [LORD, SAFFRON])
P = np.random.default_rng(1).beta(0.2, 1, size=300)


@each_procedure
def test_one_by_one_is_the_same_as_all_at_once(procedure: type[LORD]) -> None:
    """The same decisions, the same state."""
    whole, single = procedure(q=0.1), procedure(q=0.1)

    rejected = whole.update(P)

    assert rejected.tolist() == [bool(single.update([p])[0]) for p in P]
    assert whole.save() == single.save()
    assert 10 < rejected.sum() < 290


@each_procedure
def test_state_goes_through_json(procedure: type[LORD]) -> None:
    """A process that reads it goes on to the last bit."""
    stays = procedure(q=0.1, wealth=0.02)
    stays.update(P[:100])

    goes = procedure.restore(json.loads(json.dumps(stays.save(), allow_nan=False)))

    assert goes.threshold == stays.threshold
    assert np.array_equal(goes.update(P[100:]), stays.update(P[100:]))
    assert goes.save() == stays.save()


@each_procedure
def test_the_future_does_not_matter(procedure: type[LORD]) -> None:
    """A decision is final before the next p-value is known."""
    first = procedure(q=0.1).update(P[:50])

    assert np.array_equal(procedure(q=0.1).update(np.r_[P[:50], np.zeros(50)])[:50], first)


@each_procedure
def test_a_rejection_raises_the_next_level(procedure: type[LORD]) -> None:
    """Wealth is earned back."""
    found, nothing = procedure(q=0.1), procedure(q=0.1)
    found.update([0.0])
    nothing.update([1.0])

    assert found.threshold > nothing.threshold


@each_procedure
@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"q": 0.0}, "q must lie between 0 and 1"),
        ({"q": np.nan}, "q must be a finite"),
        ({"q": 0.05, "wealth": 0.05}, "wealth must lie between 0 and q = 0.05"),
        ({"q": 0.05, "wealth": np.inf}, "wealth must be a finite"),
    ],
)
def test_wrong_settings_are_refused(
    procedure: type[LORD], setting: dict[str, Any], says: str
) -> None:
    """The message names the setting."""
    with pytest.raises(ValueError, match=says):
        procedure(**setting)


@each_procedure
@pytest.mark.parametrize(
    "broken", [{"clock": -1}, {"rejections": [3, 2]}, {"rejections": [10_000]}]
)
def test_a_broken_state_is_refused(procedure: type[LORD], broken: dict[str, Any]) -> None:
    """Counts that rise up to the clock."""
    state = procedure(q=0.1).save()

    with pytest.raises(ValueError, match=r"clock"):
        procedure.restore({**state, **broken})
