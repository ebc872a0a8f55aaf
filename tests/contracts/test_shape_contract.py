"""The contract of every function of a series."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.shape import (
    FORMS,
    SHAPES,
    ChangePoint,
    SeriesMethod,
    Shape,
)

each_method = pytest.mark.parametrize("method", SHAPES, ids=lambda m: m.name)
each_of_values = pytest.mark.parametrize(
    "method", [m for m in SHAPES if m.of == "values"], ids=lambda m: m.name
)
each_of_counts = pytest.mark.parametrize(
    "method", [m for m in SHAPES if m.of != "values"], ids=lambda m: m.name
)
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")
SERIES = np.random.default_rng(0).normal(size=60) + 3.0 * (np.arange(60) >= 35)
ERRORS = np.repeat([1, 20], [85, 5])
# Arguments of each function, from enough and from too little.
Arguments = tuple[tuple[Any, ...], dict[str, Any]]
ARGUMENTS: dict[str, tuple[Arguments, Arguments]] = {
    "shape": (((SERIES,), {}), ((SERIES[:20],), {})),
    "change_point": (((SERIES,), {}), ((SERIES[:9],), {})),
    "burn_rate": (((20, 100), {"objective": 0.95}), ((0, 0), {"objective": 0.95})),
    "burn_alarm": (
        ((ERRORS, np.full(90, 100)), {"objective": 0.99, "period": 90}),
        (([], []), {"objective": 0.99, "period": 90}),
    ),
}


def called(method: SeriesMethod, *arguments: Any) -> Any:
    """Return the answer from enough, with the first arguments put in."""
    good, named = ARGUMENTS[method.name][0]
    return method.call(*(arguments or good), **named)


def told(answer: Any) -> tuple[Any, ...]:
    """Return what of an answer has no unit."""
    if isinstance(answer, Shape):
        return (answer.name, answer.fit.start, answer.fit.end)
    assert isinstance(answer, ChangePoint)
    return (answer.place, answer.lower, answer.upper)


def test_names_are_unique_and_covered() -> None:
    """A new function needs its arguments here, and is then under the whole contract."""
    assert sorted(ARGUMENTS) == sorted(m.name for m in SHAPES)
    assert len({form.name for form in FORMS}) == len(FORMS)


@each_method
def test_docstring_has_every_section(method: SeriesMethod) -> None:
    """Formula first, then shapes, range, behaviour without drift, refusals, source."""
    text = inspect.getdoc(method.call) or ""

    assert [section for section in SECTIONS if section not in text] == []
    assert "no drift" in text
    assert all(parameter in text for parameter in inspect.signature(method.call).parameters)


@each_method
def test_options_are_keyword_only(method: SeriesMethod) -> None:
    """A call says what its numbers mean."""
    taken = len(ARGUMENTS[method.name][0][0])
    parameters = list(inspect.signature(method.call).parameters.values())

    assert {p.kind for p in parameters[taken:]} == {inspect.Parameter.KEYWORD_ONLY}


@each_method
def test_leaves_its_input_and_the_random_state_alone(method: SeriesMethod) -> None:
    """Nothing is sorted in place, no draw is taken; asked again, it answers the same."""
    given = [np.array(a) for a in ARGUMENTS[method.name][0][0]]
    before = [a.copy() for a in given]
    state = np.random.get_state()[1].copy()  # noqa: NPY002  the global state is what is looked at

    first = called(method, *given)

    assert called(method, *given) == first
    assert all(np.array_equal(a, b) for a, b in zip(given, before, strict=True))
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


@each_method
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_refused_by_name(method: SeriesMethod, bad: float) -> None:
    """In each argument in turn; the message names it."""
    names = list(inspect.signature(method.call).parameters)
    good = ARGUMENTS[method.name][0][0]
    for place, value in enumerate(good):
        wrong = np.array(value, dtype=float)
        wrong.flat[0] = bad
        arguments = [*good[:place], wrong if wrong.ndim else float(wrong), *good[place + 1 :]]
        with pytest.raises(ValueError, match=names[place]):
            called(method, *arguments)


@each_method
def test_too_little_is_scarce_data(method: SeriesMethod) -> None:
    """An empty input, one row, and what is short of the least."""
    few, named = ARGUMENTS[method.name][1]
    with pytest.raises(NotEnoughData, match=r"needs \d+"):
        method.call(*few, **named)
    if method.of == "values":
        for rows in (0, 1):
            with pytest.raises(NotEnoughData, match=f"values has {rows} rows"):
                method.call(SERIES[:rows])


@each_of_values
@pytest.mark.parametrize(("unit", "offset"), [(1e-6, 0.0), (1e6, 0.0), (-1.0, 0.0), (1.0, 1e5)])
def test_units_do_not_matter(method: SeriesMethod, unit: float, offset: float) -> None:
    """Seconds or days, up or down, from any origin."""
    assert told(called(method, unit * SERIES + offset)) == told(called(method))


@each_of_values
def test_ties_are_no_trouble(method: SeriesMethod) -> None:
    """A series of two values, with a step in it."""
    answer = called(method, np.repeat([0.0, 1.0], [20, 30]))

    assert told(answer)[0] in ("step", 20)


@each_of_values
def test_a_constant_series_has_no_change(method: SeriesMethod) -> None:
    """It is said, or scarce data."""
    try:
        answer = called(method, np.full(60, 0.1))
    except NotEnoughData:
        return

    assert told(answer)[0] == "none"


@each_of_values
def test_three_thousand_values(method: SeriesMethod) -> None:
    """Half of them shifted: found at its place."""
    values = np.tile([0.0, 1.0, 3.0], 1000)
    values[1500:] += 9

    answer = called(method, values)

    assert told(answer)[0] in ("step", 1500)


@each_of_counts
def test_counts_are_whole_and_fit_in_rows(method: SeriesMethod) -> None:
    """Parts and more errors than rows are refused by name."""
    good = ARGUMENTS[method.name][0][0]
    parts = [np.array(a) + 0.5 for a in good]

    with pytest.raises(ValueError, match="errors"):
        called(method, parts[0], good[1])
    with pytest.raises(ValueError, match="rows"):
        called(method, good[0], parts[1])
    with pytest.raises(ValueError, match="errors must be at most rows"):
        called(method, np.array(good[1]) + 1, good[1])


@each_of_counts
def test_burns_rise_with_errors_and_do_not_overflow(method: SeriesMethod) -> None:
    """Up to 10^7 rows of 32 bits a tick; the limits enclose the burn."""
    errors, rows = (np.array(a, dtype=np.int32) for a in ARGUMENTS[method.name][0][0])
    burns = []
    for factor in (1, 2, 4):
        answer = called(method, factor * 10_000 * errors, 100_000 * rows)
        burn = answer if method.of == "window" else answer[-1].long
        burns.append(burn.value)
        assert burn.lower < burn.value < burn.upper

    assert burns == sorted(burns)
    assert burns[0] == pytest.approx(burns[2] / 4)
