"""Wasserstein distance of two samples."""

from __future__ import annotations

import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import finite_1d


def wasserstein_samples(reference: npt.ArrayLike, current: npt.ArrayLike) -> float:
    """Return how far the values of one side must be moved, on average, to lie as the other's.

    The area between the two distribution functions.

    Args:
        reference: Shape (n,). Values in the period taken as normal.
        current: Shape (m,). Values in the period under test.

    Returns:
        A number >= 0 in the unit of the values; 0 means equal samples. A shift of all values
        reads as itself. With no drift its mean is close to ``sqrt(2 / pi * (1/n + 1/m))`` times
        the integral of ``sqrt(F (1 - F))``, F the distribution function: 1.29 standard
        deviations times ``sqrt(1/n + 1/m)`` for a normal law.

    Raises:
        ValueError: not 1-d, NaN or infinity.
        NotEnoughData: one of the two holds no value.

    Source:
        S. S. Vallender, Calculation of the Wasserstein distance between probability
        distributions on the line, Theory of Probability and its Applications 18 (1974) 784-786.
    """
    ref = finite_1d(reference, name="reference", at_least=1)
    cur = finite_1d(current, name="current", at_least=1)
    return float(scipy.stats.wasserstein_distance(ref, cur))
