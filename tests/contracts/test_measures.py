"""The contract of every distance and every test on counts.

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
from watchkeeper.stats.two_sample import TESTS, TwoSampleTest

ON_COUNTS = [measure for measure in MEASURES if measure.on == "counts"]
TESTS_ON_COUNTS = [test for test in TESTS if test.on == "counts"]

each_measure = pytest.mark.parametrize("measure", ON_COUNTS, ids=lambda m: m.name)
each_test = pytest.mark.parametrize("test", TESTS_ON_COUNTS, ids=lambda t: t.name)
each = pytest.mark.parametrize("entry", [*ON_COUNTS, *TESTS_ON_COUNTS], ids=lambda e: e.name)

Entry = Measure | TwoSampleTest
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")


def pair(entry: Entry, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return expected counts of 4,000 and 2,000 rows, tilted by *shift*, on bins that suit."""
    bins = (entry.bins if isinstance(entry, TwoSampleTest) else None) or 6
    q = np.linspace(1, 2, bins)
    p = q * np.exp(shift * np.linspace(-1, 1, bins))
    return np.rint(4000 * q / q.sum()).astype(int), np.rint(2000 * p / p.sum()).astype(int)


def number(entry: Entry, reference: np.ndarray, current: np.ndarray) -> float:
    """Return the distance, or the p-value of the test."""
    answer = entry.call(reference, current)
    return answer if isinstance(answer, float) else answer.p_value


def test_names_are_unique() -> None:
    """The name is the key in the configuration."""
    for entries in (MEASURES, TESTS):
        names = [entry.name for entry in entries]

        assert len(set(names)) == len(names)


@each
def test_docstring_has_every_section(entry: Entry) -> None:
    """Formula first, then shapes, range, behaviour without drift, refusals, source."""
    text = inspect.getdoc(entry.call) or ""

    assert [section for section in SECTIONS if section not in text] == []
    assert "no drift" in text


@each
def test_options_are_keyword_only(entry: Entry) -> None:
    """A call says what its numbers mean."""
    parameters = list(inspect.signature(entry.call).parameters.values())

    assert [p.name for p in parameters[:2]] == ["reference", "current"]
    assert {p.kind for p in parameters[2:]} <= {inspect.Parameter.KEYWORD_ONLY}


@each_measure
def test_identical_counts_are_at_zero(measure: Measure) -> None:
    """Equal shares, exactly 0."""
    counts = np.array([5, 0, 17, 3])

    assert measure.call(counts, counts) == 0.0


@each_test
def test_identical_counts_speak_for_no_change(test: TwoSampleTest) -> None:
    """The largest p-value there is."""
    counts, _ = pair(test)

    assert test.call(counts, counts).p_value == pytest.approx(1.0)


@each_measure
def test_grows_with_the_shift(measure: Measure) -> None:
    """A larger shift never reads as a smaller distance."""
    values = [measure.call(*pair(measure, shift)) for shift in (0.0, 0.2, 0.5, 1.0, 2.0)]

    assert values == sorted(values)
    assert 0.0 <= values[0] < values[-1]


@each_test
def test_p_value_falls_with_the_shift(test: TwoSampleTest) -> None:
    """A larger shift never speaks more for no change."""
    values = [test.call(*pair(test, shift)).p_value for shift in (0.0, 0.2, 0.5, 1.0, 2.0)]

    assert values == sorted(values, reverse=True)
    assert 0.0 <= values[-1] < 1e-6 < values[0] <= 1.0


@each
def test_leaves_its_input_alone(entry: Entry) -> None:
    """Counts are shared between monitors, so nothing may change them."""
    reference, current = pair(entry, 0.3)
    before = reference.copy(), current.copy()

    entry.call(reference, current)

    assert np.array_equal(reference, before[0])
    assert np.array_equal(current, before[1])


@each
def test_leaves_the_global_random_state_alone(entry: Entry) -> None:
    """A user's seed stays the user's."""
    state = np.random.get_state()  # noqa: NPY002  the global state is what is looked at

    with contextlib.suppress(NotEnoughData):
        entry.call(*(counts // 400 for counts in pair(entry)))

    after = np.random.get_state()  # noqa: NPY002
    assert np.array_equal(state[1], after[1])
    assert state[2] == after[2]


@each
def test_same_counts_same_answer(entry: Entry) -> None:
    """Also where tables are drawn at random: the seed comes from the counts."""
    small = [np.maximum(counts // 300, 1) for counts in pair(entry, 0.8)]
    if isinstance(entry, TwoSampleTest) and entry.name == "psi_test":
        small = [counts * 20 for counts in small]

    assert entry.call(*small) == entry.call(*small)


@each
def test_order_of_bins_does_not_matter(entry: Entry) -> None:
    """Where bins have no order; categories come in any."""
    if isinstance(entry, Measure) and entry.ordered:
        return
    if isinstance(entry, TwoSampleTest) and entry.bins == 2:
        return
    reference, current = pair(entry, 0.1)
    order = np.random.default_rng(0).permutation(reference.size)

    assert number(entry, reference[order], current[order]) == pytest.approx(
        number(entry, reference, current), rel=1e-9
    )


def test_order_of_sparse_bins_does_not_matter() -> None:
    """Permuted categories draw the same random tables."""
    chi2 = next(t for t in TESTS if t.name == "chi2")
    rng = np.random.default_rng(1)
    reference, current = rng.poisson(2, 40), rng.poisson(2, 40)
    order = rng.permutation(40)

    one, other = chi2.call(reference, current), chi2.call(reference[order], current[order])

    assert one.p_value == other.p_value
    assert one.statistic == pytest.approx(other.statistic)


@each_measure
def test_symmetry_is_as_declared(measure: Measure) -> None:
    """The screen draws an arrow only for measures that are not symmetric."""
    a, b = np.array([10, 20, 70]), np.array([50, 45, 5])

    assert (measure.call(a, b) == pytest.approx(measure.call(b, a))) is measure.symmetric


@each
def test_nan_infinity_and_shares_are_refused_by_name(entry: Entry) -> None:
    """The message says on which side."""
    good = pair(entry)[0]
    for bad in (np.nan, np.inf, -1.0, 0.5):
        wrong = good.astype(float)
        wrong[0] = bad
        with pytest.raises(ValueError, match="current"):
            entry.call(good, wrong)
        with pytest.raises(ValueError, match="reference"):
            entry.call(wrong, good)


@each
def test_an_empty_side_is_scarce_data(entry: Entry) -> None:
    """Monitors show it as unknown."""
    good = pair(entry)[0]

    with pytest.raises(NotEnoughData, match="current has 0 rows"):
        entry.call(good, np.zeros_like(good))


@each
def test_ten_million_rows_do_not_overflow(entry: Entry) -> None:
    """Also from counts of 32 bits."""
    reference, current = (counts.astype(np.int32) * 5000 for counts in pair(entry, 0.3))

    assert math.isfinite(number(entry, reference, current))


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


@each_test
def test_one_row_a_side_is_no_change(test: TwoSampleTest) -> None:
    """One row cannot show anything: a large p-value, or scarce data."""
    reference, current = (
        np.eye(1, counts.size, k, dtype=int)[0] for k, counts in enumerate(pair(test))
    )
    try:
        result = test.call(reference, current)
    except NotEnoughData:
        return

    assert result.p_value > 0.1


@each_test
def test_rows_are_reported(test: TwoSampleTest) -> None:
    """n of the reference, m of the current period, before any pooling."""
    reference, current = pair(test, 0.2)

    result = test.call(reference, current)

    assert (result.n, result.m) == (reference.sum(), current.sum())
