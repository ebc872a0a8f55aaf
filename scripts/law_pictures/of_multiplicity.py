"""False discoveries and power of a procedure, by the share of hypotheses that are false."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from law_pictures.chart import Chart, Line
from watchkeeper.stats.multiplicity import EValues, Procedure

Q = 0.05
TESTS, FAMILY = 200, 20
RUNS = 120
SIZE = 3.5
SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)


def picture(procedure: Procedure) -> Chart:
    """Return the mean false share of what is rejected, and the share found."""
    rng = np.random.default_rng(12)
    false, power = [], []
    for share in SHARES:
        wrong, found = [], []
        for _ in range(RUNS):
            drifted = rng.random(TESTS) < share
            rejected = _rejected(procedure, rng.normal(size=TESTS) + SIZE * drifted)
            wrong.append((rejected & ~drifted).sum() / max(rejected.sum(), 1))
            if drifted.any():
                found.append(rejected[drifted].mean())
        false.append(float(np.mean(wrong)))
        power.append(float(np.mean(found)) if found else float("nan"))
    return Chart(
        title=f"{procedure.name}: false discoveries and power",
        x_title=f"share of {TESTS} hypotheses that are false, by {SIZE} standard errors",
        y_title=f"mean share over {RUNS} runs (dashed: q = {Q})",
        lines=[Line("rejected wrongly", SHARES, false), Line("found", SHARES, power)],
        stated=Q,
    )


def _rejected(procedure: Procedure, z: np.ndarray) -> np.ndarray:
    p_values = ndtr(-z)
    if procedure.takes == "e-values":
        return procedure.call(EValues(np.exp(SIZE * z - SIZE**2 / 2)), q=Q).rejected
    if procedure.takes == "families":
        return np.concatenate(procedure.call(p_values.reshape(-1, FAMILY), q=Q).rejected)
    if procedure.online:
        return procedure.call(q=Q).update(p_values)
    return procedure.call(p_values, q=Q).rejected
