"""The contract of every estimate from partly labelled rows."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.estimate import ESTIMATORS, Estimate, Estimator

each_estimator = pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda e: e.name)
# Those of labels with a chance of their own; the other two are told how they were drawn.
PLANNED = tuple(e for e in ESTIMATORS if e.needs not in ("even labels", "picks"))
each_planned = pytest.mark.parametrize("estimator", PLANNED, ids=lambda e: e.name)
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")

Arguments = dict[str, Any]


def arguments(estimator: Estimator, n: int = 2000, *, seed: int = 0) -> Arguments:
    """Return the arguments of *estimator* for n rows, about a third of them labelled."""
    rng = np.random.default_rng(seed)
    p = rng.beta(1.0, 1.5, n)
    y = (rng.random(n) < p).astype(float)
    chance = rng.uniform(0.2, 0.5, n)
    labelled = rng.random(n) < chance
    number = rng.normal(3.0, 2.0, n)
    said = number + rng.normal(0.5, 1.0, n)
    decision, other = (p > 0.4).astype(float), (p + rng.normal(0.0, 0.2, n) > 0.5).astype(float)
    drawn: Arguments = {"inclusion": chance, "labelled": labelled}
    foreseen = "score" in inspect.signature(estimator.call).parameters
    scored: Arguments = {**drawn, "score": p} if foreseen else drawn
    return {
        "values": {"values": number, **drawn},
        "values and predicted": {"values": number, "predicted": said, **drawn},
        "even labels": {"values": number, "predicted": said, "labelled": labelled},
        "picks": {"losses": number**2, "proposal": 1.0 / (5 * n - np.arange(n)), "n": 5 * n},
        "decision": {"label": y, "prediction": decision, **drawn},
        "two decisions": {"label": y, "prediction": decision, "other": other, **drawn},
        "forecast": {"label": y, "forecast": p, **scored},
        "ranking": {"label": y, "ranking": 5.0 * p, **scored},
        "number": {"label": number, "prediction": said, **drawn},
    }[estimator.needs]


def test_names_are_unique_and_are_the_functions() -> None:
    """The name is the key in the docs and in a configuration."""
    assert len({e.name for e in ESTIMATORS}) == len(ESTIMATORS)
    assert [e.call.__name__ for e in ESTIMATORS] == [e.name for e in ESTIMATORS]


@each_estimator
def test_docstring_has_every_section(estimator: Estimator) -> None:
    """Formula first, then shapes, what comes back, refusals, source."""
    text = inspect.getdoc(estimator.call) or ""

    assert [section for section in SECTIONS if section not in text] == []


@each_estimator
def test_level_is_keyword_only_and_95_percent(estimator: Estimator) -> None:
    """One default for all."""
    level = inspect.signature(estimator.call).parameters["level"]

    assert level.kind is inspect.Parameter.KEYWORD_ONLY
    assert level.default == 0.95


@each_estimator
def test_value_lies_inside_and_limits_keep_their_range(estimator: Estimator) -> None:
    """Lower <= value <= upper, within what the quantity can be, and the counts are told."""
    given = arguments(estimator)

    e = estimator.call(**given)

    assert estimator.lowest <= e.lower < e.value < e.upper <= estimator.highest
    assert e.level == 0.95
    assert e.n >= e.n_labelled > 0
    assert e.standard_error > 0.0
    assert e.enough


@each_estimator
def test_more_rows_make_it_narrower(estimator: Estimator) -> None:
    """Four times the rows and labels, about half the width."""
    few, many = (estimator.call(**arguments(estimator, n, seed=5)) for n in (3000, 12_000))

    ratio = (many.upper - many.lower) / (few.upper - few.lower)
    assert 0.4 < ratio < 0.62


@each_estimator
def test_a_higher_level_makes_it_wider(estimator: Estimator) -> None:
    """The narrower one lies inside."""
    given = arguments(estimator)

    narrow, wide = (estimator.call(**given, level=level) for level in (0.8, 0.99))

    assert wide.lower <= narrow.lower < narrow.upper < wide.upper


@each_estimator
def test_leaves_its_input_and_the_random_state_alone(estimator: Estimator) -> None:
    """Nothing is written into the caller's arrays, no draw is taken; twice gives the same."""
    given = arguments(estimator)
    before = {name: np.array(value) for name, value in given.items()}
    state = np.random.get_state()[1].copy()  # noqa: NPY002  the global state is what is looked at

    first, second = estimator.call(**given), estimator.call(**given)

    assert first == second
    assert all(np.array_equal(given[name], value) for name, value in before.items())
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


@each_planned
def test_the_order_of_rows_does_not_matter(estimator: Estimator) -> None:
    """To rounding."""
    given = arguments(estimator)
    order = np.random.default_rng(1).permutation(given["labelled"].size)

    first = estimator.call(**given)
    second = estimator.call(**{name: np.asarray(x)[order] for name, x in given.items()})

    for name in ("value", "lower", "upper"):
        assert getattr(second, name) == pytest.approx(getattr(first, name), abs=1e-12)


@each_planned
def test_unlabelled_rows_need_no_label(estimator: Estimator) -> None:
    """What stands there, even NaN, changes nothing."""
    given = arguments(estimator)
    name = "values" if "values" in given else "label"

    hidden = np.where(given["labelled"], given[name], np.nan)

    assert estimator.call(**{**given, name: hidden}) == estimator.call(**given)


@each_estimator
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_refused_by_name(estimator: Estimator, bad: float) -> None:
    """In each array in turn, on a labelled row."""
    given = arguments(estimator)
    place = int(np.flatnonzero(given.get("labelled", np.ones(1)))[0])
    for name, value in given.items():
        if np.ndim(value):
            wrong = np.array(value, dtype=float)
            wrong[place] = bad
            with pytest.raises(ValueError, match=name):
                estimator.call(**{**given, name: wrong})


@each_estimator
def test_unequal_lengths_are_refused(estimator: Estimator) -> None:
    """The message names what does not fit."""
    given = arguments(estimator)
    for name, value in given.items():
        if np.ndim(value):
            with pytest.raises(ValueError, match=r"shape|length"):
                estimator.call(**{**given, name: value[:-1]})


@each_estimator
@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, np.nan])
def test_levels_are_shares(estimator: Estimator, level: float) -> None:
    """Strictly between 0 and 1."""
    with pytest.raises(ValueError, match="level must"):
        estimator.call(**arguments(estimator), level=level)


@each_estimator
@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one_row_are_scarce_data(estimator: Estimator, rows: int) -> None:
    """Monitors show it as unknown."""
    given = {k: v[:rows] if np.ndim(v) else v for k, v in arguments(estimator).items()}

    with pytest.raises(NotEnoughData, match=r"needs \d+"):
        estimator.call(**given)


@each_planned
@pytest.mark.parametrize("chance", [0.0, -0.1, 1.1])
def test_an_impossible_chance_is_refused(estimator: Estimator, chance: float) -> None:
    """A row that can never be drawn is in no estimate."""
    given = arguments(estimator)

    with pytest.raises(ValueError, match="inclusion must lie above 0 and at most at 1"):
        estimator.call(**{**given, "inclusion": np.full(2000, chance)})


@each_planned
def test_fewer_than_thirty_labels_are_not_enough(estimator: Estimator) -> None:
    """There is a value and an indication of limits, and it says that they do not hold."""
    given = arguments(estimator)
    labelled = given["labelled"] & (np.cumsum(given["labelled"]) <= 20)

    e = estimator.call(**{**given, "labelled": labelled})

    assert not e.enough
    assert e.why == "20 labelled rows, an interval needs 30"


@each_planned
def test_all_labels_give_the_value_of_the_window_exactly(estimator: Estimator) -> None:
    """With every row labelled there is no error of sampling; that of the process stays."""
    given = arguments(estimator)
    everything = {"inclusion": np.ones(2000), "labelled": np.ones(2000)}

    window = estimator.call(**{**given, **everything, "target": "window"})
    process = estimator.call(**{**given, **everything})

    assert window.lower == window.value == window.upper == process.value
    assert window.standard_error == 0.0
    assert process.lower < process.value < process.upper
    assert window.enough
    assert process.enough


CLUSTERED = tuple(e for e in PLANNED if "cluster" in inspect.signature(e.call).parameters)


@pytest.mark.parametrize("estimator", CLUSTERED, ids=lambda e: e.name)
def test_rows_written_nine_times_are_seen_through_by_clusters(estimator: Estimator) -> None:
    """Copies tell nothing new: with the copies as a cluster the standard error is as without."""
    given = arguments(estimator)
    nine = {name: np.repeat(x, 9) for name, x in given.items()}

    once = estimator.call(**given)
    copied = estimator.call(**nine, cluster=np.repeat(np.arange(2000), 9))

    assert copied.design_effect == pytest.approx(9.0, rel=0.01)
    assert copied.standard_error == pytest.approx(once.standard_error, rel=0.01)
    with pytest.raises(ValueError, match="cluster must have shape"):
        estimator.call(**given, cluster=[1, 2])


@each_planned
def test_an_unknown_target_is_refused(estimator: Estimator) -> None:
    """The message names the two there are."""
    with pytest.raises(ValueError, match="'process' or 'window', got 'rows'"):
        estimator.call(**arguments(estimator), target="rows")


def test_an_estimate_is_frozen() -> None:
    """Two threads may hold one."""
    e = Estimate(0.5, 0.4, 0.6, 0.95, 100, 50, 0.05)

    with pytest.raises(AttributeError):
        e.value = 0.6  # type: ignore[misc]
