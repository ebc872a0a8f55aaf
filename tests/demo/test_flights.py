from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from watchkeeper.demo.flights import CATEGORIES, FEATURES, load_flights


@pytest.fixture(scope="module")
def flights() -> pa.Table:
    """Return the whole year, read once."""
    return load_flights()


def test_every_flight_is_there_in_order_of_departure(flights: pa.Table) -> None:
    """The count is the one the source is known for, and the stream never goes back in time."""
    departure = flights["scheduled_departure"].to_numpy()
    assert flights.num_rows == 336_776
    assert np.array_equal(flights["flight_id"].to_numpy(), np.arange(336_776))
    assert (np.diff(departure) >= np.timedelta64(0)).all()


def test_the_first_flight_is_that_of_the_source(flights: pa.Table) -> None:
    """United 1545 from Newark to Houston, row one of the source, comes back digit by digit."""
    row = flights.slice(0, 1).to_pylist()[0]
    assert (row["carrier"], row["origin"], row["dest"]) == ("UA", "EWR", "IAH")
    assert (row["temp"], row["dewp"], row["humid"], row["pressure"]) == (
        39.02,
        28.04,
        64.43,
        1011.9,
    )
    assert row["wind_speed"] == pytest.approx(12.65858, abs=1e-9)
    assert (row["plane_age"], row["seats"], row["distance"]) == (14, 149, 1400)
    assert row["wind_gust"] is None
    assert row["scheduled_departure"] == datetime(2013, 1, 1, 10, 15, tzinfo=UTC)
    assert (row["hour"], row["weekday"], row["local_day"]) == (5, "Tue", date(2013, 1, 1))
    assert (row["dep_delay"], row["late"]) == (2, "on_time")
    assert row["landed_at"] == row["scheduled_departure"] + timedelta(minutes=2 + 227 + 25)


def test_cancelled_flights_stay_without_delay_and_label(flights: pa.Table) -> None:
    """8,255 flights never left: no delay, no label, no landing, but rows in the stream."""
    cancelled = flights.filter(flights["dep_delay"].is_null())
    assert cancelled.num_rows == 8_255
    assert cancelled["late"].null_count == cancelled["landed_at"].null_count == 8_255


def test_diverted_flights_left_and_have_no_label(flights: pa.Table) -> None:
    """1,175 flights left and did not land where they should: their label never comes."""
    no_label = flights["late"].is_null()
    assert pc.sum(pc.and_(no_label, flights["dep_delay"].is_valid())).as_py() == 1_175
    assert no_label.equals(flights["landed_at"].is_null())


def test_late_is_more_than_fifteen_minutes(flights: pa.Table) -> None:
    """Fifteen minutes are on time, sixteen are late."""
    for minutes, label in ((15, "on_time"), (16, "late")):
        at = flights.filter(pc.equal(flights["arr_delay"], minutes))
        assert pc.unique(at["late"]).to_pylist() == [label]


def test_features_have_their_types(flights: pa.Table) -> None:
    """Categories are dictionaries of text, and no feature is missing from the table."""
    assert len(set(FEATURES)) == 18
    assert all(pa.types.is_dictionary(flights.schema.field(name).type) for name in CATEGORIES)
    assert set(FEATURES) <= set(flights.column_names)


def test_local_days_follow_the_clock_change(flights: pa.Table) -> None:
    """10 March began at 05:00 UTC and 11 March at 04:00 UTC: the day had 23 hours."""
    departure = flights["scheduled_departure"].to_numpy()
    hour = flights["hour"].to_numpy()
    for day, utc_offset in ((date(2013, 3, 10), 4), (date(2013, 11, 3), 5)):
        rows = pc.equal(flights["local_day"], day).to_numpy()
        utc_hour = departure[rows].astype("datetime64[h]").astype(int)
        assert (((utc_hour - utc_offset) % 24) == hour[rows]).all()
