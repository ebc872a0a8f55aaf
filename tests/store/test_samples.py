"""Samples: fixed before any label, each once for each plan."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from watchkeeper.errors import DataError, NotFound
from watchkeeper.store import Store, read_samples, write_samples


def samples(ids: list[str], chance: float = 0.1, plan: str = "weekly", **more: Any) -> pa.Table:
    """Return samples of one plan."""
    n = len(ids)
    columns = {"prediction_id": ids, "plan": [plan] * n, "inclusion_probability": [chance] * n}
    return pa.table(columns | more)


def test_the_first_of_two_stays(store: Store) -> None:
    """Whatever the second says; under another plan it is another sample."""
    first = write_samples(store, "m", samples(["a", "b", "a"], 0.1))
    second = write_samples(store, "m", samples(["b", "c"], 0.9))
    other = write_samples(store, "m", samples(["a"], 0.5, "audit"))

    assert [(r.accepted, r.duplicates) for r in (first, second, other)] == [(2, 1), (1, 1), (1, 0)]
    rows = read_samples(store, "m", plan="weekly").sort_by("prediction_id")
    assert rows["inclusion_probability"].to_pylist() == [0.1, 0.1, 0.9]
    assert read_samples(store, "m").num_rows == 4
    assert rows["drawn_at"][0].as_py() == store.clock.now()


def test_without_any_there_are_no_rows(store: Store) -> None:
    """A model need not have samples."""
    assert read_samples(store, "m").num_rows == 0


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (samples(["a"], 0.0), "inclusion_probability is 0 in 1 of 1"),
        (samples(["a"], 1.5), "inclusion_probability is 1.5"),
        (samples(["a"], float("nan")), "inclusion_probability"),
        (samples(["a"]).drop_columns("plan"), "column 'plan' is missing"),
        (samples(["a"], colour=["x"]), "no column is called 'colour'"),
        (samples(["a"], drawn_at=["yesterday"]), "does not fit"),
        (pa.table({**samples(["a"]).to_pydict(), "prediction_id": [None]}), "prediction_id"),
    ],
)
def test_what_cannot_be_a_sample_is_refused(store: Store, table: pa.Table, says: str) -> None:
    """All of it: half a sample is none."""
    with pytest.raises(DataError, match=says):
        write_samples(store, "m", table)
    assert read_samples(store, "m").num_rows == 0


def test_an_unknown_model_has_none(store: Store) -> None:
    """It is told with the nearest name."""
    with pytest.raises(NotFound, match="no model is called 'n'"):
        write_samples(store, "n", samples(["a"]))
