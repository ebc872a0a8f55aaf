"""The fault that the demo injects, and announces as injected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SEED = np.uint64(20130810)


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedFault:
    """A temperature feed that changes its unit while another feed loses values.

    From ``first`` to ``last`` (local days, both included) ``temp`` arrives in degrees Celsius,
    to a tenth, and ``dep_delay`` is missing on ``missing_share`` of the flights that had one.
    """

    first: date
    last: date
    missing_share: float

    def announcement(self) -> str:
        """Return the sentence that tells the reader what was done to the data."""
        return (
            f"Injected by the demo, {_spoken(self.first)} to {_spoken(self.last)}: temp arrives in "
            f"Celsius instead of Fahrenheit, and {self.missing_share:.0%} of dep_delay is missing."
        )

    def apply(self, flights: pa.Table) -> pa.Table:
        """Return *flights* with the fault on the days it covers; other rows are untouched.

        Which delays go missing depends on ``flight_id`` alone, so that a replay that was
        interrupted or cut into other batches sees the same rows.
        """
        day = flights["local_day"]
        covered = pc.and_(
            pc.greater_equal(day, pa.scalar(self.first)), pc.less_equal(day, pa.scalar(self.last))
        )
        celsius = pc.round(pc.multiply(pc.subtract(flights["temp"], 32.0), 5 / 9), 1)
        lost = pc.and_(covered, self._drawn(flights["flight_id"].to_numpy()))
        delay = flights["dep_delay"]
        changed = {
            "temp": pc.if_else(covered, celsius, flights["temp"]),
            "dep_delay": pc.if_else(lost, pa.scalar(None, delay.type), delay),
        }
        for name, values in changed.items():
            flights = flights.set_column(flights.column_names.index(name), name, values)
        return flights

    def _drawn(self, flight_id: npt.NDArray[np.integer]) -> pa.Array:
        limit = np.uint64(self.missing_share * 2.0**64)
        return pa.array(_mixed(flight_id.astype(np.uint64) + SEED) < limit)


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B}"


def _mixed(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    # The finaliser of SplitMix64 (Steele, Lea and Flood 2014): neighbours become independent.
    bits = bits * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


FAULT = InjectedFault(first=date(2013, 8, 10), last=date(2013, 8, 14), missing_share=0.2)
