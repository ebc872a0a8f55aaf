"""The type that tells e-values from other numbers."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, finite_1d


@dataclass(frozen=True, slots=True)
class EValues:
    """Numbers >= 0, shape (m,), each with a mean of at most 1 where its null holds.

    To make one is to say so. It is so for the value of an ``EProcess`` (``risk``,
    ``kernel_betting``), also at a random time that does not look ahead. It is not so for the
    statistics of ESR and ECUSUM, whose means grow with time, nor for 1 / p.

    Raises:
        TypeError: *values* are no numbers, for example alarms.
        ValueError: not 1-d, NaN, infinity, or a number below 0.
    """

    given: InitVar[npt.ArrayLike]
    values: Floats = field(init=False)

    def __post_init__(self, given: npt.ArrayLike) -> None:
        if np.asarray(given).dtype.kind not in "iuf":
            raise TypeError(
                "e-values are numbers with a mean of at most 1 where the null holds;"
                f" got {_called(given)}"
            )
        array = finite_1d(given, name="e_values")
        if array.size and array.min() < 0.0:
            raise ValueError(f"e_values must be >= 0, got {array.min():g}")
        object.__setattr__(self, "values", array)


def _called(given: object) -> str:
    first = given[0] if isinstance(given, list | tuple) and given else given
    return type(first).__name__
