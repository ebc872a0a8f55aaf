"""Intervals of a share hold their coverage."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from watchkeeper.stats.interval import clopper_pearson


def test_clopper_pearson_covers(law: Callable[..., None]) -> None:
    """Never below its level, at any share."""
    runs = 4000
    rng = np.random.default_rng(1)
    for n, p in ((50, 0.02), (200, 0.1), (1000, 0.93)):
        counts = rng.binomial(n, p, size=runs)
        found = {x: clopper_pearson(x, n) for x in np.unique(counts).tolist()}
        inside = np.mean([found[x].lower <= p <= found[x].upper for x in counts.tolist()])
        law("clopper_pearson", f"n={n} p={p}", "coverage", inside, runs=runs, at_least=0.95)
