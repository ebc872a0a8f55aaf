"""The contract of every sequential method."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.sequential import (
    ECUSUM,
    ESR,
    SEQUENTIAL,
    ConfidenceSequence,
    EProcess,
    HarmfulShift,
    Sequential,
)


def giving(*gives: str) -> Any:
    """Parametrise over the methods that give one of *gives*."""
    chosen = [m for m in SEQUENTIAL if m.gives in gives]
    return pytest.mark.parametrize("method", chosen, ids=lambda m: m.name)


each = giving("alarm", "sequence", "evidence", "shift")
each_alarm, each_sequence = giving("alarm"), giving("sequence")
each_function = giving("sequence", "evidence", "shift")
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")
CLEAN = np.tile([1.0] + [0.0] * 9, 200)
SOURCE = CLEAN[:1000]


def run(method: Sequential, values: Any) -> Any:
    """Call the method on one stream of shares, with what else it needs."""
    if method.gives == "alarm":
        alarm = method.call(tolerated=0.12, threshold=500.0)
        return alarm.update(values), alarm.value
    if method.name == "risk":
        return method.call(values, tolerated=0.12)
    if method.name == "kernel_betting":
        return method.call(SOURCE[: len(values)], values)
    if method.name == "harmful_shift":
        return method.call(SOURCE, values)
    return method.call(values)


def evidence(method: Sequential, values: np.ndarray) -> float:
    """Return a number that rises with the mean of *values*."""
    answer = run(method, values)
    if isinstance(answer, ConfidenceSequence | HarmfulShift):
        return float(answer.lower[-1])
    if isinstance(answer, EProcess):
        return float(answer.log_values[-1])
    alarms, value = answer
    return float(-alarms[0] if alarms else -len(values) - 1 / (1 + value))


def test_names_are_unique() -> None:
    """The name is the key in the configuration."""
    assert len({m.name for m in SEQUENTIAL}) == len(SEQUENTIAL)


@each
def test_docstring_has_every_section(method: Sequential) -> None:
    """Formula first, then shapes, behaviour without drift, refusals, source, and the null."""
    text = inspect.getdoc(method.call) or ""

    assert [section for section in SECTIONS if section not in text] == []
    assert "no drift" in text or method.gives == "sequence"
    assert "null" in text or "It holds for" in text


@each
def test_options_are_keyword_only(method: Sequential) -> None:
    """A call says what its numbers mean."""
    data = {"alarm": 0, "sequence": 1, "evidence": 1, "shift": 2}[method.gives]
    data += method.name == "kernel_betting"
    parameters = list(inspect.signature(method.call).parameters.values())

    assert {p.kind for p in parameters[data:]} <= {inspect.Parameter.KEYWORD_ONLY}


@each
def test_leaves_its_input_and_the_random_state_alone(method: Sequential) -> None:
    """Nothing is sorted in place, no draw is taken from the global generator."""
    values = CLEAN[:900].copy()
    state = np.random.get_state()[1].copy()  # type: ignore[index, union-attr]  # noqa: NPY002

    first = run(method, values)

    assert np.array_equal(values, CLEAN[:900])
    assert (np.random.get_state()[1] == state).all()  # type: ignore[index]  # noqa: NPY002
    assert str(run(method, values)) == str(first)


@each
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_refused_by_name(method: Sequential, bad: float) -> None:
    """The message names what holds them."""
    values = CLEAN[:900].copy()
    values[7] = bad

    with pytest.raises(ValueError, match=r"(values|current) holds 1 NaN or infinite"):
        run(method, values)


@each
@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one_row(method: Sequential, rows: int) -> None:
    """An alarm waits; the others say that it is too little, or that they know nothing yet."""
    values = CLEAN[1 : 1 + rows]
    if method.gives == "alarm":
        assert run(method, values)[0] == ()
        return
    if rows == 0 or method.name in ("asymptotic", "kernel_betting"):
        with pytest.raises(NotEnoughData, match=r"needs \d+"):
            run(method, values)
        return
    answer = run(method, values)
    if isinstance(answer, EProcess):
        assert answer.value == pytest.approx(1.0)
    elif isinstance(answer, HarmfulShift):
        assert answer.alarm is None
    else:
        assert (answer.lower[0], answer.upper[0]) == (0.0, pytest.approx(1.0, abs=0.05))


@each
def test_constant_values_are_no_alarm(method: Sequential) -> None:
    """Rows of 0 only: no evidence of a higher mean, limits that hold 0, or unknown."""
    values = np.zeros(900)
    if method.name == "asymptotic":
        with pytest.raises(NotEnoughData, match="spread"):
            run(method, values)
        return
    answer = run(method, values)
    if isinstance(answer, ConfidenceSequence):
        assert (answer.lower == 0.0).all()
        assert (answer.upper >= 0.0).all()
    elif isinstance(answer, HarmfulShift):
        assert answer.alarm is None
    elif isinstance(answer, EProcess) and method.name == "risk":
        assert answer.value <= 1.0
    elif method.gives == "alarm":
        assert answer[0] == ()


@each
def test_evidence_grows_with_the_shift(method: Sequential) -> None:
    """Errors are only ever added, so a larger rate never reads as a smaller one."""
    noise = np.random.default_rng(0).random(900)
    if method.name == "kernel_betting":
        noise[:] = np.random.default_rng(0).permutation(900) / 900
    found = [evidence(method, (noise < rate).astype(float)) for rate in (0.1, 0.2, 0.4, 0.8)]

    assert found == sorted(found)
    assert found[0] < found[-1]


@each_function
def test_the_past_is_not_touched_by_the_future(method: Sequential) -> None:
    """What was said after 600 rows is what is said of them when 300 more have come."""
    noise = np.random.default_rng(1).random(900)
    stream = (noise < 0.15).astype(float)

    short, long = run(method, stream[:600]), run(method, stream)

    name = "log_values" if isinstance(short, EProcess) else "lower"
    assert np.array_equal(getattr(short, name), getattr(long, name)[:600])


@each_sequence
def test_value_lies_between_its_limits(method: Sequential) -> None:
    """At every row, shape (n,) as the values."""
    found = run(method, CLEAN)

    assert found.value.shape == found.lower.shape == found.upper.shape == CLEAN.shape
    assert (found.lower <= found.value).all()
    assert (found.value <= found.upper).all()


@each_sequence
def test_a_higher_level_makes_it_wider(method: Sequential) -> None:
    """The narrower one lies inside."""
    narrow, wide = method.call(CLEAN, level=0.8), method.call(CLEAN, level=0.99)

    assert wide.lower[-1] < narrow.lower[-1] < narrow.upper[-1] < wide.upper[-1]


@giving("sequence", "shift")
@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, np.nan])
def test_levels_are_shares(method: Sequential, level: float) -> None:
    """Strictly between 0 and 1."""
    data = (SOURCE, CLEAN) if method.gives == "shift" else (CLEAN,)

    with pytest.raises(ValueError, match="level must"):
        method.call(*data, level=level)


@pytest.mark.parametrize("alarm", [ESR, ECUSUM])
def test_many_rows_in_one_tick(alarm: type[ESR]) -> None:
    """A million rows without excess, then a million of errors: 0 and an alarm, no overflow."""
    detector = alarm(tolerated=0.1, threshold=1e9, unit="tick")

    assert detector.update(np.zeros(1_000_000)) == ()
    assert detector.value >= 0.0
    assert detector.update(np.ones(1_000_000)) == (0,)


@giving("sequence")
def test_many_rows_stay_finite(method: Sequential) -> None:
    """A million rows: limits around the mean, a few hundredths apart at most."""
    options = {"grid": 100} if method.name == "betting" else {}
    rows = np.tile([1.0] + [0.0] * 9, 100_000)

    found = method.call(rows, **options)

    assert found.lower[-1] < 0.1 < found.upper[-1]
    assert found.upper[-1] - found.lower[-1] < 0.03
