"""No row is lost, and what does not fit is kept in words."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.store.lake.cast import fit_to

SCHEMA = pa.schema(
    [("score", pa.float64()), ("features", pa.struct([("a", pa.int64())])), ("note", pa.string())]
)


def test_misfits_and_unknown_fields_are_rescued_under_their_names() -> None:
    """One row fits; the other keeps three values beside."""
    given_rows = pa.table(
        {
            "score": ["high", None],
            "features": pa.array([{"a": 1.5, "new": float("nan")}, {"a": 2.0, "new": None}]),
            "odd": [None, 7],
        }
    )
    fitted = fit_to(given_rows, SCHEMA)
    assert fitted.table.to_pylist() == [
        {"score": None, "features": {"a": None}, "note": None},
        {"score": None, "features": {"a": 2}, "note": None},
    ]
    assert [text and json.loads(text) for text in fitted.rescued.to_pylist()] == [
        {"score": "high", "features": {"a": 1.5, "new": "nan"}},
        {"odd": 7},
    ]
    assert fitted.rows_rescued == 2


def test_a_struct_that_is_no_struct_is_rescued_whole() -> None:
    """The place of the struct is null."""
    fitted = fit_to(pa.table({"features": ["text"]}), SCHEMA)
    assert fitted.table["features"].to_pylist() == [None]
    assert json.loads(fitted.rescued[0].as_py()) == {"features": "text"}


def test_the_input_is_left_alone() -> None:
    """Arrow arrays are immutable, and the table is another one."""
    table = pa.table({"score": [1.0]})
    fit_to(table, SCHEMA)
    assert table.column_names == ["score"]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text()
)


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.floats())))
def test_every_value_is_in_its_column_or_in_rescued(values: list[float | int | None]) -> None:
    """Mixed numbers, one at a time: each comes back from one of the two places."""
    for value in values:
        fitted = fit_to(pa.table({"score": pa.array([value])}), SCHEMA)
        kept = fitted.table["score"][0].as_py()
        rescued = fitted.rescued[0].as_py()
        if rescued is None:
            assert kept == value or (kept != kept and value != value)
        else:
            assert kept is None
            assert json.loads(rescued)["score"] == value


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "C d"]), st.text(), min_size=1)))
def test_text_features_of_a_number_are_all_rescued(rows: list[dict[str, str]]) -> None:
    """Whatever text it is, it can be read back."""
    table = pa.table(
        {
            "features": pa.array(
                rows, pa.struct([(n, pa.string()) for n in "ab"] + [("C d", pa.string())])
            )
        }
    )
    fitted = fit_to(table, SCHEMA)
    assert [json.loads(t)["features"] for t in fitted.rescued.to_pylist()] == rows
