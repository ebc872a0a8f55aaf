"""The contract of every interval."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import INTERVALS, IntervalMethod

each_method = pytest.mark.parametrize("method", INTERVALS, ids=lambda m: m.name)
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")

LABEL, SCORE = np.tile([1, 0], 20), np.random.default_rng(0).normal(size=40)
OTHER = SCORE + np.random.default_rng(1).normal(size=40)
# Arguments of each method: from enough rows, from four times as many, and from too few.
ARGUMENTS: dict[str, tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]] = {
    "wilson": ((30, 80), (120, 320), (0, 0)),
    "clopper_pearson": ((30, 80), (120, 320), (0, 0)),
    "difference_of_proportions": ((30, 80, 20, 60), (120, 320, 80, 240), (1, 2, 0, 0)),
    "auc": ((0.8, 30, 50), (0.8, 120, 200), (0.8, 9, 50)),
    "delong": ((LABEL, SCORE), (np.tile(LABEL, 4), np.tile(SCORE, 4)), ([1, 0], [0.5, 0.4])),
    "delong_difference": (
        (LABEL, SCORE, OTHER),
        (np.tile(LABEL, 4), np.tile(SCORE, 4), np.tile(OTHER, 4)),
        ([1, 0], [0.5, 0.4], [0.1, 0.2]),
    ),
    "effective_wilson": (
        (0.4, 0.06, np.linspace(1, 2, 90)),
        (0.4, 0.03, np.linspace(1, 2, 360)),
        (0.4, 0.1, []),
    ),
    "bootstrap": ((SCORE,), (np.tile(SCORE, 4),), (SCORE[:9],)),
    "clustered_mean": (
        ([5] * 40, 5 * (SCORE + 2), 1100.0),
        ([5] * 160, np.tile(5 * (SCORE + 2), 4), 4400.0),
        ([5], [10.0], 30.0),
    ),
    "clustered_ratio": (
        ([5] * 40, np.column_stack([SCORE + 2, OTHER + 9]), [[150.0, 500], [500, 4000]]),
        (
            [5] * 160,
            np.tile(np.column_stack([SCORE + 2, OTHER + 9]), (4, 1)),
            [[600.0, 2000], [2000, 16_000]],
        ),
        ([5], [[10.0, 10.0]], [[30.0, 30.0], [30.0, 30.0]]),
    ),
    "mean": ((50, 100.0, 300.0), (200, 400.0, 1200.0), (1, 2.0, 4.0)),
    "positive_mean": ((50, 100.0, 300.0), (200, 400.0, 1200.0), (1, 2.0, 4.0)),
    "ratio": (
        (50, [20.0, 40.0], [[15.0, 20.0], [20.0, 40.0]]),
        (200, [80.0, 160.0], [[60.0, 80.0], [80.0, 160.0]]),
        (1, [1.0, 1.0], [[1.0, 1.0], [1.0, 1.0]]),
    ),
}


def test_names_are_unique_and_covered() -> None:
    """A new interval needs its arguments here, and is then under the whole contract."""
    assert sorted(ARGUMENTS) == sorted(m.name for m in INTERVALS)


@each_method
def test_docstring_has_every_section(method: IntervalMethod) -> None:
    """Formula first, then shapes, coverage, refusals, source."""
    text = inspect.getdoc(method.call) or ""

    assert [section for section in SECTIONS if section not in text] == []


@each_method
def test_level_is_keyword_only_and_95_percent(method: IntervalMethod) -> None:
    """One default for all."""
    level = inspect.signature(method.call).parameters["level"]

    assert level.kind is inspect.Parameter.KEYWORD_ONLY
    assert level.default == 0.95


@each_method
def test_value_lies_inside_and_limits_keep_their_range(method: IntervalMethod) -> None:
    """Lower <= value <= upper, within what the quantity can be."""
    interval = method.call(*ARGUMENTS[method.name][0])

    assert method.lowest <= interval.lower < interval.value < interval.upper <= method.highest


@each_method
def test_more_rows_make_it_narrower(method: IntervalMethod) -> None:
    """Four times the rows, about half the width."""
    few, many = (method.call(*arguments) for arguments in ARGUMENTS[method.name][:2])

    ratio = (many.upper - many.lower) / (few.upper - few.lower)
    assert many.value == pytest.approx(few.value)
    assert 0.4 < ratio < 0.6


@each_method
def test_a_higher_level_makes_it_wider(method: IntervalMethod) -> None:
    """The narrower one lies inside."""
    arguments = ARGUMENTS[method.name][0]

    narrow, wide = method.call(*arguments, level=0.8), method.call(*arguments, level=0.99)

    assert wide.lower < narrow.lower < narrow.upper < wide.upper


@each_method
def test_too_few_rows_are_scarce_data(method: IntervalMethod) -> None:
    """Monitors show it as unknown."""
    with pytest.raises(NotEnoughData, match=r"needs \d+"):
        method.call(*ARGUMENTS[method.name][2])


@each_method
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_refused_by_name(method: IntervalMethod, bad: float) -> None:
    """In each argument in turn; the message names it."""
    names = list(inspect.signature(method.call).parameters)
    for place, good in enumerate(ARGUMENTS[method.name][0]):
        arguments = list(ARGUMENTS[method.name][0])
        wrong = np.array(good, dtype=float)
        wrong.flat[0] = bad
        arguments[place] = wrong if wrong.ndim else float(wrong)
        # The intervals of two shares hand their pairs on to the interval of one.
        name = names[place].removeprefix("reference_").removeprefix("current_")
        with pytest.raises(ValueError, match=name):
            method.call(*arguments)


@each_method
@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, np.nan])
def test_levels_are_shares(method: IntervalMethod, level: float) -> None:
    """Strictly between 0 and 1."""
    with pytest.raises(ValueError, match="level must"):
        method.call(*ARGUMENTS[method.name][0], level=level)


@each_method
def test_leaves_its_input_and_the_random_state_alone(method: IntervalMethod) -> None:
    """Nothing is sorted in place, no draw is taken."""
    arguments = [np.array(a) for a in ARGUMENTS[method.name][0]]
    before = [a.copy() for a in arguments]
    state = np.random.get_state()[1].copy()  # noqa: NPY002  the global state is what is looked at

    method.call(*arguments)

    assert all(np.array_equal(a, b) for a, b in zip(arguments, before, strict=True))
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002
