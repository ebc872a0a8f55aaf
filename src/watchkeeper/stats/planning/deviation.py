"""The standard deviation of a share's rows, never 0."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, counts_1d


def smoothed_deviation(errors: npt.ArrayLike, labels: npt.ArrayLike) -> Floats:
    """Return the standard deviation of a 0/1 metric in each slice, from a few labels.

    ``sqrt(p (1 - p))`` with ``p = (errors + 1) / (labels + 2)``: one success and one failure
    are added. Three labels without an error would otherwise give 0, and a slice of which 0 is
    believed gets no further label, ever.

    Args:
        errors: Shape (slices,). Labelled rows of the kind counted, at most *labels*.
        labels: Shape (slices,). Labelled rows; 0 gives .5.

    Returns:
        Shape (slices,). Numbers in (0, .5]. It says nothing of drift; with no drift and more
        labels it comes as close as wanted to the true one.

    Raises:
        ValueError: unequal shapes, what is no count (NaN, infinity, below 0, parts), or more
            *errors* than *labels*.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd ed., 1977, section 5.5; the counts added are
        Laplace's.
    """
    x, n = counts_1d(errors, name="errors"), counts_1d(labels, name="labels")
    if x.shape != n.shape:
        raise ValueError(f"errors and labels must share their slices, got {x.size} and {n.size}")
    if (x > n).any():
        place = int(np.flatnonzero(x > n)[0])
        raise ValueError(f"errors must be at most labels, got {x[place]} of {n[place]}")
    p = (x + 1.0) / (n + 2.0)
    deviation: Floats = np.sqrt(p * (1.0 - p))
    return deviation
