"""The demo's serving code: every three hours the gates ask about the departures of those."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from watchkeeper.demo.model import FlightModel, Floats, predicted
from watchkeeper.sdk.resources import cpu_seconds, memory_mb

HOURS = 3


@dataclass(frozen=True, slots=True)
class Request:
    """A request for the answers of three hours, and how long they took."""

    at: datetime
    latency_ms: float


@dataclass(frozen=True, slots=True)
class ServedDay:
    """The answers of a day and what they took, as measured while they were made."""

    answers: pa.Table
    requests: tuple[Request, ...]
    cpu_s: float
    memory_mb: float | None


def serve_day(model: FlightModel, flights: pa.Table) -> ServedDay:
    """Answer the *flights* of a day, three hours at a time, and measure each request.

    Args:
        model: Who answers. A flight gets the same score, whatever it is asked together with.
        flights: In order of their scheduled departure.
    """
    requests, scores = [], []
    spent = cpu_seconds()
    # One core a request, as in a server with several at once: more would wait for each other.
    with _threads().limit(limits=1, user_api="openmp"):
        for at, asked in _hours(flights):
            began = time.perf_counter()
            scores.append(model.score(asked))
            requests.append(Request(at, 1000 * (time.perf_counter() - began)))
    spent = cpu_seconds() - spent
    answers = with_answers(flights, np.concatenate(scores) if scores else np.empty(0))
    return ServedDay(answers, tuple(requests), spent, memory_mb())


def with_answers(flights: pa.Table, score: Floats) -> pa.Table:
    """Return *flights* with the columns ``score`` and ``prediction``."""
    return flights.append_column("score", pa.array(score)).append_column(
        "prediction", predicted(score)
    )


@cache
def _threads() -> ThreadpoolController:
    """Return what sets the number of threads: to look for the libraries takes a while."""
    return ThreadpoolController()


def _hours(flights: pa.Table) -> Iterator[tuple[datetime, pa.Table]]:
    hours = pc.floor_temporal(flights["scheduled_departure"], HOURS, unit="hour")
    starts = np.unique(hours.cast(pa.int64()).to_numpy(), return_index=True)[1].tolist()
    for start, end in pairwise([*starts, flights.num_rows]):
        yield hours[start].as_py(), flights.slice(start, end - start)
