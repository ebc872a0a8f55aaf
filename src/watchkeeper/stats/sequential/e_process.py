"""What the betting tests answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from watchkeeper.stats.arrays import Floats, open_share


@dataclass(frozen=True, slots=True)
class EProcess:
    """Evidence against a null after each row, from a fixed start: 1 is none.

    ``log_values`` has shape (n,). Under the null the mean of exp(log value) is at most 1 at any
    row that does not look ahead, and the chance that it ever reaches 1 / alpha is at most alpha.
    """

    log_values: Floats

    @property
    def value(self) -> float:
        """The e-value at the last row; the largest float there is where it would overflow."""
        with np.errstate(over="ignore"):
            value = float(np.exp(self.log_values[-1]))
        return min(value, float(np.finfo(np.float64).max))

    def first_alarm(self, *, level: float = 0.95) -> int | None:
        """Return the first row at which the evidence reaches 1 / (1 - *level*), None if never."""
        enough = -np.log(1.0 - open_share(level, name="level"))
        hits = np.flatnonzero(self.log_values >= enough)
        return int(hits[0]) if hits.size else None
