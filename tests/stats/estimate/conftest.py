"""Rows of which some are labelled, for the tests of estimates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

Array = npt.NDArray[np.float64]


class Window(NamedTuple):
    """A window of a binary classifier whose scores are calibrated."""

    label: Array
    prediction: Array
    score: Array
    inclusion: Array
    labelled: npt.NDArray[np.bool_]

    @property
    def weight(self) -> Array:
        """One over the chance, of labelled rows."""
        return 1.0 / self.inclusion[self.labelled]

    @property
    def arguments(self) -> tuple[Array, Array, Array, npt.NDArray[np.bool_]]:
        """What a metric of decisions takes."""
        return self.label, self.prediction, self.inclusion, self.labelled


def drawn(n: int, share: float) -> Window:
    """Return n rows with uneven chances; the higher *share*, the less their scores leave open."""
    rng = np.random.default_rng(8)
    p = rng.beta(1.0 - share, 1.5 - share, n)
    chance = rng.uniform(0.05, 0.4, n)
    return Window(
        (rng.random(n) < p).astype(float),
        (p > 0.45).astype(float),
        p,
        chance,
        rng.random(n) < chance,
    )


@pytest.fixture
def window() -> Window:
    """Return 3,000 rows, some 700 of them labelled."""
    return drawn(3000, 0.0)


@pytest.fixture
def sharp() -> Window:
    """Return 20,000 rows whose scores tell more."""
    return drawn(20_000, 0.7)
