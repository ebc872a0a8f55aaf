"""The contract of every planning function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.planning import PLANS, Plan

each_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda p: p.name)
each_of_slices = pytest.mark.parametrize(
    "plan", [p for p in PLANS if p.of == "slices"], ids=lambda p: p.name
)
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")


def first_error(errors: np.ndarray) -> int | None:
    """Alarm at the first error."""
    places = np.flatnonzero(errors)
    return int(places[0]) if places.size else None


W, SIGMA = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
# Arguments of each function, from enough, and from too little (None where nothing is too little).
Arguments = tuple[tuple[Any, ...], dict[str, Any]]
ARGUMENTS: dict[str, tuple[Arguments, Arguments | None]] = {
    "labels_for_half_width": (((0.9, 0.02), {}), None),
    "labels_for_drop": (((0.9, 0.05), {}), None),
    "minimum_detectable_drop": (((0.9, 300), {}), ((0.9, 1), {})),
    "pace": (((300, 14.0), {"latency": 2.0, "capacity": 20.0}), ((300, 2.0), {"latency": 2.0})),
    "audit_share": (((300, 50.0, 14.0), {"latency": 2.0}), ((300, 5.0, 14.0), {})),
    "zero_errors_limit": (((60,), {}), ((0,), {})),
    "smoothed_deviation": ((([1, 2, 3], [10, 20, 30]), {}), None),
    "allocate": (((W, SIGMA), {"budget": 500.0}), ((W, SIGMA), {"budget": 10.0})),
    "allocate_greedily": (((W, SIGMA), {"labels": 50}), (([], []), {"labels": 50})),
    "detection_delay": (
        ((first_error,), {"before": 0.1, "after": 0.3, "runs": 20}),
        ((lambda errors: 0,), {"before": 0.1, "after": 0.3, "runs": 20, "clean": 5}),
    ),
}
# What grows, and whether the answer then grows: (place or name, values, grows).
MONOTONE: dict[str, tuple[int | str, tuple[float, ...], bool]] = {
    "labels_for_half_width": (1, (0.005, 0.02, 0.1, 0.3), False),
    "labels_for_drop": (1, (0.005, 0.02, 0.1, 0.3), False),
    "minimum_detectable_drop": (1, (50, 400, 3000, 10_000_000), False),
    "pace": (0, (0, 5, 300, 10_000_000), True),
    "audit_share": (0, (0, 5, 300, 600), True),
    "zero_errors_limit": (0, (1, 5, 300, 10_000_000), False),
    "allocate": ("budget", (90, 100, 5000, 10_000_000), True),
    "allocate_greedily": ("labels", (0, 1, 500, 10_000_000), True),
    "detection_delay": ("after", (0.05, 0.1, 0.3, 0.9), False),
}


def called(plan: Plan, put: dict[int | str, Any] | None = None) -> Any:
    """Return the answer from enough, with some arguments put in by place or name."""
    good, named = ARGUMENTS[plan.name][0]
    arguments, keywords = list(good), dict(named)
    for key, value in (put or {}).items():
        if isinstance(key, int):
            arguments[key] = value
        else:
            keywords[key] = value
    return plan.call(*arguments, **keywords)


def size(answer: Any) -> float:
    """Return one number of an answer that says how large it is."""
    for name in ("per_day", "mean"):
        if hasattr(answer, name) and not isinstance(answer, np.ndarray):
            return float(getattr(answer, name))
    return float(np.sum(answer))


def test_names_are_unique_and_covered() -> None:
    """A new function needs its arguments here, and is then under the whole contract."""
    assert sorted(ARGUMENTS) == sorted(p.name for p in PLANS)
    assert {p.name for p in PLANS} - set(MONOTONE) == {"smoothed_deviation"}


@each_plan
def test_docstring_has_every_section(plan: Plan) -> None:
    """Formula first, then shapes, range, behaviour without drift, refusals, source."""
    text = inspect.getdoc(plan.call) or ""

    assert [section for section in SECTIONS if section not in text] == []
    assert "drift" in text
    assert all(parameter in text for parameter in inspect.signature(plan.call).parameters)


@each_plan
def test_options_are_keyword_only(plan: Plan) -> None:
    """A call says what its numbers mean."""
    parameters = inspect.signature(plan.call).parameters.values()

    with_default = [p for p in parameters if p.default is not inspect.Parameter.empty]
    assert {p.kind for p in with_default} <= {inspect.Parameter.KEYWORD_ONLY}


@each_plan
def test_leaves_its_input_and_the_random_state_alone(plan: Plan) -> None:
    """Nothing is sorted in place, no draw is taken from the user's generator."""
    good, named = ARGUMENTS[plan.name][0]
    given = [np.array(a) if isinstance(a, list | np.ndarray) else a for a in good]
    before = [a.copy() for a in given if isinstance(a, np.ndarray)]
    state = np.random.get_state()[1].copy()  # noqa: NPY002  the global state is what is looked at

    plan.call(*given, **named)

    after = [a for a in given if isinstance(a, np.ndarray)]
    assert all(np.array_equal(a, b) for a, b in zip(after, before, strict=True))
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


@each_plan
def test_same_question_same_answer(plan: Plan) -> None:
    """Also where streams are drawn."""
    assert np.array_equal(called(plan), called(plan))


@each_plan
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, -1.0])
def test_nan_infinity_and_negative_numbers_are_refused_by_name(plan: Plan, bad: float) -> None:
    """In each argument in turn; the message names it."""
    good, named = ARGUMENTS[plan.name][0]
    names = list(inspect.signature(plan.call).parameters)
    places: dict[int | str, Any] = {**dict(enumerate(good)), **named}
    for key, value in places.items():
        if callable(value):
            continue
        wrong = np.array(value, dtype=float)
        wrong.flat[0] = bad
        with pytest.raises(ValueError, match=names[key] if isinstance(key, int) else key):
            called(plan, {key: wrong if wrong.ndim else float(wrong)})


@each_plan
def test_too_little_is_scarce_data(plan: Plan) -> None:
    """With what is there and what is needed."""
    too_little = ARGUMENTS[plan.name][1]
    if too_little is None:
        return
    arguments, named = too_little

    with pytest.raises(NotEnoughData, match="needs"):
        plan.call(*arguments, **named)


@pytest.mark.parametrize("plan", [p for p in PLANS if p.name in MONOTONE], ids=lambda p: p.name)
def test_more_of_one_is_never_less_of_the_other(plan: Plan) -> None:
    """Labels fall with the drop they show, limits with audits, and so on; up to 10^7 labels."""
    key, values, grows = MONOTONE[plan.name]
    answers = [size(called(plan, {key: value})) for value in values]

    assert answers == sorted(answers, reverse=not grows)
    assert answers[0] != answers[-1]
    assert np.isfinite(answers).all()


@each_of_slices
def test_order_of_slices_does_not_matter(plan: Plan) -> None:
    """The answers come in the order of the slices."""
    order = np.array([2, 0, 1])
    good = ARGUMENTS[plan.name][0][0]

    turned = called(plan, {place: np.asarray(a)[order] for place, a in enumerate(good)})

    assert np.array_equal(turned, called(plan)[order])


@pytest.mark.parametrize("name", ["allocate", "allocate_greedily"])
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_units_of_weights_and_deviations_do_not_matter(name: str, place: int, unit: float) -> None:
    """Rows or shares, seconds or days."""
    plan = next(p for p in PLANS if p.name == name)

    scaled = called(plan, {place: unit * (W, SIGMA)[place]})

    assert np.array_equal(scaled, called(plan))


@each_of_slices
def test_one_slice_and_no_slice(plan: Plan) -> None:
    """One gets all; of none nothing is said, or scarce data."""
    good = ARGUMENTS[plan.name][0][0]
    one = called(plan, {place: np.asarray(a)[:1] for place, a in enumerate(good)})
    nothing: Callable[[], Any] = lambda: called(plan, {0: [], 1: []})  # noqa: E731

    assert one.shape == (1,)
    if plan.name == "smoothed_deviation":
        assert nothing().shape == (0,)
    else:
        with pytest.raises(NotEnoughData, match="weights hold no slice"):
            nothing()


@each_of_slices
def test_equal_slices_get_equal_parts(plan: Plan) -> None:
    """To one label."""
    good = ARGUMENTS[plan.name][0][0]
    equal = {place: np.full(4, np.asarray(a)[1]) for place, a in enumerate(good)}

    assert np.ptp(called(plan, equal)) <= 1
