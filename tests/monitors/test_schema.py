"""Columns that were added, removed, renamed, reordered or changed their type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed

Ask = Callable[..., dict[str, Finding]]
N = 200


@pytest.fixture
def arrived(ask: Ask, judged_frames: Callable[..., Observed]) -> Callable[..., dict[str, Finding]]:
    """Return a function from the columns that arrived to the schema findings."""
    rng = np.random.default_rng(0)
    reference: dict[str, Any] = {
        "id": [f"r{i}" for i in range(N)],
        "temp": rng.normal(size=N),
        "seats": rng.integers(1, 50, N),
        "carrier": rng.choice(["AA", "UA"], N),
        "late": rng.integers(0, 2, N),
        "origin": rng.choice(["JFK", "LGA"], N),
    }
    observed = judged_frames(reference, reference, task="binary", label="late", id="id")

    def findings(*columns: tuple[str, str]) -> dict[str, Finding]:
        return ask("schema", replace(observed, columns=columns))

    return findings


TEMP, SEATS = ("temp", "double"), ("seats", "int64")
CARRIER, ORIGIN = ("carrier", "string"), ("origin", "string")


def test_the_same_columns_are_quiet(arrived: Callable[..., dict[str, Finding]]) -> None:
    """Every watched column says its type; the order is a finding of the stream."""
    found = arrived(TEMP, SEATS, CARRIER, ORIGIN)

    assert set(found) == {"temp", "seats", "carrier", "origin", "stream"}
    assert all(f.level is Level.OK for f in found.values())
    assert found["seats"].reason == "there, of type int64"


def test_label_and_ids_are_of_no_concern(arrived: Callable[..., dict[str, Finding]]) -> None:
    """They may arrive, or not yet, anywhere in the row."""
    found = arrived(("late", "int64"), TEMP, SEATS, CARRIER, ORIGIN, ("id", "string"))

    assert all(f.level is Level.OK for f in found.values())
    assert "late" not in found


@pytest.mark.parametrize("wider", ["double", "float", "int32", "decimal128(10, 2)", "null"])
def test_another_width_of_number_is_no_change(
    arrived: Callable[..., dict[str, Finding]], wider: str
) -> None:
    """One null turns a column of integers into floats; no value at all leaves no type."""
    assert arrived(TEMP, ("seats", wider), CARRIER, ORIGIN)["seats"].level is Level.OK


@pytest.mark.parametrize(
    ("column", "now", "level"),
    [
        ("temp", "string", Level.CRITICAL),
        ("temp", "timestamp[us, tz=UTC]", Level.CRITICAL),
        ("carrier", "int64", Level.CRITICAL),
        ("carrier", "large_string", Level.OK),
        ("seats", "bool", Level.WARNING),
    ],
)
def test_another_kind_of_type_is_a_change(
    arrived: Callable[..., dict[str, Finding]], column: str, now: str, level: Level
) -> None:
    """Text for numbers breaks a model; true for 1 may not."""
    columns = [(n, now if n == column else t) for n, t in (TEMP, SEATS, CARRIER, ORIGIN)]
    found = arrived(*columns)[column]

    assert found.level is level
    if level is not Level.OK:
        assert found.reason.startswith(f"of type {now}, ")


def test_a_column_that_is_gone_is_critical(arrived: Callable[..., dict[str, Finding]]) -> None:
    """And nothing else is said to have moved."""
    found = arrived(TEMP, CARRIER, ORIGIN)

    assert (found["seats"].level, found["seats"].reason) == (Level.CRITICAL, "gone")
    assert sum(f.level is not Level.OK for f in found.values()) == 1


def test_a_new_column_is_worth_a_look(arrived: Callable[..., dict[str, Finding]]) -> None:
    """The columns after it have not moved."""
    found = arrived(("wind", "double"), TEMP, SEATS, CARRIER, ORIGIN)

    assert found["wind"].level is Level.WARNING
    assert found["wind"].reason == "new, of type double"
    assert found["stream"].level is Level.OK


@pytest.mark.parametrize("other", ["Seats", "SEATS_", "n_seats", "capacity"])
def test_a_renamed_column_is_recognised(
    arrived: Callable[..., dict[str, Finding]], other: str
) -> None:
    """By its letters, or by its type and neighbours; the new name is no finding of its own."""
    found = arrived(TEMP, (other, "int64"), CARRIER, ORIGIN)

    assert found["seats"].level is Level.CRITICAL
    assert f"'{other}' came in its place: was it renamed?" in found["seats"].reason
    assert other not in found


def test_same_letters_find_a_renamed_column_anywhere(
    arrived: Callable[..., dict[str, Finding]],
) -> None:
    """Also at the end of the row."""
    found = arrived(TEMP, CARRIER, ORIGIN, ("Seats", "double"))

    assert "'Seats' came in its place" in found["seats"].reason


def test_two_renamed_neighbours_are_told_apart_by_type(
    arrived: Callable[..., dict[str, Finding]],
) -> None:
    """A column of text does not become one of numbers by another name."""
    found = arrived(TEMP, ("plane", "int64"), ("airline", "string"), ORIGIN)

    assert "'plane'" in found["seats"].reason
    assert "'airline'" in found["carrier"].reason


def test_a_column_of_another_type_is_no_rename(
    arrived: Callable[..., dict[str, Finding]],
) -> None:
    """One is gone and one is new."""
    found = arrived(TEMP, ("comment", "string"), CARRIER, ORIGIN)

    assert found["seats"].reason == "gone"
    assert found["comment"].level is Level.WARNING


def test_the_smallest_set_of_moved_columns_is_named(
    arrived: Callable[..., dict[str, Finding]],
) -> None:
    """One column went to the end; the three it passed have not moved."""
    found = arrived(SEATS, CARRIER, ORIGIN, TEMP)

    assert found["stream"].level is Level.WARNING
    assert found["stream"].reason == (
        "1 column stands at another place than in the reference: 'temp'"
    )
    assert found["temp"].level is Level.OK


def test_without_columns_there_is_no_finding(
    ask: Ask, judged_frames: Callable[..., Observed]
) -> None:
    """A window of which only counts are known has no schema to compare."""
    observed = judged_frames({"x": range(50)}, {"x": range(50)}, features=["x"])

    assert ask("schema", observed) == {}


def test_many_columns_renamed_at_once_all_find_their_name(
    ask: Ask, judged_frames: Callable[..., Observed]
) -> None:
    """Half of them renamed in place: each finds its other name."""
    names = [f"c{i}" for i in range(300)]
    reference = {name: np.arange(3.0) for name in names}
    observed = judged_frames(reference, reference, features=names)
    columns = tuple((f"C_{i}" if i % 2 else name, "double") for i, name in enumerate(names))
    found = ask("schema", replace(observed, columns=columns))

    assert sum("renamed" in f.reason for f in found.values()) == 150
    assert len(found) == 301
