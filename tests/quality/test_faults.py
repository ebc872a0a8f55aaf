from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from watchkeeper.errors import ConfigError, DataError, NotEnoughData
from watchkeeper.quality.faults import (
    FAULTS,
    STREAM_FAULTS,
    UNSEEN,
    ColumnFacts,
    Fault,
    StreamFault,
    apply,
    column_facts,
    generator,
)

BY_NAME = {fault.name: fault for fault in FAULTS}
NUMBERS = np.array([1.0, 4.0, np.nan, 10.0])
NAMES = np.array(["a", None, "b", "a"], dtype=object)


def struck(
    name: str, values: npt.NDArray[Any], *, before: npt.NDArray[Any] | None = None
) -> npt.NDArray[Any]:
    """Return *values* as they arrive with the fault called *name*."""
    fault = BY_NAME[name]
    return apply(
        fault,
        "x",
        {"x": values, "other": values[::-1]},
        facts=column_facts(values),
        rng=generator(fault, 40),
        before=None if before is None else {"x": before},
        partner="other",
    )


def same(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    """Return whether two columns agree, missing values included."""
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))


def sort_of(fault: Fault) -> list[npt.NDArray[Any]]:
    """Return the columns that *fault* can strike."""
    numbers = np.random.default_rng(1).normal(50.0, 10.0, 2000)
    names = np.array(["a", "b", "c", "a"] * 500, dtype=object)
    return {"number": [numbers], "category": [names], "any": [numbers, names]}[fault.kind]


each_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
each_stream_fault = pytest.mark.parametrize("fault", STREAM_FAULTS, ids=lambda f: f.name)


def test_names_are_unique() -> None:
    """The name is the row of every table, and its length part of the seed."""
    names = [fault.name for fault in (*FAULTS, *STREAM_FAULTS)]
    assert len(set(names)) == len(names)


@each_fault
def test_changes_values_and_leaves_its_input_alone(fault: Fault) -> None:
    """Days are shared between faults, so nothing may be changed in place."""
    for values in sort_of(fault):
        original = values.copy()
        after = struck(fault.name, values, before=values)
        assert after.shape == values.shape
        assert same(values, original)
        assert not same(after, values)


@each_fault
def test_the_same_start_strikes_the_same_rows(fault: Fault) -> None:
    """Results of two runs can be compared row by row."""
    for values in sort_of(fault):
        one, other = (struck(fault.name, values, before=values) for _ in range(2))
        assert same(one, other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x1000", [1500.0, np.nan, -2250.0]),
        ("x1.1", [1.65, np.nan, -2.475]),
        ("+.5sd", [2.4375, np.nan, -1.3125]),
        ("+.25sd", [1.96875, np.nan, -1.78125]),
        ("C for F", [-30.5 / 1.8, np.nan, -34.25 / 1.8]),
        ("round", [2.0, np.nan, -2.0]),
        ("round .1", [1.5, np.nan, -2.2]),
    ],
)
def test_numbers_by_hand(name: str, expected: list[float]) -> None:
    """1.5 and -2.25 have a standard deviation of 1.875; missing stays missing."""
    assert struck(name, np.array([1.5, np.nan, -2.25])) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("name", ["x1000", "x1.1", "+.5sd", "+.25sd"])
def test_whole_numbers_stay_whole(name: str) -> None:
    """A fault must not betray itself by decimals in a column that has none."""
    after = struck(name, NUMBERS)
    present = after[~np.isnan(after)]
    assert present.size == 3
    assert (present == np.rint(present)).all()


@pytest.mark.parametrize(
    ("name", "share"), [("rename 1%", 0.01), ("rename 50%", 0.5), ("new cat .5%", 0.005)]
)
def test_renamed_rows_carry_an_unseen_name(name: str, share: float) -> None:
    """About the stated share of 20,000 rows, within four standard errors."""
    after = struck(name, np.array(["a", "b"] * 10_000, dtype=object))
    error = 4 * np.sqrt(share * (1 - share) / 20_000)
    assert np.mean(after == UNSEEN) == pytest.approx(share, abs=error)


@pytest.mark.parametrize("values", [np.arange(20_000.0), np.array(["a"] * 20_000, dtype=object)])
def test_lost_values_are_missing(values: npt.NDArray[Any]) -> None:
    """A fifth of 20,000 rows, as NaN or None."""
    after = struck("missing 20%", values)
    missing = [value is None or value != value for value in after]
    assert np.mean(missing) == pytest.approx(0.2, abs=0.012)


def test_merged_rows_carry_the_most_frequent_category() -> None:
    """Half of the rarer category's rows move to the commoner one."""
    after = struck("merge 50%", np.array(["a", "a", "b"] * 5000, dtype=object))
    assert set(after) == {"a", "b"}
    assert np.mean(after == "b") == pytest.approx(1 / 6, abs=0.02)


@pytest.mark.parametrize(
    ("values", "last"), [(NUMBERS, 7.0), (NAMES, "b")], ids=["number", "category"]
)
def test_a_stuck_column_repeats_the_last_value_present(
    values: npt.NDArray[Any], last: object
) -> None:
    """Yesterday's last row may be missing; the value before it is what sticks."""
    missing = np.nan if values.dtype.kind == "f" else None
    yesterday = np.array([values[0], last, missing], dtype=values.dtype)
    assert struck("stuck", values, before=yesterday).tolist() == [last] * 4


def test_a_column_stuck_without_a_value_is_missing() -> None:
    """A feed that gave nothing yesterday and does not move gives nothing today."""
    assert np.isnan(struck("stuck", NUMBERS, before=np.array([np.nan, np.nan]))).all()


def test_a_swapped_column_holds_the_partner() -> None:
    """Every value is that of the other column, missing ones too."""
    assert same(struck("swap", NUMBERS), NUMBERS[::-1])


def test_what_a_fault_lacks_is_said() -> None:
    """No day before, no partner, no such column."""
    for before in (None, np.empty(0)):
        with pytest.raises(DataError, match="no day before was given"):
            struck("stuck", NUMBERS, before=before)
    swap, rng = BY_NAME["swap"], np.random.default_rng(0)
    with pytest.raises(DataError, match="no partner was given"):
        apply(swap, "x", {"x": NUMBERS}, facts=ColumnFacts(), rng=rng)
    with pytest.raises(ConfigError, match="fault 'swap': no column is called 'temq'"):
        apply(swap, "x", {"x": NUMBERS}, facts=ColumnFacts(), rng=rng, partner="temq")


def test_facts_by_hand() -> None:
    """Missing values do not count; ties of categories go to the first in the alphabet."""
    assert column_facts(np.array([1.0, 3.0, np.nan])) == ColumnFacts(sd=1.0, integer=True)
    assert column_facts(np.array(["b", "a", None], dtype=object)).most_frequent == "a"
    assert not column_facts(np.append(np.ones(98), [0.5, 0.5])).integer
    with pytest.raises(NotEnoughData, match="no value present in 2 rows"):
        column_facts(np.array([np.nan, np.nan]))


@pytest.mark.parametrize(
    ("name", "rows", "distinct"),
    [
        ("volume halved", 500, 500),
        ("volume -20%", 800, 800),
        ("volume x2", 2000, 1000),
        ("duplicates 2%", 1020, 1000),
        ("duplicates 10%", 1100, 1000),
    ],
)
def test_rows_of_a_stream_by_hand(name: str, rows: int, distinct: int) -> None:
    """Of 1,000 rows so many arrive, of which so many are different."""
    fault = {f.name: f for f in STREAM_FAULTS}[name]
    taken = fault.rows(1000, generator(fault, 40))
    assert (taken.size, np.unique(taken).size) == (rows, distinct)


@each_stream_fault
def test_a_stream_keeps_its_order(fault: StreamFault) -> None:
    """Rows stay in order of time, and none comes from elsewhere."""
    taken = fault.rows(50, generator(fault, 40))
    assert (np.diff(taken) >= 0).all()
    assert 0 <= taken.min() <= taken.max() < 50
