"""The flights of 2013 as a stream of New York days, with the scores of the demo's model."""

from __future__ import annotations

import hashlib
import inspect
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import sklearn
from day_stream import DayStream, by_day
from flights_catalogue import COLUMNS, FIRST_DAY

from watchkeeper.demo import flights as flights_module
from watchkeeper.demo import model as model_module
from watchkeeper.demo.flights import load_flights
from watchkeeper.demo.model import predicted, train


def flights(cache: Path) -> DayStream:
    """Return the flights of 2013 by New York day, scored by the model of January and February.

    The scores are kept in the folder *cache* under a name that changes with the model, its data
    or scikit-learn.
    """
    table = load_flights()
    score = _cached_score(table, cache)
    table = table.append_column("score", pa.array(score))
    table = table.append_column("prediction", predicted(score))
    return by_day(
        table,
        (*COLUMNS, "prediction"),
        when=table["scheduled_departure"],
        day=table["local_day"],
        timezone=flights_module.TIMEZONE,
    )


def flights_reference(stream: DayStream) -> DayStream:
    """Return March, the reference of the demo and of the decision bench."""
    return stream.between(FIRST_DAY, date(2013, 4, 1))


def _cached_score(table: pa.Table, cache: Path) -> npt.NDArray[np.float64]:
    made_of = hashlib.sha256(sklearn.__version__.encode())
    for module in (flights_module, model_module):
        made_of.update(inspect.getsource(module).encode())
    path = cache / f"flights-score-{made_of.hexdigest()[:16]}.npy"
    if path.exists():
        stored: npt.NDArray[np.float64] = np.load(path)
        return stored
    model = train(table.filter(pc.less(table["local_day"], FIRST_DAY)))
    score = model.score(table)
    cache.mkdir(parents=True, exist_ok=True)
    np.save(path, score)
    return score
