"""The contract of every distance."""

from __future__ import annotations

import contextlib
import inspect
import math

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance import MEASURES, Measure

each_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.name)

SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")


def pair(shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return expected counts of 4,000 and 2,000 rows, tilted by *shift*."""
    q = np.linspace(1, 2, 6)
    p = q * np.exp(shift * np.linspace(-1, 1, 6))
    return np.rint(4000 * q / q.sum()).astype(int), np.rint(2000 * p / p.sum()).astype(int)


def test_names_are_unique() -> None:
    """The name is the key in the configuration."""
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


@each_measure
def test_docstring_has_every_section(measure: Measure) -> None:
    """Formula first, then shapes, range, behaviour without drift, refusals, source."""
    text = inspect.getdoc(measure.call) or ""

    assert [section for section in SECTIONS if section not in text] == []
    assert "no drift" in text


@each_measure
def test_options_are_keyword_only(measure: Measure) -> None:
    """A call says what its numbers mean."""
    parameters = list(inspect.signature(measure.call).parameters.values())

    assert [p.name for p in parameters[:2]] == ["reference", "current"]
    assert {p.kind for p in parameters[2:]} <= {inspect.Parameter.KEYWORD_ONLY}


@each_measure
def test_identical_counts_are_at_zero(measure: Measure) -> None:
    """Equal shares, exactly 0."""
    counts = np.array([5, 0, 17, 3])

    assert measure.call(counts, counts) == 0.0


@each_measure
def test_grows_with_the_shift(measure: Measure) -> None:
    """A larger shift never reads as a smaller distance."""
    values = [measure.call(*pair(shift)) for shift in (0.0, 0.2, 0.5, 1.0, 2.0)]

    assert values == sorted(values)
    assert 0.0 <= values[0] < values[-1]


@each_measure
def test_leaves_its_input_alone(measure: Measure) -> None:
    """Counts are shared between monitors, so nothing may change them."""
    reference, current = pair(0.3)
    before = reference.copy(), current.copy()

    measure.call(reference, current)

    assert np.array_equal(reference, before[0])
    assert np.array_equal(current, before[1])


@each_measure
def test_leaves_the_global_random_state_alone(measure: Measure) -> None:
    """A user's seed stays the user's."""
    state = np.random.get_state()  # noqa: NPY002  the global state is what is looked at

    with contextlib.suppress(NotEnoughData):
        measure.call(*(counts // 400 for counts in pair()))

    after = np.random.get_state()  # noqa: NPY002
    assert np.array_equal(state[1], after[1])
    assert state[2] == after[2]


@each_measure
def test_same_counts_same_answer(measure: Measure) -> None:
    """Nothing is remembered between two calls."""
    small = [np.maximum(counts // 300, 1) for counts in pair(0.8)]

    assert measure.call(*small) == measure.call(*small)


@each_measure
def test_order_of_bins_does_not_matter(measure: Measure) -> None:
    """Where bins have no order; categories come in any."""
    if measure.ordered:
        return
    reference, current = pair(0.1)
    order = np.random.default_rng(0).permutation(reference.size)

    assert measure.call(reference[order], current[order]) == pytest.approx(
        measure.call(reference, current), rel=1e-9
    )


@each_measure
def test_symmetry_is_as_declared(measure: Measure) -> None:
    """The screen draws an arrow only for measures that are not symmetric."""
    a, b = np.array([10, 20, 70]), np.array([50, 45, 5])

    assert (measure.call(a, b) == pytest.approx(measure.call(b, a))) is measure.symmetric


@each_measure
def test_nan_infinity_and_shares_are_refused_by_name(measure: Measure) -> None:
    """The message says on which side."""
    good = pair()[0]
    for bad in (np.nan, np.inf, -1.0, 0.5):
        wrong = good.astype(float)
        wrong[0] = bad
        with pytest.raises(ValueError, match="current"):
            measure.call(good, wrong)
        with pytest.raises(ValueError, match="reference"):
            measure.call(wrong, good)


@each_measure
def test_an_empty_side_is_scarce_data(measure: Measure) -> None:
    """Monitors show it as unknown."""
    good = pair()[0]

    with pytest.raises(NotEnoughData, match="current has 0 rows"):
        measure.call(good, np.zeros_like(good))


@each_measure
def test_ten_million_rows_do_not_overflow(measure: Measure) -> None:
    """Also from counts of 32 bits."""
    reference, current = (counts.astype(np.int32) * 5000 for counts in pair(0.3))

    assert math.isfinite(measure.call(reference, current))
