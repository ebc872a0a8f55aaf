from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from sklearn.metrics import roc_auc_score

from watchkeeper.demo.flights import load_flights
from watchkeeper.demo.model import FlightModel, train
from watchkeeper.errors import NotEnoughData


def between(flights: pa.Table, first: date, end: date) -> pa.Table:
    """Return the flights of the local days [first, end)."""
    day = flights["local_day"]
    return flights.filter(pc.and_(pc.greater_equal(day, first), pc.less(day, end)))


@pytest.fixture(scope="module")
def flights() -> pa.Table:
    """Return the whole year, read once."""
    return load_flights()


@pytest.fixture(scope="module")
def model(flights: pa.Table) -> FlightModel:
    """Return the demo's first version, trained on January and February."""
    return train(between(flights, date(2013, 1, 1), date(2013, 3, 1)))


@pytest.mark.parametrize(("month", "auc"), [(3, 0.9285), (4, 0.889)])
def test_the_months_have_the_known_auc(
    flights: pa.Table, model: FlightModel, month: int, auc: float
) -> None:
    """The area is about .93 in March, the month after training, and .89 in April."""
    rows = between(flights, date(2013, month, 1), date(2013, month + 1, 1))
    rows = rows.filter(rows["late"].is_valid())
    late = rows["late"].to_numpy() == "late"
    assert roc_auc_score(late, model.score(rows)) == pytest.approx(auc, abs=0.004)


def test_training_is_repeatable(flights: pa.Table) -> None:
    """Two trainings on the same rows give the same scores, bit for bit."""
    week = between(flights, date(2013, 1, 1), date(2013, 1, 8))
    assert np.array_equal(train(week).score(week), train(week).score(week))


def test_a_score_does_not_depend_on_its_batch(flights: pa.Table, model: FlightModel) -> None:
    """One row alone scores as it does among others: a replay may cut where it likes."""
    day = between(flights, date(2013, 4, 1), date(2013, 4, 2))
    alone = [model.score(day.slice(i, 1))[0] for i in range(5)]
    assert alone == model.score(day)[:5].tolist()


def test_unseen_categories_and_missing_numbers_are_scored(
    flights: pa.Table, model: FlightModel
) -> None:
    """An airline nobody knows, with no delay given, still gets a probability."""
    row = flights.slice(0, 1)
    row = row.set_column(row.column_names.index("carrier"), "carrier", [pa.array(["??"])])
    row = row.set_column(
        row.column_names.index("dep_delay"), "dep_delay", [pa.array([None], pa.int16())]
    )
    assert 0.0 < model.score(row)[0] < 1.0


def test_the_threshold_is_one_half(flights: pa.Table, model: FlightModel) -> None:
    """A flight is called late from a score of .5 on."""
    day = between(flights, date(2013, 4, 1), date(2013, 4, 2))
    called = np.array(model.predict(day).to_pylist())
    assert np.array_equal(called == "late", model.score(day) >= 0.5)


def test_no_rows_no_scores(flights: pa.Table, model: FlightModel) -> None:
    """An empty batch gets an empty answer."""
    assert model.score(flights.slice(0, 0)).size == 0
    assert len(model.predict(flights.slice(0, 0))) == 0


def test_one_class_cannot_be_learned(flights: pa.Table) -> None:
    """The message says how many of how many were late."""
    late = flights.slice(0, 500).filter(pc.equal(flights.slice(0, 500)["late"], "late"))
    with pytest.raises(NotEnoughData, match=f"got {late.num_rows} late of {late.num_rows}"):
        train(late)
