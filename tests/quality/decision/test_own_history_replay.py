"""Judging again, apart, in parts, or from a copy: the same answers."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from watchkeeper.quality.decision import Judged, WindowSeries


def noise(seed: int, columns: tuple[str, ...]) -> dict[str, list[float]]:
    """Return 130 windows of every measure for *columns*, with incidents here and there."""
    rng = np.random.default_rng(seed)
    values: dict[str, list[float]] = {}
    for column in columns:
        for measure in ("missing", "mean", "spread", "jump", "integer", "constant"):
            days = np.abs(rng.normal(0.3, 0.05, 130))
            days[rng.choice(np.arange(35, 130), 4)] += 2.0
            if measure in ("integer", "constant"):
                days = (days > 1.0).astype(float)
            values[f"{column}.{measure}"] = days.tolist()
    return values


def same(one: Judged, other: Judged) -> bool:
    """Return whether two answers are equal in every number."""
    return all(
        np.array_equal(getattr(one, f.name), getattr(other, f.name), equal_nan=f.name != "keys")
        for f in fields(Judged)
        if f.name != "keys"
    )


def cut(series: WindowSeries, first: int, end: int) -> WindowSeries:
    """Return the windows [first, end)."""
    part = slice(first, end)
    return replace(
        series,
        value=series.value[part],
        rows=series.rows[part],
        variance=series.variance[part],
        shape=series.shape[part],
    )


def test_columns_are_judged_apart(windows: Any, start: Any, judge: Any) -> None:
    """What one column's incidents do is the same with another column beside it."""
    both = windows(noise(1, ("x", "y")))
    alone = windows(noise(1, ("x",)))
    together = judge(start(cut(both, 0, 31)), cut(both, 31, 130))
    apart = judge(start(cut(alone, 0, 31)), cut(alone, 31, 130))

    assert [judged.level[:6].tolist() for judged in together] == [
        judged.level.tolist() for judged in apart
    ]
    assert any((judged.level >= 2).any() for judged in apart)


def test_a_replay_gives_the_same_answers(windows: Any, start: Any, judge: Any) -> None:
    """Judged twice from the start, and once more from a copy taken half way."""
    series = windows(noise(2, ("x",)))
    reference, stream = cut(series, 0, 31), cut(series, 31, 130)
    first, second = judge(start(reference), stream), judge(start(reference), stream)
    history = start(reference)
    judge(history, cut(stream, 0, 50))
    resumed = judge(history.copy(), cut(stream, 50, 99))

    assert all(same(a, b) for a, b in zip(first, second, strict=True))
    assert all(same(a, b) for a, b in zip(first[50:], resumed, strict=True))


def test_a_copy_is_independent(windows: Any, start: Any, judge: Any) -> None:
    """What the copy saw, the original has not, and the other way round."""
    series = windows(noise(3, ("x",)))
    reference, stream = cut(series, 0, 31), cut(series, 31, 130)
    history = start(reference)
    what_if = history.copy()
    fault = windows({name: [9.0] * 9 for name in noise(3, ("x",))})
    judge(what_if, fault)
    untouched = judge(history.copy(), stream)
    judge(history, fault)
    untouched_too = judge(start(reference), stream)

    assert all(same(a, b) for a, b in zip(untouched, untouched_too, strict=True))


def test_windows_are_left_alone(windows: Any, start: Any, judge: Any) -> None:
    """Series are shared with the report, so nothing may be changed in place."""
    series = windows(noise(4, ("x",)))
    before = [np.array(getattr(series, name)) for name in ("value", "rows", "variance", "shape")]
    judge(start(cut(series, 0, 31)), cut(series, 31, 130))
    after_all = [getattr(series, name) for name in ("value", "rows", "variance", "shape")]

    assert all(np.array_equal(a, b) for a, b in zip(before, after_all, strict=True))


def test_an_answer_does_not_change_when_more_is_judged(
    windows: Any, start: Any, judge: Any
) -> None:
    """Findings are kept while the fold goes on: their arrays are their own."""
    series = windows(noise(5, ("x",)))
    history = start(cut(series, 0, 31))
    first = history.judge(series.window(31))
    kept = Judged(**{f.name: getattr(first, f.name) for f in fields(Judged)})
    copied = replace(
        kept,
        **{f.name: np.array(getattr(kept, f.name)) for f in fields(Judged) if f.name != "keys"},
    )
    judge(history, cut(series, 32, 130))

    assert same(first, copied)
