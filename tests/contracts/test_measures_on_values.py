"""The contract of every distance of two samples of values."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance import MEASURES, Measure

each_measure = pytest.mark.parametrize(
    "measure", [m for m in MEASURES if m.on == "values"], ids=lambda m: m.name
)

SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")


def samples(shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return 120 and 90 values of the normal law, the second moved by *shift*."""
    rng = np.random.default_rng(0)
    return rng.normal(size=120), rng.normal(shift, 1.0, size=90)


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
def test_a_sample_against_itself_is_at_zero(measure: Measure) -> None:
    """Exactly 0, in any order and however many times over."""
    x, _ = samples()

    assert measure.call(x, x) == 0.0
    assert measure.call(x, x[::-1]) == 0.0
    assert measure.call(x, np.tile(x, 3)) == pytest.approx(0.0, abs=1e-7)


@each_measure
def test_grows_with_the_shift(measure: Measure) -> None:
    """A larger shift of the mean never reads as a smaller distance."""
    reference, noise = samples()
    values = [measure.call(reference, noise + shift) for shift in (0.0, 0.5, 1.0, 2.0, 5.0)]

    assert values == sorted(values)
    assert 0.0 < values[0] < values[-1]


@each_measure
def test_leaves_its_input_alone(measure: Measure) -> None:
    """Windows are shared between monitors, so nothing may sort in place."""
    reference, current = samples(0.3)
    before = reference.copy(), current.copy()

    measure.call(reference, current)

    assert np.array_equal(reference, before[0])
    assert np.array_equal(current, before[1])


@each_measure
def test_reads_what_it_may_not_write(measure: Measure) -> None:
    """Columns of Arrow come as arrays that cannot be written."""
    reference, current = samples(0.3)
    expected = measure.call(reference, current)
    for array in (reference, current):
        array.flags.writeable = False

    assert measure.call(reference, current) == expected


@each_measure
def test_leaves_the_global_random_state_alone(measure: Measure) -> None:
    """A user's seed stays the user's."""
    state = np.random.get_state()  # noqa: NPY002  the global state is what is looked at

    measure.call(*samples())

    after = np.random.get_state()  # noqa: NPY002
    assert np.array_equal(state[1], after[1])
    assert state[2] == after[2]


@each_measure
def test_order_of_rows_does_not_matter(measure: Measure) -> None:
    """To the last digit: rows come from a lake in any order."""
    reference, current = samples(0.4)
    rng = np.random.default_rng(1)

    turned = measure.call(rng.permutation(reference), rng.permutation(current))

    assert turned == measure.call(reference, current)


@each_measure
def test_unit_goes_with_the_declared_power(measure: Measure) -> None:
    """From metres to millimetres the distance grows by 1000 to the power ``scale``."""
    reference, current = samples(0.4)

    value = measure.call(1000.0 * reference, 1000.0 * current)

    expected = 1000.0**measure.scale * measure.call(reference, current)
    assert value == pytest.approx(expected, rel=1e-9)


@each_measure
def test_origin_does_not_matter(measure: Measure) -> None:
    """Seconds since 1970 read like seconds of today, reversed ones too."""
    reference, current = samples(0.4)
    expected = measure.call(reference, current)

    assert measure.call(reference + 1.7e9, current + 1.7e9) == pytest.approx(expected, rel=1e-5)
    assert measure.call(-reference, -current) == pytest.approx(expected, rel=1e-9)


@each_measure
def test_symmetry_is_as_declared(measure: Measure) -> None:
    """The screen draws an arrow only for measures that are not symmetric."""
    a, b = np.linspace(0, 1, 60), np.linspace(0, 1, 40) ** 3

    assert (measure.call(a, b) == pytest.approx(measure.call(b, a))) is measure.symmetric


@each_measure
def test_nan_and_infinity_are_refused_by_name(measure: Measure) -> None:
    """The message says on which side."""
    good = np.arange(9.0)
    for bad in (np.nan, np.inf, -np.inf):
        wrong = np.where(np.arange(9) == 4, bad, good)
        with pytest.raises(ValueError, match="current holds 1 NaN or infinite values of 9"):
            measure.call(good, wrong)
        with pytest.raises(ValueError, match="reference holds 1 NaN or infinite values of 9"):
            measure.call(wrong, good)


@each_measure
def test_an_empty_side_is_scarce_data(measure: Measure) -> None:
    """Monitors show it as unknown."""
    with pytest.raises(NotEnoughData, match="current has 0 rows"):
        measure.call([1.0, 2.0], [])
    with pytest.raises(NotEnoughData, match="reference has 0 rows"):
        measure.call([], [1.0, 2.0])


@each_measure
def test_one_row_a_side_is_a_number(measure: Measure) -> None:
    """Equal rows are at 0, two others above it."""
    assert measure.call([3.0], [3.0]) == 0.0
    assert measure.call([3.0], [4.0]) > 0.0


@each_measure
def test_constant_columns(measure: Measure) -> None:
    """The same constant is at 0, two constants are apart."""
    assert measure.call([3.0] * 8, [3.0] * 5) == 0.0
    assert measure.call([3.0] * 8, [4.0] * 5) > 0.0


@each_measure
def test_ties_weigh_as_many_rows(measure: Measure) -> None:
    """Every row three times on both sides: the same two laws, the same distance."""
    reference, current = np.array([0.0, 0, 0, 1, 5]), np.array([0.0, 1, 1, 5])

    repeated = measure.call(np.repeat(reference, 3), np.repeat(current, 3))

    expected = measure.call(reference, current)
    # More rows at the same places move the median distance of mmd's bandwidth.
    assert repeated == pytest.approx(expected, rel=0.2 if measure.name == "mmd" else 1e-9)


@each_measure
def test_integers_and_booleans_are_values(measure: Measure) -> None:
    """They read as the floats they are."""
    reference, current = np.array([0, 1, 1, 0, 1]), np.array([0, 0, 1, 0])

    expected = measure.call(reference.astype(float), current.astype(float))
    assert measure.call(reference, current) == expected
    assert measure.call(reference.astype(bool), current.astype(bool)) == expected


@each_measure
def test_debiasing_takes_off_and_never_adds(measure: Measure) -> None:
    """Where there is such an option; what chance adds is above 0."""
    if "debias" not in inspect.signature(measure.call).parameters:
        return
    call: Callable[..., float] = measure.call
    for shift in (0.0, 0.3, 2.0):
        assert call(*samples(shift), debias=True) < call(*samples(shift), debias=False)
