"""Rows as arrays: what the model answered and what was true, ready to be summed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from watchkeeper.performance.edges import Floats, Ints

Mask = npt.NDArray[np.bool_]

MISSING = -1
UNKNOWN = -2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassRows:
    """Rows of a classifier.

    Attributes:
        task: ``binary`` (two classes: the other one, then the positive) or ``multiclass``.
        classes: The K class names.
        labels: Shape (n,). Index into ``classes``, `MISSING` where no label has arrived,
            `UNKNOWN` where it is none of the classes.
        predictions: Shape (n,), coded as ``labels``.
        scores: Binary: shape (n,), of the positive class. Multiclass: shape (n, K), in the order
            of ``classes``. NaN where there is none.
    """

    task: Literal["binary", "multiclass"]
    classes: tuple[str, ...]
    labels: Ints
    predictions: Ints
    scores: Floats

    def __len__(self) -> int:
        return self.labels.size

    @property
    def labelled(self) -> Mask:
        """Return which rows have a label that is one of the classes, shape (n,)."""
        return self.labels >= 0

    @property
    def scored(self) -> Mask:
        """Return which rows have a score (multiclass: one for each class), shape (n,)."""
        return _all_in_row(~np.isnan(self.scores))

    @property
    def probable(self) -> Mask:
        """Return which rows have scores that can be probabilities (in [0, 1]), shape (n,)."""
        return _all_in_row((self.scores >= 0.0) & (self.scores <= 1.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ValueRows:
    """Rows of a regression, shape (n,) each: NaN where there is no label or no prediction."""

    labels: Floats
    predictions: Floats

    def __len__(self) -> int:
        return self.labels.size


def _all_in_row(flags: Mask) -> Mask:
    if flags.ndim == 1:
        return flags
    every: Mask = np.logical_and.reduce(flags, axis=1)
    return every
