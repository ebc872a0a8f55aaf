"""The demo's serving code: answers by the request, and what they took."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.demo.flights import load_flights
from watchkeeper.demo.gate import serve_day
from watchkeeper.demo.model import FlightModel, train
from watchkeeper.demo.replay import FIRST_DAY, between


@pytest.fixture(scope="module")
def model() -> FlightModel:
    """A model of two January weeks."""
    return train(between(load_flights(), FIRST_DAY, FIRST_DAY + timedelta(days=14)))


@pytest.fixture(scope="module")
def flights() -> pa.Table:
    """The flights of one February day."""
    return between(load_flights(), date(2013, 2, 1), date(2013, 2, 2))


def test_a_day_is_answered_as_at_once(model: FlightModel, flights: pa.Table) -> None:
    """In the same order, with the same scores: what is asked together changes nothing."""
    served = serve_day(model, flights)

    assert served.answers["flight_id"].equals(flights["flight_id"])
    assert np.array_equal(served.answers["score"].to_numpy(), model.score(flights))


def test_each_request_is_measured_when_it_is_made(model: FlightModel, flights: pa.Table) -> None:
    """Every three hours in which a plane leaves; the processor and the memory are those of it."""
    served = serve_day(model, flights)

    assert [request.at.hour for request in served.requests] == [9, 12, 15, 18, 21, 0, 3]
    assert served.requests[0].at == datetime(2013, 2, 1, 9, tzinfo=UTC)
    assert all(0.1 < request.latency_ms < 10_000 for request in served.requests)
    assert served.cpu_s > 0
    assert served.memory_mb is None or served.memory_mb > 50


def test_a_day_without_flights_asks_nothing(model: FlightModel, flights: pa.Table) -> None:
    """No request, no answer."""
    served = serve_day(model, flights.slice(0, 0))

    assert served.requests == ()
    assert served.answers.num_rows == 0
