"""Forms of a series, fitted."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
import ruptures

from watchkeeper.stats.shape import FORMS, Fit
from watchkeeper.stats.shape.forms import none, pulse, ramp, step, weekly

N = 60
day = np.arange(N)
NOISE = np.random.default_rng(7).normal(size=N)


def left_by(design: np.ndarray, values: np.ndarray) -> float:
    """Return the residual sum of squares of the best combination of columns."""
    found = np.linalg.lstsq(design, values, rcond=None)[0]
    return float(np.square(values - design @ found).sum())


@pytest.mark.parametrize("seed", range(5))
def test_step_ramp_and_pulse_try_every_place(seed: int) -> None:
    """The least sum of squares over all places that leave three values on each side."""
    values = np.random.default_rng(seed).normal(size=N).cumsum() / 3
    one = np.ones(N)
    steps = {a: left_by(np.stack([one, day >= a], 1), values) for a in range(3, N - 2)}
    ramps = {
        a: left_by(np.stack([one, np.maximum(day - a, 0)], 1), values) for a in range(2, N - 3)
    }
    pulses = {
        (a, b): left_by(np.stack([one, (day >= a) & (day < b)], 1), values)
        for a, b in itertools.combinations(range(3, N - 2), 2)
        if b - a >= 3
    }

    found = step(values, 7), ramp(values, 7), pulse(values, 7)

    assert found[0].rss == pytest.approx(min(steps.values()))
    assert found[0].start == min(steps, key=lambda a: steps[a])
    assert found[1].rss == pytest.approx(min(ramps.values()))
    assert found[1].start == min(ramps, key=lambda a: ramps[a]) + 1
    assert found[2].rss == pytest.approx(min(pulses.values()))
    assert (found[2].start, found[2].end) == min(pulses, key=lambda ab: pulses[ab])


def test_week_is_a_regression_on_one_harmonic() -> None:
    """The same sum of squares as sine and cosine give."""
    values = NOISE + 2 * np.sin(2 * np.pi * day / 7 + 1)
    angle = 2 * np.pi * day / 7
    design = np.stack([np.ones(N), np.sin(angle), np.cos(angle)], 1)

    assert weekly(values, 7).rss == pytest.approx(left_by(design, values))


@pytest.mark.parametrize("seed", range(5))
def test_step_is_where_ruptures_has_it(seed: int) -> None:
    """One change-point by dynamic programming."""
    values = np.random.default_rng(seed).normal(size=N) + (day >= 20 + 3 * seed)
    oracle = ruptures.Dynp(model="l2", min_size=1, jump=1).fit(values).predict(n_bkps=1)

    assert step(values, 7).start == oracle[0]


@pytest.mark.parametrize(
    ("fit", "values", "expected"),
    [
        (none, np.full(N, 3.0), (3.0, 0.0, None, None)),
        (step, np.where(day < 25, 3.0, 5.0), (3.0, 2.0, 25, None)),
        (ramp, 3 + 0.5 * np.maximum(day - 24, 0), (3.0, 0.5, 25, None)),
        (weekly, 3 + 2 * np.cos(2 * np.pi * (day - 4) / 7), (3.0, 2.0, 4.0, None)),
        (pulse, np.where((day >= 25) & (day < 31), 5.0, 3.0), (3.0, 2.0, 25, 31)),
    ],
    ids=["none", "step", "ramp", "weekly", "pulse"],
)
def test_what_is_there_is_found(
    fit: Callable[[np.ndarray, int], Fit],
    values: np.ndarray,
    expected: tuple[float, float, float | None, int | None],
) -> None:
    """Level, size, start and end of a form without noise; nothing is left."""
    found = fit(values, 7)

    assert (found.level, found.size, found.start, found.end) == pytest.approx(expected)
    assert found.rss == pytest.approx(0.0, abs=1e-18)


def test_falls_are_negative() -> None:
    """A step, a ramp and a pulse down."""
    falls = (
        step(np.where(day < 25, 5.0, 3.0), 7),
        ramp(3 - 0.5 * np.maximum(day - 24, 0), 7),
        pulse(np.where((day >= 25) & (day < 31), 1.0, 3.0), 7),
    )

    assert [fall.size for fall in falls] == pytest.approx([-2.0, -0.5, -2.0])


def test_long_series_are_searched_in_blocks() -> None:
    """Two thousand values: the pulse lies far behind the first block."""
    values = np.random.default_rng(1).normal(size=2000)
    values[1500:1520] += 6

    found = pulse(values, 7)

    assert (found.start, found.end) == (1500, 1520)


def test_offsets_do_not_cost_digits() -> None:
    """Epoch seconds: the same places as without them, and the same residue."""
    for form in FORMS:
        plain, far = form.fit(NOISE, 7), form.fit(NOISE + 1.7e9, 7)
        assert far.start == pytest.approx(plain.start, abs=1e-6)
        assert far.rss == pytest.approx(plain.rss, rel=1e-5)
