"""Test by betting whether two streams have the same law."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, count
from watchkeeper.stats.sequential.capital import log_capital
from watchkeeper.stats.sequential.e_process import EProcess

_ROWS_FOR_MEDIAN = 200


def kernel_betting(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, warm_up: int = 50, memory: int = 1000
) -> EProcess:
    """Test whether two streams of rows have the same law, at every pair at once.

    Row t of either stream makes a pair. What was seen before it gives a witness: the mean of
    ``exp(-|z - row|^2 / (2 s^2))`` over the past rows of *current* minus that over those of
    *reference*, divided by its largest size on the past rows and cut to [-1, 1]. The payoff is
    half the witness at the new current row minus half that at the new reference row, and the
    capital of betting on it the evidence. The columns are divided by their standard deviation in
    the warm-up, and s is the median distance there.

    The null is that the two rows of a pair have the same law given all pairs before.

    Args:
        reference: Shape (n,) or (n, d). Rows taken as normal, drawn anew for each pair.
        current: As *reference*. Rows under test, in the order they came.
        warm_up: Pairs that only teach, >= 2: there is no evidence from them.
        memory: The newest pairs that make up the witness. The time of a pair grows with it.

    Returns:
        Evidence after each pair; 1 during the warm-up. With no drift it reaches 1 / alpha ever
        with chance alpha at most, and its value at a pair fixed beforehand is an e-value.

    Raises:
        NotEnoughData: no more pairs than *warm_up*.
        ValueError: NaN, infinity, unequal shapes, *warm_up* below 2, or *memory* below that.

    Source:
        S. Shekhar, A. Ramdas, Nonparametric two-sample testing by betting, IEEE Transactions on
        Information Theory 70 (2024) 1178-1203.
    """
    ref, cur = _rows(reference, "reference"), _rows(current, "current")
    if ref.shape != cur.shape:
        raise ValueError(
            f"reference and current must be pairs, got shapes {ref.shape} and {cur.shape}"
        )
    start, kept = count(warm_up, name="warm_up"), count(memory, name="memory")
    if not 2 <= start <= kept:
        raise ValueError(f"needs 2 <= warm_up <= memory, got {start} and {kept}")
    if len(ref) <= start:
        raise NotEnoughData(
            f"reference and current have {len(ref)} pairs, needs {start + 1}",
            hint="wait for more rows",
        )
    ref, cur = _standardised(ref, cur, start)
    payoffs = _payoffs(ref, cur, start, kept)
    evidence = log_capital(payoffs, fall=1.0, width=1.0)
    return EProcess(np.concatenate((np.zeros(start), evidence)))


def _rows(values: npt.ArrayLike, name: str) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2 or array.shape[1] == 0:
        raise ValueError(f"{name} must have shape (n,) or (n, d), got {array.shape}")
    bad = int(np.count_nonzero(~np.isfinite(array)))
    if bad:
        raise ValueError(f"{name} holds {bad} NaN or infinite values of {array.size}")
    return array


def _standardised(ref: Floats, cur: Floats, start: int) -> tuple[Floats, Floats]:
    """Return the rows in units of the columns' spread and of the median distance."""
    seen = np.concatenate((ref[:start], cur[:start]))
    spread = seen.std(axis=0)
    spread[spread == 0.0] = 1.0
    seen = (seen - seen.mean(axis=0)) / spread
    # A few hundred rows give the median; the squares of all of a long warm-up would fill memory.
    seen = seen[:: max(1, len(seen) // _ROWS_FOR_MEDIAN)]
    distances = np.sqrt(_squares(seen, seen)[np.triu_indices(len(seen), 1)])
    bandwidth = float(np.median(distances)) or 1.0
    centre = np.concatenate((ref[:start], cur[:start])).mean(axis=0)
    return (ref - centre) / spread / bandwidth, (cur - centre) / spread / bandwidth


def _payoffs(ref: Floats, cur: Floats, start: int, kept: int) -> Floats:
    """Return the payoff of each pair after the warm-up, by the witness known before it.

    Heights are the witness at every row of the memory, kept up to date pair by pair.
    """
    rows = len(ref)
    heights = np.zeros((2, rows))
    payoffs = np.empty(rows - start)
    for t in range(rows):
        since = max(0, t - kept)
        past = slice(since, t)
        if since > 0:
            heights[:, past] -= _kernels(ref, cur, since - 1, past)
        # Kernel of the new pair (axis 0) with the past of either stream.
        here = np.stack((ref[t], cur[t]))
        to_ref, to_cur = (np.exp(-_squares(here, side[past]) / 2.0) for side in (ref, cur))
        if t >= start:
            scale = float(np.abs(heights[:, past]).max()) / (t - since)
            witness = (to_cur - to_ref).mean(axis=1) / scale if scale > 0.0 else np.zeros(2)
            low, high = np.clip(witness, -1.0, 1.0)
            payoffs[t - start] = (high - low) / 2.0
        heights[:, past] += np.stack((to_ref[1] - to_ref[0], to_cur[1] - to_cur[0]))
        pair = float(np.exp(-_squares(here[:1], here[1:]) / 2.0)[0, 0])
        heights[:, t] = (to_cur - to_ref).sum(axis=1) + np.array([pair - 1.0, 1.0 - pair])
    return payoffs


def _kernels(ref: Floats, cur: Floats, t: int, rows: slice) -> Floats:
    """Return what pair *t* adds to the witness at *rows* of either stream, shape (2, rows)."""
    here = np.stack((ref[t], cur[t]))
    to_ref, to_cur = (np.exp(-_squares(here, side[rows]) / 2.0) for side in (ref, cur))
    return np.stack((to_ref[1] - to_ref[0], to_cur[1] - to_cur[0]))


def _squares(a: Floats, b: Floats) -> Floats:
    """Return the squared distances, shape (rows of a, rows of b)."""
    gaps = a[:, np.newaxis] - b[np.newaxis]
    squares: Floats = np.einsum("ijk,ijk->ij", gaps, gaps)
    return squares
