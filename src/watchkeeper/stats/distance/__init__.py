"""How far one sample lies from another, as counts on the same bins or as values.

To add a measure: write ``<name>.py`` beside this file, add one row to ``MEASURES``. The
monitors, the configuration, the docs table and the contract tests in
``tests/contracts/test_measures.py`` all read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy.typing as npt

from watchkeeper.stats.distance.cramers_v import cramers_v
from watchkeeper.stats.distance.energy import energy
from watchkeeper.stats.distance.hellinger import hellinger
from watchkeeper.stats.distance.jensen_shannon import jensen_shannon
from watchkeeper.stats.distance.kl import kl
from watchkeeper.stats.distance.ks_bounds import KsBounds, ks, ks_bounds
from watchkeeper.stats.distance.l_infinity import l_infinity
from watchkeeper.stats.distance.mmd import mmd
from watchkeeper.stats.distance.psi import mean_without_drift, psi
from watchkeeper.stats.distance.total_variation import total_variation
from watchkeeper.stats.distance.wasserstein import (
    WassersteinBounds,
    wasserstein,
    wasserstein_bounds,
)
from watchkeeper.stats.distance.wasserstein_samples import wasserstein_samples

__all__ = [
    "MEASURES",
    "KsBounds",
    "Measure",
    "WassersteinBounds",
    "cramers_v",
    "energy",
    "hellinger",
    "jensen_shannon",
    "kl",
    "ks",
    "ks_bounds",
    "l_infinity",
    "mean_without_drift",
    "mmd",
    "psi",
    "total_variation",
    "wasserstein",
    "wasserstein_bounds",
    "wasserstein_samples",
]


class Measure(NamedTuple):
    """A distance and the facts a screen or a config check needs about it.

    ``on`` says what it takes: counts by bin, or the values themselves, shape (n,) and (m,).
    ``ordered`` is True where the bins must come in ascending order, so not for categories.
    ``scale`` is the power of the unit of the values that the distance goes with: 0 where the
    unit does not matter, 1 where it is the distance's own.
    """

    name: str
    call: Callable[[npt.ArrayLike, npt.ArrayLike], float]
    unit: str
    symmetric: bool
    on: Literal["counts", "values"] = "counts"
    ordered: bool = False
    scale: float = 0.0


MEASURES: tuple[Measure, ...] = (
    Measure("psi", psi, unit="nats", symmetric=True),
    Measure("kl", kl, unit="nats", symmetric=False),
    Measure("jensen_shannon", jensen_shannon, unit="root of bits", symmetric=True),
    Measure("hellinger", hellinger, unit="share", symmetric=True),
    Measure("total_variation", total_variation, unit="share", symmetric=True),
    Measure("l_infinity", l_infinity, unit="share", symmetric=True),
    Measure("cramers_v", cramers_v, unit="share", symmetric=True),
    Measure("ks", ks, unit="share", symmetric=True, ordered=True),
    Measure("wasserstein", wasserstein, unit="bins", symmetric=True, ordered=True),
    Measure("energy", energy, unit="root of the values'", symmetric=True, on="values", scale=0.5),
    Measure("mmd", mmd, unit="root of a likeness", symmetric=True, on="values"),
    Measure(
        "wasserstein_samples",
        wasserstein_samples,
        unit="the values'",
        symmetric=True,
        on="values",
        scale=1.0,
    ),
)
