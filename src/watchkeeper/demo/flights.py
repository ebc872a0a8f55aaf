"""All 336,776 flights out of New York in 2013, as the stream the demo replays.

The question the demo's model answers at departure: does this flight arrive more than 15 minutes
late? What happens to flights that never arrive as planned:

* **Cancelled** flights (8,255) have no departure delay and no label. They stay in the stream,
  are scored at their scheduled departure with ``dep_delay`` missing, and their label never comes.
* **Diverted** flights (1,175) have a departure delay and no label: they took off, but did not
  land where they were going. Scored like any other; their label never comes.

Weather is that of the origin in the hour of departure, in US units (degrees Fahrenheit, miles).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

TIMEZONE = "America/New_York"
YEAR = 2013
YEAR_START_S = int(datetime(YEAR, 1, 1, tzinfo=UTC).timestamp())
DAY_S = 86_400
TAXI_MINUTES = 25
LATE_MINUTES = 15
LATE, ON_TIME = "late", "on_time"

CATEGORIES = ("carrier", "origin", "dest", "weekday")
NUMBERS = (
    "hour",
    "distance",
    "temp",
    "dewp",
    "humid",
    "wind_speed",
    "wind_dir",
    "wind_gust",
    "precip",
    "pressure",
    "visib",
    "plane_age",
    "seats",
    "dep_delay",
)
FEATURES = CATEGORIES + NUMBERS

# The file holds value / scale as an integer. Wind was measured in whole knots.
SCALES = {
    "temp": 0.01,
    "dewp": 0.01,
    "humid": 0.01,
    "wind_speed": 1.15078,
    "wind_dir": 10.0,
    "wind_gust": 1.15078,
    "precip": 0.01,
    "pressure": 0.1,
    "visib": 0.01,
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def load_flights() -> pa.Table:
    """Return every flight of 2013 in the order of its scheduled departure.

    Returns:
        336,776 rows with ``flight_id`` (int32, unique, ascending), ``scheduled_departure``
        (timestamp, UTC), `FEATURES` (categories as dictionaries of text, the weather as float64,
        the rest as small integers, missing as null), ``local_day`` (date32, New York),
        ``arr_delay`` and ``air_time`` (minutes), ``late`` (``"late"``, ``"on_time"`` or null
        where the label never arrives) and ``landed_at`` (timestamp, UTC, null without a label).
        ``landed_at`` is an approximation, as the source does not give the arrival's time zone:
        scheduled departure + departure delay + air time + 25 minutes of taxiing.
    """
    path = resources.files("watchkeeper.demo") / "flights.parquet"
    with resources.as_file(path) as file:
        return with_derived(decode(pq.read_table(file)))


def decode(stored: pa.Table) -> pa.Table:
    """Return *stored* (the columns of the shipped file) with the source's values and order."""
    # The file is sorted by origin, which keeps the weather of an hour together.
    stored = stored.sort_by("flight_id")
    seconds = pc.add(pc.multiply(stored["scheduled_minute"].cast(pa.int64()), 60), YEAR_START_S)
    columns = {
        "flight_id": stored["flight_id"],
        "scheduled_departure": seconds.cast(pa.timestamp("s", "UTC")).cast(
            pa.timestamp("us", "UTC")
        ),
    }
    for name in stored.column_names[2:]:
        values = stored[name]
        if name in SCALES:
            values = _unscale(values, SCALES[name])
        elif pa.types.is_string(values.type):
            values = values.dictionary_encode().unify_dictionaries()
        columns[name] = values
    return pa.table(columns)


def with_derived(flights: pa.Table) -> pa.Table:
    """Return *flights* with the calendar of New York, the label and when it is known."""
    departure = flights["scheduled_departure"]
    local_s = _local_seconds(departure.cast(pa.timestamp("s", "UTC")).cast(pa.int64()).to_numpy())
    days = local_s // DAY_S
    late = pc.if_else(pc.greater(flights["arr_delay"], LATE_MINUTES), LATE, ON_TIME)
    minutes = pc.add(flights["dep_delay"].cast(pa.int64()), flights["air_time"].cast(pa.int64()))
    airborne = pc.multiply(pc.add(minutes, TAXI_MINUTES), 60_000_000).cast(pa.duration("us"))
    derived = {
        # Day 0 of the epoch was a Thursday.
        "weekday": pa.DictionaryArray.from_arrays(((days + 3) % 7).astype(np.int8), WEEKDAYS),
        "hour": pa.array((local_s % DAY_S // 3600).astype(np.int8)),
        "local_day": pa.array(days.astype(np.int32)).cast(pa.date32()),
        "late": late,
        "landed_at": pc.add(departure, airborne),
    }
    for name, values in derived.items():
        flights = flights.append_column(name, values)
    return flights


def _local_seconds(utc_s: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    # Python's own zones: Arrow's need a zone database on the machine, which a bare one lacks.
    zone = ZoneInfo(TIMEZONE)
    hours, of_hour = np.unique(utc_s // 3600, return_inverse=True)
    local = (datetime.fromtimestamp(int(hour) * 3600, zone) for hour in hours)
    offsets = [moment.utcoffset() or timedelta() for moment in local]
    return utc_s + np.array([int(o.total_seconds()) for o in offsets], dtype=np.int64)[of_hour]


def _unscale(values: pa.ChunkedArray, scale: float) -> pa.ChunkedArray:
    # A division by a whole number gives the double nearest to the decimal; x 0.01 does not.
    if scale < 1:
        return pc.divide(values.cast(pa.float64()), float(round(1 / scale)))
    return pc.multiply(values.cast(pa.float64()), scale)
