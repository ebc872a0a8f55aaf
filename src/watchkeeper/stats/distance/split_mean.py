"""Mean of a distance without drift: over all splits of the rows at hand into the two sides."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Counts, Floats, not_negative, paired_counts

# What lies further out than this many standard deviations and rows has a chance below 1e-11.
_REACH, _ROWS = 7.0, 20.0


def split_mean(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    terms: Callable[[Floats, Floats], Floats],
    smoothing: float,
) -> float:
    """Return the mean of a sum over bins when the rows of both sides are dealt out anew.

    Without drift it is chance alone that decides which n of the n + m rows were the reference's.
    The rows of a bin on the current side then follow the hypergeometric law, so the mean is
    exact for every number of rows, also where bins are sparse and the law for large samples is
    far off.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        terms: From the shares of the reference and of the current side to the terms of the sum.
        smoothing: Rows added to every bin of both.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.
    """
    ref, cur = paired_counts(reference, current)
    added = not_negative(smoothing, name="smoothing")
    n, m = int(ref.sum()), int(cur.sum())
    total, bins = np.unique(ref + cur, return_counts=True)
    rows, place, chance = _dealt(total, n, m)
    q = (total[place] - rows + added) / (n + added * ref.size)
    p = (rows + added) / (m + added * ref.size)
    return float((bins[place] * chance) @ terms(q, p))


def finite_split_mean(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    terms: Callable[[Floats, Floats], Floats],
    smoothing: float,
) -> float:
    """Return :func:`split_mean` of a sum that is infinite where a share is 0.

    Raises:
        ValueError: as :func:`split_mean`, or *smoothing* is 0: some split leaves a bin empty.
        NotEnoughData: one of the two holds no row.
    """
    if not_negative(smoothing, name="smoothing") == 0.0:
        raise ValueError("debias needs a smoothing above 0, got 0: the mean is infinite without")
    return split_mean(reference, current, terms=terms, smoothing=smoothing)


def _dealt(total: Counts, n: int, m: int) -> tuple[Floats, Counts, Floats]:
    """Numbers of rows on the current side, for which of *total* each is, and its chance."""
    share = m / (n + m)
    centre, spread = total * share, np.sqrt(total * share * (1.0 - share))
    reach = _REACH * spread + _ROWS
    least = np.maximum(np.floor(centre - reach).astype(np.int64), np.maximum(0, total - n))
    most = np.minimum(np.ceil(centre + reach).astype(np.int64), np.minimum(m, total))
    sizes = most - least + 1
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    place = np.repeat(np.arange(total.size), sizes)
    rows = (np.arange(place.size) - starts[place] + least[place]).astype(np.float64)
    # From one number of rows to the next the chance changes by a ratio of four counts.
    before = np.maximum(rows - 1.0, least[place])
    left = total[place] - before
    ratio = left * (m - before) / ((before + 1.0) * (n - left + 1.0))
    ratio[starts] = 1.0
    logs = np.cumsum(np.log(ratio))
    logs -= np.maximum.reduceat(logs, starts)[place]
    weights = np.exp(logs)
    return rows, place, weights / np.add.reduceat(weights, starts)[place]
