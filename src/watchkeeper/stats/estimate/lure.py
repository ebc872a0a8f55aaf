"""Mean loss from rows picked one after the other without putting back."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import count, finite_1d
from watchkeeper.stats.estimate.enough import LEAST_LABELLED
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.interval.quantile import student_reach


def lure(
    losses: npt.ArrayLike, proposal: npt.ArrayLike, n: int, *, level: float = 0.95
) -> Estimate:
    """Return the mean loss of n rows from M of them, picked in turn by any proposal.

    The levelled unbiased risk estimator ``mean(v * loss)`` with
    ``v_m = 1 + (N - M) / (N - m) * (1 / ((N - m + 1) * q_m) - 1)``. It is also a weighted mean of
    the M unbiased guesses ``loss_m / (q_m * N) + sum(earlier losses) / N`` with the weights
    ``c_m = N * (N - M) / ((N - m) * (N - m + 1))``; their errors are martingale differences, so
    the variance is ``sum(c**2 * (guess - mean)**2) / M**2``.

    Args:
        losses: Shape (M,). Loss of each picked row, in the order of picking.
        proposal: Shape (M,). The chance with which the row was picked then, among the rows not
            yet picked; in (0, 1].
        n: All rows that could be picked, N.
        level: Chance, for many rows, that the interval contains the mean loss of the n rows.

    Returns:
        The estimate for these very rows, in the unit of the loss; the plain mean where every
        pick was even, and exact (zero width) where all rows were picked.

    Raises:
        NotEnoughData: fewer than 2 picked rows.
        ValueError: NaN or infinity, a proposal outside (0, 1], unequal lengths, or more picked
            rows than rows.

    Source:
        S. Farquhar, Y. Gal, T. Rainforth, On statistical bias in active learning, ICLR 2021,
        arXiv 2101.11665; J. Kossen et al., Active testing, ICML 2021.
    """
    loss = finite_1d(losses, name="losses")
    q = finite_1d(proposal, name="proposal")
    rows, picked = count(n, name="n"), loss.size
    if picked != q.size:
        raise ValueError(f"losses and proposal must have the same length: {picked} and {q.size}")
    if picked < 2:
        raise NotEnoughData(f"losses has {picked} rows, needs 2", hint="label more rows")
    if not (q.min() > 0.0 and q.max() <= 1.0):
        raise ValueError(f"proposal must lie in (0, 1], got {q.min()} to {q.max()}")
    if picked > rows:
        raise ValueError(f"n must be at least the number of losses, got {rows} and {picked}")
    left = rows - np.arange(picked, dtype=np.float64)  # N - m + 1
    after = np.maximum(left - 1.0, 1.0)  # where none is left the factor before it is 0
    value = float(np.mean((1.0 + (rows - picked) / after * (1.0 / (left * q) - 1.0)) * loss))
    guesses = loss / (q * rows) + (np.cumsum(loss) - loss) / rows
    levelling = rows * (rows - picked) / (after * left)
    squares = float(np.sum(np.square(levelling * (guesses - value))))
    error = math.sqrt(squares * picked / (picked - 1)) / picked
    half = student_reach(level, picked - 1) * error
    why = ""
    if LEAST_LABELLED > picked < rows:
        why = f"{picked} labelled rows, an interval needs {LEAST_LABELLED}"
    return Estimate(value, value - half, value + half, level, rows, picked, error, why=why)
