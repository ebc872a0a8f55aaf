"""Whether the labels are enough for an interval to hold what it states."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from watchkeeper.stats.estimate.sampled import Sampled
from watchkeeper.stats.estimate.spread import Spread

LARGEST_SHORTFALL = 4.0
LEAST_LABELLED = 30


class Evidence(NamedTuple):
    """Labelled rows that an interval rests on, and how many it needs.

    *even_too*: also where all rows had the same chance, so that none has a large weight.
    """

    seen: float
    needed: int
    of: str
    even_too: bool = True

    @property
    def missing(self) -> str:
        """Why this is not enough; empty where it is."""
        if self.seen >= self.needed:
            return ""
        return f"the interval rests on {self.seen:.3g} {self.of}, needs {self.needed}"


def errors_of(count: int) -> Evidence:
    """Return labelled errors as evidence."""
    return Evidence(count, 20, "labelled errors", even_too=False)


def carriers_of(found: Spread) -> Evidence:
    """Return what carries the variance as evidence.

    Four are enough to tell a variance that is known from one that a single row makes; asking
    for more would pick the windows in which it happened to come out large.
    """
    return Evidence(found.carriers, 4, "labelled rows")


def why_not(rows: Sampled, found: Spread, *evidence: Evidence, is_blind: bool = False) -> str:
    """Return why the labels are not enough for the interval to hold; empty where they are.

    *evidence* is what the variance rests on, for metrics that rare rows with large weights can
    decide; none for those whose interval holds without. *is_blind*: nothing foresees such rows,
    and labels alone do not show that one is missing.
    """
    if rows.n_labelled < LEAST_LABELLED:
        return f"{rows.n_labelled} labelled rows, an interval needs {LEAST_LABELLED}"
    is_uneven = float(np.ptp(rows.inclusion)) > 0.0
    binding = [kind for kind in evidence if kind.even_too or is_uneven]
    if not binding or (rows.is_complete and found.standard_error == 0.0):
        return ""
    if is_blind and is_uneven:
        return "rows were drawn unevenly, and without score= the rare ones cannot be foreseen"
    if found.shortfall > LARGEST_SHORTFALL:
        return (
            f"the scores expect {found.shortfall:.3g} times the variance that the labels show, "
            f"at most {LARGEST_SHORTFALL:g} is enough: label more confident rows"
        )
    return next((kind.missing for kind in binding if kind.missing), "")
