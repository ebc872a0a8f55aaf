"""Which fault strikes which column of the flights, and on which days: one seed, so that
results can be compared. Days are New York days from 1 March, t = 0.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from watchkeeper.demo.flights import CATEGORIES, NUMBERS
from watchkeeper.quality.faults import FAULTS

FIRST_DAY = date(2013, 3, 1)
FIRST_JUDGED = 31
SEED = 7
STARTS = 30
FAULT_DAYS = 3

SCORED_NUMBERS = (*NUMBERS, "score")
COLUMNS = (*CATEGORIES, *SCORED_NUMBERS)
WEATHER = (
    "temp",
    "dewp",
    "humid",
    "wind_speed",
    "wind_dir",
    "wind_gust",
    "precip",
    "pressure",
    "visib",
)

# The column whose values arrive in this column's place.
SWAPS = {
    "temp": "dewp",
    "dewp": "temp",
    "humid": "temp",
    "wind_speed": "visib",
    "wind_dir": "seats",
    "wind_gust": "wind_speed",
    "precip": "visib",
    "pressure": "distance",
    "visib": "wind_speed",
    "plane_age": "hour",
    "hour": "plane_age",
    "seats": "distance",
    "distance": "seats",
    "dep_delay": "seats",
    "score": "precip",
    "carrier": "origin",
    "origin": "carrier",
    "dest": "origin",
    "weekday": "carrier",
}

# Faults that mean something on these columns only; the others strike every column of their kind.
ONLY_ON = {
    "C for F": ("temp", "dewp"),
    "round": ("temp", "dewp", "humid", "wind_speed", "precip", "pressure", "visib"),
    "round .1": ("score",),
}
_OF_KIND = {"number": SCORED_NUMBERS, "category": CATEGORIES, "any": COLUMNS}

# 170 pairs (fault, column).
CELLS = tuple(
    (fault, column) for fault in FAULTS for column in ONLY_ON.get(fault.name, _OF_KIND[fault.kind])
)


def start_days(days: int) -> list[int]:
    """Return the 30 day numbers on which faults start, of a stream of *days* days."""
    judged = np.arange(FIRST_JUDGED, days - 4)
    drawn = np.random.default_rng(SEED).choice(judged, STARTS, replace=False)
    return sorted(int(day) for day in drawn)
