"""How numbers are written."""

from __future__ import annotations

import math

import pytest

from watchkeeper.model.figures import (
    MINUS,
    NARROW,
    NONE,
    count,
    finite,
    interval,
    number,
    p_value,
    quantity,
    times,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (0.8731, "0.873"),
        (0.0012345, "0.0012"),
        (5.678, "5.68"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
        (240.0, "240"),
        (-3.5, f"{MINUS}3.50"),
        (-0.0, "0"),
        (2.5e13, "2.5e+13"),
    ],
)
def test_a_number_has_as_many_decimals_as_its_size_needs(value: float, said: str) -> None:
    """Three figures tell what there is to tell; the minus is a true one."""
    assert number(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0"), (1.0, "100"), (0.256, "25.6"), (0.0042, "0.42")]
)
def test_a_share_is_written_in_per_cent(value: float, said: str) -> None:
    """The space before the sign is narrow and does not break."""
    assert number(value, unit="share") == f"{said}{NARROW}%"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_a_dash(value: float | None) -> None:
    """NaN never reaches a reader as "nan"."""
    assert finite(value) is None
    assert number(value) == NONE
    assert p_value(value) == NONE


def test_numbers_side_by_side_show_the_same_decimals() -> None:
    """The largest decides, so that a column of numbers lines up."""
    assert number(0.5, like=(12.25,)) == "0.5"
    assert quantity(0.5, 0.25, 12.25) == ("0.5", "[0.2, 12.2]")
    assert quantity(5.0, 3.0, 8.0) == ("5", "[3, 8]")


def test_an_interval_without_an_end_is_not_written() -> None:
    """Half an interval says nothing."""
    assert interval(0.5, 0.25, None) == ""
    assert interval(0.5, math.nan, 0.75) == ""
    assert quantity(0.5, None, None) == ("0.500", "")


def test_an_interval_of_shares_says_per_cent_once() -> None:
    """The value beside it carries the sign."""
    assert quantity(0.5, 0.25, 0.75, "share") == (f"50.0{NARROW}%", "[25.0, 75.0]")


def test_counts_have_commas_and_nouns_agree() -> None:
    """1 row, 2 rows, 18,343 rows."""
    assert count(18_343) == "18,343"
    assert times(1, "row") == "1 row"
    assert times(18_343, "row") == "18,343 rows"
    assert times(2, "category", "categories") == "2 categories"


@pytest.mark.parametrize(
    ("value", "said"), [(0.0341, "0.034"), (0.0001, "< 0.001"), (1.0, "1.000")]
)
def test_a_small_p_value_is_said_to_be_small(value: float, said: str) -> None:
    """Its digits mean nothing."""
    assert p_value(value) == said
