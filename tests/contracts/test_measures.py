"""The contract of every distance on counts.

What takes values is held to the same in ``test_measures_on_values.py``.
"""

from __future__ import annotations

import contextlib
import inspect
import math
from collections.abc import Callable

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance import MEASURES, Measure

ON_COUNTS = [measure for measure in MEASURES if measure.on == "counts"]
each_measure = pytest.mark.parametrize("measure", ON_COUNTS, ids=lambda m: m.name)
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")


def pair(measure: Measure, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return expected counts of 4,000 and 2,000 rows, tilted by *shift*, on bins that suit."""
    bins = 6
    q = np.linspace(1, 2, bins)
    p = q * np.exp(shift * np.linspace(-1, 1, bins))
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
    values = [measure.call(*pair(measure, shift)) for shift in (0.0, 0.2, 0.5, 1.0, 2.0)]

    assert values == sorted(values)
    assert 0.0 <= values[0] < values[-1]


@each_measure
def test_leaves_its_input_alone(measure: Measure) -> None:
    """Counts are shared between monitors, so nothing may change them."""
    reference, current = pair(measure, 0.3)
    before = reference.copy(), current.copy()

    measure.call(reference, current)

    assert np.array_equal(reference, before[0])
    assert np.array_equal(current, before[1])


@each_measure
def test_leaves_the_global_random_state_alone(measure: Measure) -> None:
    """A user's seed stays the user's."""
    state = np.random.get_state()  # noqa: NPY002  the global state is what is looked at

    with contextlib.suppress(NotEnoughData):
        measure.call(*(counts // 400 for counts in pair(measure)))

    after = np.random.get_state()  # noqa: NPY002
    assert np.array_equal(state[1], after[1])
    assert state[2] == after[2]


@each_measure
def test_same_counts_same_answer(measure: Measure) -> None:
    """Nothing is remembered between two calls."""
    small = [np.maximum(counts // 300, 1) for counts in pair(measure, 0.8)]

    assert measure.call(*small) == measure.call(*small)


@each_measure
def test_order_of_bins_does_not_matter(measure: Measure) -> None:
    """Where bins have no order; categories come in any."""
    if measure.ordered:
        return
    reference, current = pair(measure, 0.1)
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
    good = pair(measure)[0]
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
    good = pair(measure)[0]

    with pytest.raises(NotEnoughData, match="current has 0 rows"):
        measure.call(good, np.zeros_like(good))


@each_measure
def test_ten_million_rows_do_not_overflow(measure: Measure) -> None:
    """Also from counts of 32 bits."""
    reference, current = (counts.astype(np.int32) * 5000 for counts in pair(measure, 0.3))

    assert math.isfinite(measure.call(reference, current))


@each_measure
def test_ten_million_rows_read_as_a_hundred_thousand(measure: Measure) -> None:
    """The same shares, so the same distance: nothing is lost in sums of large counts."""
    reference, current = pair(measure, 0.3)

    many = measure.call(reference * 5000, current.astype(np.int32) * 5000)

    # Smoothing and the correction of Cramer's V weigh less among many rows.
    fewer = measure.call(reference * 50, current * 50)
    assert many == pytest.approx(fewer, rel=2e-3)


@each_measure
def test_one_row_a_side_is_a_number(measure: Measure) -> None:
    """Equal rows are at 0; two rows in different bins are not below it."""
    here, there = np.eye(2, 3, dtype=int)

    assert measure.call(here, here) == 0.0
    assert measure.call(here, there) >= 0.0
    assert math.isfinite(measure.call(here, there))


@each_measure
def test_a_constant_column_is_at_zero(measure: Measure) -> None:
    """One bin holds all rows of both sides, in a table of one bin or of more."""
    assert measure.call([7], [9]) == 0.0
    assert measure.call([0, 7_000_000, 0], [0, 7_000_000, 0]) == 0.0


@each_measure
def test_no_bin_in_common_is_the_largest_distance(measure: Measure) -> None:
    """Nothing lies further apart than this on three bins, the middle one empty."""
    largest = measure.call([500, 0, 0], [0, 0, 500])

    rng = np.random.default_rng(2)
    for _ in range(50):
        reference, current = (rng.multinomial(500, rng.dirichlet(np.ones(3))) for _ in range(2))
        assert measure.call(reference, current) <= largest * (1.0 + 1e-12)


@each_measure
def test_lists_and_smaller_integers_read_as_arrays(measure: Measure) -> None:
    """Python's numbers, booleans aside, and floats that are whole."""
    reference, current = [3, 5, 2], [1, 4, 9]

    values = {
        measure.call(reference, current),
        measure.call(np.array(reference, dtype=np.uint8), np.array(current, dtype=np.int16)),
        measure.call(np.array(reference, dtype=float), np.array(current, dtype=float)),
    }
    assert len(values) == 1


@each_measure
def test_unequal_and_no_bins_are_refused(measure: Measure) -> None:
    """Two counts that do not share their bins cannot be compared."""
    for reference, current in (([1, 2], [1, 2, 3]), ([], [])):
        with pytest.raises(ValueError, match="must share their bins"):
            measure.call(reference, current)
    with pytest.raises(ValueError, match="reference must have shape"):
        measure.call([[1, 2]], [1, 2])


@each_measure
def test_debiasing_takes_off_and_never_adds(measure: Measure) -> None:
    """Where there is such an option; what chance adds is above 0."""
    if "debias" not in inspect.signature(measure.call).parameters:
        return
    call: Callable[..., float] = measure.call
    for shift in (0.0, 0.1, 1.0):
        counts = pair(measure, shift)
        assert call(*counts, debias=True) < call(*counts, debias=False)


@each_measure
def test_reversed_bins_are_as_far_apart(measure: Measure) -> None:
    """Also where bins have an order: up and down are alike."""
    reference, current = pair(measure, 0.4)

    turned = measure.call(reference[::-1], current[::-1])

    assert turned == pytest.approx(measure.call(reference, current), rel=1e-9)


@each_measure
def test_order_matters_where_it_is_declared(measure: Measure) -> None:
    """A measure of ordered bins reads rows in the wrong order as another distance."""
    reference, current = np.array([5, 80, 10, 5]), np.array([60, 10, 5, 25])
    order = [2, 0, 3, 1]

    same = measure.call(reference[order], current[order]) == pytest.approx(
        measure.call(reference, current)
    )
    assert same is not measure.ordered
