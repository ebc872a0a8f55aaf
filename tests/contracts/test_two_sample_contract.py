"""The contract of every test of two samples, on counts and on values."""

from __future__ import annotations

import contextlib
import inspect
import math

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import TESTS, TwoSampleTest

SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")
SHIFTS = (0.0, 0.2, 0.5, 1.0, 2.0)

COUNTS = [test for test in TESTS if test.on == "counts"]
VALUES = [test for test in TESTS if test.on == "values"]
TOLERANT = [test for test in TESTS if test.tolerance]

each = pytest.mark.parametrize("test", TESTS, ids=lambda t: t.name)
each_on_counts = pytest.mark.parametrize("test", COUNTS, ids=lambda t: t.name)
each_on_values = pytest.mark.parametrize("test", VALUES, ids=lambda t: t.name)
each_tolerant = pytest.mark.parametrize("test", TOLERANT, ids=lambda t: t.name)


def pair(test: TwoSampleTest, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return two sides that suit the test, drawn without noise, *shift* apart.

    Counts: 4,000 and 2,000 rows on tilted bins. Values: normal ones, 400 and 200.
    """
    if test.on == "values":
        n, m = 400, 200
        quantiles = [np.random.default_rng(k).permutation((np.arange(k) + 0.5) / k) for k in (n, m)]
        reference, current = (_normal(q) for q in quantiles)
        return reference, current + shift
    bins = test.bins or 6
    q = np.linspace(1, 2, bins)
    p = q * np.exp(shift * np.linspace(-1, 1, bins))
    return np.rint(4000 * q / q.sum()).astype(int), np.rint(2000 * p / p.sum()).astype(int)


def _normal(shares: np.ndarray) -> np.ndarray:
    """Return values close to normal quantiles, without a tie."""
    return np.log(shares / (1.0 - shares)) / 1.7


def test_names_are_unique() -> None:
    """The name is the key in the configuration."""
    assert len({test.name for test in TESTS}) == len(TESTS)


@each
def test_docstring_has_every_section(test: TwoSampleTest) -> None:
    """Formula first, then shapes, range, behaviour without drift, refusals, source."""
    text = inspect.getdoc(test.call) or ""

    assert [section for section in SECTIONS if section not in text] == []
    assert "no drift" in text


@each
def test_options_are_keyword_only(test: TwoSampleTest) -> None:
    """A call says what its numbers mean."""
    parameters = list(inspect.signature(test.call).parameters.values())

    assert [p.name for p in parameters[:2]] == ["reference", "current"]
    assert {p.kind for p in parameters[2:]} <= {inspect.Parameter.KEYWORD_ONLY}


@each
def test_tolerance_is_as_declared(test: TwoSampleTest) -> None:
    """Whoever takes ``tolerated=`` says on which scale; whoever has none says why."""
    parameters = inspect.signature(test.call).parameters

    assert ("tolerated" in parameters) is bool(test.tolerance)
    if test.tolerance:
        assert parameters["tolerated"].default == test.tolerates


@each
def test_identical_sides_speak_for_no_change(test: TwoSampleTest) -> None:
    """The largest p-value there is."""
    side, _ = pair(test)

    assert test.call(side, side).p_value == pytest.approx(1.0)


@each
def test_p_value_falls_with_the_shift(test: TwoSampleTest) -> None:
    """A larger shift never speaks more for no change."""
    values = [test.call(*pair(test, shift)).p_value for shift in SHIFTS]

    assert values == sorted(values, reverse=True)
    assert 0.0 <= values[-1] <= max(1e-6, test.least_p) < values[0] <= 1.0


@each_tolerant
def test_p_value_rises_with_the_tolerance(test: TwoSampleTest) -> None:
    """What is allowed more speaks less, and silence follows in the end."""
    sides = pair(test, 0.3)
    values = [test.call(*sides, tolerated=t).p_value for t in (0.0, 0.02, 0.05, 0.1, 0.2, 0.45)]

    assert values == sorted(values)
    assert values[0] < 0.05
    assert values[-1] > 0.9


@each_tolerant
def test_a_small_tolerance_is_close_to_none(test: TwoSampleTest) -> None:
    """No leap at zero that would make .0001 mean something else; bounds and exact tests apart."""
    if test.name in ("ks", "ks_binned", "fisher", "psi_test"):
        return
    sides = pair(test, 0.1)

    none = test.call(*sides, tolerated=0.0).p_value

    assert test.call(*sides, tolerated=1e-5).p_value == pytest.approx(none, rel=0.5)


@each_tolerant
@pytest.mark.parametrize("wrong", [-0.1, math.nan, math.inf])
def test_what_is_no_tolerance_is_refused(test: TwoSampleTest, wrong: float) -> None:
    """By its name."""
    with pytest.raises(ValueError, match="tolerated"):
        test.call(*pair(test), tolerated=wrong)


@each
def test_leaves_its_input_alone(test: TwoSampleTest) -> None:
    """Sides are shared between monitors, so nothing may change or sort them."""
    reference, current = pair(test, 0.3)
    before = reference.copy(), current.copy()

    test.call(reference, current)

    assert np.array_equal(reference, before[0])
    assert np.array_equal(current, before[1])


@each
def test_leaves_the_global_random_state_alone(test: TwoSampleTest) -> None:
    """A user's seed stays the user's."""
    state = np.random.get_state()  # noqa: NPY002  the global state is what is looked at
    reference, current = pair(test)
    few = (reference // 400, current // 400) if test.on == "counts" else (reference, current[:30])

    with contextlib.suppress(NotEnoughData):
        test.call(*few)

    after = np.random.get_state()  # noqa: NPY002
    assert np.array_equal(state[1], after[1])
    assert state[2] == after[2]


@each
def test_same_sides_same_answer(test: TwoSampleTest) -> None:
    """Also where tables or splits are drawn at random: the seed comes from what is given."""
    reference, current = pair(test, 0.3)
    if test.on == "counts":
        part = 15 if test.name == "psi_test" else 300
        few = [np.maximum(counts // part, 1) for counts in (reference, current)]
    else:
        few = [np.rint(reference), np.rint(current[:60])]

    assert test.call(*few) == test.call(*few)


@each_on_counts
def test_order_of_bins_does_not_matter(test: TwoSampleTest) -> None:
    """Where bins have no order; categories come in any."""
    if test.ordered or test.bins == 2:
        return
    reference, current = pair(test, 0.1)
    order = np.random.default_rng(0).permutation(reference.size)

    for scale in (1, 100):
        sides = reference // scale, current // scale
        with contextlib.suppress(NotEnoughData):
            mixed = test.call(sides[0][order], sides[1][order])
            assert mixed.p_value == pytest.approx(test.call(*sides).p_value)


@pytest.mark.parametrize(
    "test", [t for t in COUNTS if t.name in ("chi2", "g")], ids=lambda t: t.name
)
def test_order_of_sparse_bins_does_not_matter(test: TwoSampleTest) -> None:
    """Permuted categories draw the same random tables."""
    rng = np.random.default_rng(1)
    reference, current = rng.poisson(2, 40), rng.poisson(2, 40)
    order = rng.permutation(40)

    one, other = test.call(reference, current), test.call(reference[order], current[order])

    assert one.p_value == other.p_value
    assert one.statistic == pytest.approx(other.statistic)


@each_on_values
@pytest.mark.parametrize("ties", [False, True])
def test_order_of_rows_does_not_matter(test: TwoSampleTest, ties: bool) -> None:
    """A sample is a set of rows; also where splits are drawn, and with ties."""
    reference, current = pair(test, 0.2)
    if ties:
        reference, current = np.rint(2 * reference), np.rint(2 * current)
    rng = np.random.default_rng(0)

    mixed = test.call(rng.permutation(reference), rng.permutation(current))

    assert mixed.p_value == pytest.approx(test.call(reference, current).p_value)


@each_on_values
def test_unit_and_origin_do_not_matter(test: TwoSampleTest) -> None:
    """Degrees Celsius or Fahrenheit: one answer."""
    reference, current = pair(test, 0.2)

    other = test.call(32 + 1.8 * reference, 32 + 1.8 * current)

    assert other.p_value == pytest.approx(test.call(reference, current).p_value, rel=1e-6)


@each_on_values
def test_distant_origin_does_not_matter(test: TwoSampleTest) -> None:
    """Seconds since 1970 leave enough digits of a gap of a few seconds."""
    reference, current = pair(test, 0.2)

    other = test.call(1.7e9 + 100 * reference, 1.7e9 + 100 * current)

    assert other.p_value == pytest.approx(test.call(reference, current).p_value, rel=1e-3)


@each_on_values
def test_constant_columns_that_stay_are_no_change(test: TwoSampleTest) -> None:
    """p is 1, or there is nothing to measure by; never NaN."""
    try:
        result = test.call(np.full(60, 3.0), np.full(40, 3.0))
    except NotEnoughData:
        return

    assert result.p_value == 1.0
    assert math.isfinite(result.statistic)


@each_on_values
def test_constant_columns_that_change_are_seen_or_unknown(test: TwoSampleTest) -> None:
    """Never "no change"."""
    try:
        result = test.call(np.full(60, 3.0), np.full(40, 4.0))
    except NotEnoughData:
        return

    assert result.p_value < 0.01


@each_on_values
def test_ties_give_a_p_value(test: TwoSampleTest) -> None:
    """Whole numbers of five kinds, without drift: finite, and silent."""
    rng = np.random.default_rng(11)
    result = test.call(rng.integers(0, 5, 300).astype(float), rng.integers(0, 5, 300).astype(float))

    assert 0.005 < result.p_value <= 1.0


@each
@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_nan_and_infinity_are_refused_by_name(test: TwoSampleTest, wrong: float) -> None:
    """On either side."""
    good = pair(test)[0]
    bad = good.astype(float)
    bad[-1] = wrong

    with pytest.raises(ValueError, match="current holds 1 NaN or infinite"):
        test.call(good, bad)
    with pytest.raises(ValueError, match="reference holds 1 NaN or infinite"):
        test.call(bad, good)


@each_on_counts
@pytest.mark.parametrize("wrong", [[-1, 2], [0.5, 1.5], [[1, 2]], [1, 2, 3]])
def test_what_is_no_pair_of_counts_is_refused(test: TwoSampleTest, wrong: list[float]) -> None:
    """Below 0, parts of rows, two dimensions, other bins."""
    with pytest.raises(ValueError, match="current"):
        test.call([5, 5], wrong)


@each
def test_an_empty_side_is_scarce_data(test: TwoSampleTest) -> None:
    """Monitors show it as unknown."""
    good = pair(test)[0]
    empty = np.zeros_like(good) if test.on == "counts" else good[:0]

    with pytest.raises(NotEnoughData, match="current has 0 rows"):
        test.call(good, empty)


@each
def test_one_row_a_side_is_no_change(test: TwoSampleTest) -> None:
    """One row cannot show anything: a large p-value, or scarce data."""
    if test.on == "counts":
        bins = pair(test)[0].size
        sides = np.eye(1, bins, 0, dtype=int)[0], np.eye(1, bins, 1, dtype=int)[0]
    else:
        sides = np.array([1.0]), np.array([2.0])
    try:
        result = test.call(*sides)
    except NotEnoughData:
        return

    assert result.p_value > 0.1


@each_on_counts
@pytest.mark.parametrize("tolerated", [None, 0.05])
def test_ten_million_rows_do_not_overflow(test: TwoSampleTest, tolerated: float | None) -> None:
    """Also from counts of 32 bits."""
    reference, current = (counts.astype(np.int32) * 5000 for counts in pair(test, 0.3))
    options = {} if tolerated is None else {"tolerated": tolerated}

    result = test.call(reference, current, **options)

    assert math.isfinite(result.statistic)
    assert 0.0 <= result.p_value <= 1.0


@each
def test_which_side_is_the_reference_does_not_matter(test: TwoSampleTest) -> None:
    """Without a tolerance: neither side is taken as the truth."""
    reference, current = pair(test, 0.3)
    options = {"tolerated": 0.0} if test.tolerance else {}

    other = test.call(current, reference, **options)

    # Splits drawn at random are other ones.
    error = 0.1 if test.least_p else 0.0
    expected = test.call(reference, current, **options).p_value
    assert other.p_value == pytest.approx(expected, rel=1e-6, abs=error)


@each
def test_rows_are_reported(test: TwoSampleTest) -> None:
    """n of the reference, m of the current period, before any pooling."""
    reference, current = pair(test, 0.2)

    result = test.call(reference, current)

    rows = [s.sum() if test.on == "counts" else s.size for s in (reference, current)]
    assert [result.n, result.m] == rows
