"""A version is run with other libraries than it was trained with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed

Ask = Callable[..., dict[str, Finding]]
TRAINED = {"scikit-learn": "1.5.0", "numpy": "2.0.1"}


@pytest.fixture
def today(
    judged_stream: Callable[..., list[Observed]], moments: Callable[..., np.ndarray]
) -> Observed:
    """Return one window of a version that says what it was trained with."""
    window = judged_stream(
        {"ts": moments(3, 48), "x": np.arange(144) % 7},
        {"ts": moments(1, 48, first_day=3), "x": np.arange(48) % 7},
        features=["x"],
    )[0]
    return replace(window, trained_with=TRAINED)


def test_the_same_packages_are_ok(ask: Ask, today: Observed) -> None:
    """What else is installed does not matter."""
    found = ask("packages", replace(today, served_with={"a": {**TRAINED, "pip": "24"}}))

    assert found["packages"].level is Level.OK
    assert found["packages"].reason == "all 2 packages as at training in 1 process"


def test_another_version_is_a_warning(ask: Ask, today: Observed) -> None:
    """It names the package, both versions, and how many processes run it."""
    served = {"a": {**TRAINED, "scikit-learn": "1.6.1"}, "b": TRAINED}
    found = ask("packages", replace(today, served_with=served))["packages"]

    assert (found.level, found.value) == (Level.WARNING, 1.0)
    assert found.reason == "scikit-learn 1.5.0 at training, 1.6.1 at serving (1 of 2 processes)"


def test_a_package_that_is_not_there_differs(ask: Ask, today: Observed) -> None:
    """A model that runs without its library runs something else."""
    found = ask("packages", replace(today, served_with={"a": {"numpy": "2.0.1"}}))["packages"]

    assert found.reason == (
        "scikit-learn 1.5.0 at training, not installed at serving (1 of 1 process)"
    )


def test_one_silent_side_is_unknown(ask: Ask, today: Observed) -> None:
    """And the other way round; where both are silent there is nothing to say."""
    assert ask("packages", today)["packages"].level is Level.UNKNOWN
    undeclared = replace(today, trained_with={}, served_with={"a": TRAINED})
    assert ask("packages", undeclared)["packages"].level is Level.UNKNOWN
    assert ask("packages", replace(today, trained_with={})) == {}
