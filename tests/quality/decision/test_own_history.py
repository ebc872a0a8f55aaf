from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from watchkeeper.quality.decision import Judged, MeasureName, Why

NAN = float("nan")
MANY = 1e6
# Neighbours that share little: the law of pairs is then much tighter than that of windows.
UNLIKE = [0.2, 0.05, -0.2, -0.05] * 10
STREAM_MEASURES = ("volume", "duplicates")


def name_of(measure: str) -> str:
    """Return the series' name, in column x if it is a column's."""
    return measure if measure in STREAM_MEASURES else f"x.{measure}"


def level(judged: Judged) -> int:
    """Return the level of the first series."""
    return int(judged.level[0])


def why(judged: Judged) -> Why:
    """Return the reason of the first series."""
    return Why(int(judged.why[0]))


@pytest.fixture
def after(windows: Any, start: Any, judge: Any) -> Any:
    """Return a function that judges values of one measure after others were the reference."""

    def run(
        measure: str, reference: list[float], values: list[float], *, rows: float = MANY
    ) -> list[Judged]:
        name = name_of(measure)
        history = start(windows({name: reference}, rows=rows))
        found: list[Judged] = judge(history, windows({name: values}, rows=rows))
        return found

    return run


@pytest.mark.parametrize("measure", ["missing", "mean", "spread", "jump", "volume", "duplicates"])
def test_a_constant_stream_is_silent(measure: str, after: Any) -> None:
    """What never changes is within its limit, from the first window judged."""
    found = after(measure, [0.25] * 31, [0.25] * 40)

    assert {level(judged) for judged in found} == {0}
    assert {why(judged) for judged in found} == {Why.WITHIN}


def test_a_doubled_stream_is_critical(after: Any) -> None:
    """Twice the rows, after a month of equal days."""
    found = after("volume", [7.0] * 40, [7.0 + math.log(2)])

    assert level(found[0]) == 3
    assert found[0].effect[0] == pytest.approx(math.log(2))


def test_a_limit_by_hand(after: Any) -> None:
    """No difference so far: the limit is what rows alone give, halved by the floor of 1/4."""
    judged = after("mean", [0.0] * 31, [0.0], rows=1000.0)[0]

    # 31 windows of reference; each of the last 24 was compared with 7 or more before it.
    variance = 1 / 1000 + 1 / (31 * 1000)
    quantile = stats.t.ppf(1 - 1 / 280, min(24 / 3 - 1, 8))
    assert judged.windows[0] == 24
    assert judged.baseline[0] == 0
    assert judged.limit[0] == pytest.approx(quantile * 0.5 * math.sqrt(variance))


def test_fewer_rows_widen_the_limit(windows: Any, start: Any) -> None:
    """The same stream's next window, with 100 rows instead of 10,000."""
    rng = np.random.default_rng(2)
    history = start(windows({"x.mean": rng.normal(0, 0.01, 60)}, rows=10_000.0))
    few = history.copy().judge(windows({"x.mean": [0.2]}, rows=100.0))
    many = history.copy().judge(windows({"x.mean": [0.2]}, rows=10_000.0))

    assert few.limit[0] > 5 * many.limit[0]
    assert (level(few), level(many)) == (0, 2)


def test_a_share_that_was_always_zero_has_a_limit_above_zero(after: Any) -> None:
    """Half a row is added to what was counted, so that one missing value is no miracle."""
    judged = after("missing", [0.0] * 31, [0.0], rows=100.0)[0]

    assert judged.limit[0] > 0


@pytest.mark.parametrize("measure", ["missing", "unseen", "duplicates"])
@pytest.mark.parametrize(("count", "expected"), [(1, 0), (2, 0), (3, 3), (6, 3)])
def test_a_row_or_two_are_no_finding(
    measure: str, count: int, expected: int, windows: Any, start: Any
) -> None:
    """60 rows a window: 1.7 % is many s.d. where there never was one, and only one row.

    After 40 windows without any, two have a chance of 2 in 10,000, three of 4 in a million;
    1,000 series a day share one false alarm a week.
    """
    name = name_of(measure)
    history = start(windows({name: [0.0] * 40}, rows=60.0), tests_per_week=7000.0)
    found = history.judge(windows({name: [count / 60]}, rows=60.0))

    assert found.off[0] > found.limit[0]
    assert level(found) == expected


def test_one_row_now_and_then_is_no_pair(windows: Any, start: Any, judge: Any) -> None:
    """Two windows in a row with one missing value each, after none in 40."""
    history = start(windows({"x.missing": [0.0] * 40}, rows=60.0), tests_per_week=7000.0)
    found = judge(history, windows({"x.missing": [1 / 60, 1 / 60, 0.0, 1 / 60]}, rows=60.0))

    assert {level(judged) for judged in found} == {0}


@pytest.mark.parametrize(("last", "expected"), [(0.99, 0), (1.0, 3)])
def test_a_column_without_any_value_is_found_whatever_was_before(
    last: float, expected: int, after: Any
) -> None:
    """Gaps of 97 % now and then put the limit beyond 1; all missing is a loss all the same."""
    gaps = [0.97 if day % 9 == 0 else 0.02 for day in range(60)]
    found = after("missing", gaps, [last])

    assert found[0].limit[0] > 1.0
    assert level(found[0]) == expected
    assert why(found[0]) == (Why.ALL if expected else Why.WITHIN)


def test_a_column_that_is_mostly_missing_may_be_so_altogether(after: Any) -> None:
    """Three quarters are missing as a rule."""
    found = after("missing", [0.7, 0.8, 0.75, 0.9] * 15, [1.0])

    assert why(found[0]) is not Why.ALL


def test_the_largest_difference_remembered_counts(after: Any) -> None:
    """One day of the reference stood out by 1: another one is news beyond 1.25 only."""
    reference = [0.0] * 20 + [1.0] + [0.0] * 60
    below, above = after("mean", reference, [1.2]), after("mean", reference, [1.35])

    assert below[0].limit[0] == pytest.approx(1.25 * below[0].largest[0])
    assert (level(below[0]), level(above[0])) == (0, 2)


@pytest.mark.parametrize(
    ("measure", "warning", "critical"),
    [
        ("missing", 0.005, 0.02),
        ("unseen", 0.002, 0.02),
        ("duplicates", 0.005, 0.02),
        ("mean", 0.1, 0.25),
        ("spread", math.log(1.2), math.log(1.5)),
        ("jump", 0.5, 1.0),
        ("volume", math.log(1.1), math.log(1.5)),
    ],
)
def test_the_effect_decides_how_loud(
    measure: MeasureName, warning: float, critical: float, after: Any
) -> None:
    """With so many rows everything is significant: the tolerance alone decides."""
    for effect, expected in (
        (0.99 * warning, 0),
        (1.01 * warning, 2),
        (0.99 * critical, 2),
        (1.01 * critical, 3),
    ):
        # A cap on critical (1.5 L) is far below: the limit is a thousandth of the tolerance.
        found = after(measure, [0.25] * 40, [0.25 + effect], rows=1e9)
        assert level(found[0]) == expected


@pytest.mark.parametrize("measure", ["missing", "unseen", "duplicates", "jump"])
def test_a_fall_of_what_is_judged_by_increases_is_fine(measure: str, after: Any) -> None:
    """Fewer missing values are no fault, however unusual, one window or many."""
    found = after(measure, [0.5] * 40, [0.1] * 3)

    assert [level(judged) for judged in found] == [0, 0, 0]


@pytest.mark.parametrize("measure", ["mean", "spread", "volume"])
def test_a_fall_of_the_others_is_found(measure: str, after: Any) -> None:
    """Down is as far as up."""
    assert level(after(measure, [0.5] * 40, [-0.5])[0]) == 3


def test_two_windows_in_a_row_are_a_finding_where_one_is_not(after: Any) -> None:
    """Both below the limit, both up, and together further than pairs ever were."""
    first, second = after("mean", UNLIKE, [0.5, 0.5])

    assert first.off[0] < first.limit[0]
    assert second.off[0] < second.limit[0]
    assert (why(first), why(second)) == (Why.WITHIN, Why.PAIR)


def test_a_window_up_and_one_down_are_no_pair(after: Any) -> None:
    """They do not point the same way."""
    assert [level(judged) for judged in after("mean", UNLIKE, [0.5, -0.5])] == [0, 0]


def test_a_gap_between_them_makes_no_pair(after: Any) -> None:
    """The window before the second had no value."""
    found = after("mean", UNLIKE, [0.5, NAN, 0.5])

    assert [level(judged) for judged in found] == [0, 1, 0]


def test_jumps_do_not_pair(after: Any) -> None:
    """A restless day follows a restless day."""
    found = after("jump", [1.0 + 2 * value for value in UNLIKE], [1.9, 1.9])

    assert found[1].off[0] < found[1].limit[0]
    assert [level(judged) for judged in found] == [0, 0]


def test_what_keeps_an_incident_open_is_less_than_what_opens_it(after: Any) -> None:
    """0.085 s.d. is below the tolerance of 0.1, but not below 0.8 of it."""
    alone = after("mean", [0.0] * 40, [0.085])
    behind = after("mean", [0.0] * 40, [0.2, 0.085, 0.075])

    assert level(alone[0]) == 0
    assert [level(judged) for judged in behind] == [2, 2, 0]
    assert [int(judged.open_for[0]) for judged in behind] == [1, 2, 0]


def test_nothing_is_critical_on_little_history_unless_gross(after: Any) -> None:
    """The first difference was known after 7 windows: 27 of them, then 28."""
    for windows, expected in ((34, 2), (35, 3)):
        judged = after("mean", [0.0] * windows, [2.0])[0]
        assert judged.windows[0] == windows - 7
        assert level(judged) == expected
    assert level(after("mean", [0.0] * 34, [11.0])[0]) == 3


def test_little_history_is_unknown(after: Any) -> None:
    """Last week's baseline exists from the fourth window on: 13 differences known, then 14."""
    short, enough = after("mean", [0.0] * 16, [0.5]), after("mean", [0.0] * 17, [0.5])

    assert (level(short[0]), why(short[0])) == (1, Why.LITTLE_HISTORY)
    assert (level(enough[0]), why(enough[0])) == (2, Why.SINGLE)


@pytest.mark.parametrize("measure", ["missing", "mean", "spread", "jump", "integer", "constant"])
def test_few_rows_are_unknown(measure: str, after: Any) -> None:
    """29 rows, whatever they say; 30 are judged."""
    reference = [0.25] * 60
    few = after(measure, reference, [0.25], rows=29.0)
    enough = after(measure, reference, [0.25], rows=30.0)

    assert (level(few[0]), why(few[0])) == (1, Why.FEW_ROWS)
    assert level(enough[0]) == 0


def test_few_rows_do_not_silence_the_volume(after: Any) -> None:
    """That there are few is what it is about."""
    judged = after("volume", [math.log(1000.0)] * 40, [math.log(20.0)], rows=20.0)[0]

    assert level(judged) == 3


@pytest.mark.parametrize(
    "measure", ["missing", "unseen", "mean", "spread", "jump", "integer", "constant", "volume"]
)
def test_no_value_is_unknown_and_never_ok(measure: str, after: Any) -> None:
    """NaN compares with nothing, so it must not fall through to "within"; nor is it kept."""
    found = after(measure, [0.25] * 40, [NAN] * 3 + [0.25])

    assert [level(judged) for judged in found] == [1, 1, 1, 0]
    assert [why(judged) for judged in found[:3]] == [Why.NO_VALUE] * 3


def test_days_that_differ_by_themselves_need_half_as_much_again(after: Any) -> None:
    """Beyond the limit is a warning, beyond 1.5 limits critical, at any tolerance."""
    restless = [0.5, -0.5, 0.4, -0.4] * 10
    limit = after("mean", restless, [0.0])[0].limit[0]
    loud = [level(after("mean", restless, [factor * limit])[0]) for factor in (0.9, 1.2, 1.7)]

    assert limit > 0.25
    assert loud == [0, 2, 3]


def test_rows_alone_need_no_cap(after: Any) -> None:
    """The days differ as independent rows do: beyond the limit is critical at once."""
    rng = np.random.default_rng(5)
    reference = rng.normal(0, 0.1, 60).tolist()
    limit = after("mean", reference, [0.0], rows=100.0)[0].limit[0]

    assert limit > 0.25
    assert level(after("mean", reference, [1.2 * limit], rows=100.0)[0]) == 3


def test_the_jump_is_not_judged_after_an_incident(windows: Any, start: Any, judge: Any) -> None:
    """Back from Celsius is a jump too; without the incident it would be found."""
    history = start(windows({"x.mean": [0.0] * 40, "x.jump": [0.2] * 40}, rows=MANY))
    there_and_back = windows({"x.mean": [5.0, 0.0, 0.0], "x.jump": [5.0, 5.0, 5.0]}, rows=MANY)
    first, back, later = judge(history, there_and_back)

    assert first.level.tolist() == [3, 3]
    assert (int(back.level[1]), Why(int(back.why[1]))) == (1, Why.AFTER_INCIDENT)
    assert int(later.level[1]) == 3


def test_the_way_back_is_not_remembered(windows: Any, start: Any, judge: Any) -> None:
    """A second change of unit is as much news as the first one."""
    history = start(windows({"x.mean": [0.0] * 40, "x.jump": [0.2] * 40}, rows=MANY))
    celsius = windows({"x.mean": [5.0, 0.0, 0.0], "x.jump": [8.0, 8.0, 0.2]}, rows=MANY)
    judge(history, celsius)
    again = history.judge(celsius.window(2))

    # The incident's own step is, once and clipped, but not the way back.
    assert again.limit[1] < 1.0
    assert again.expected[1] == pytest.approx(0.2)


def test_weekdays_are_compared_with_weekdays(after: Any) -> None:
    """A stream with a quiet weekend, exact each week: no finding, and the right baseline."""
    week = [1.0, 1.1, 1.2, 1.1, 1.3, -2.0, -3.0]
    found = after("volume", week * 5, week * 2)

    assert {level(judged) for judged in found} == {0}
    assert {int(judged.baseline[0]) for judged in found} == {2}


def test_slow_seasons_are_compared_with_last_week(after: Any) -> None:
    """Each day .05 s.d. warmer: last week is nearer than the reference."""
    warming = [0.05 * day for day in range(80)]
    found = after("mean", warming[:40], warming[40:])

    assert {level(judged) for judged in found} == {0}
    assert int(found[-1].baseline[0]) == 1
