"""State, cuts and refusals of the sequential alarms."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.sequential import ECUSUM, ESR, Inclusion

each_alarm = pytest.mark.parametrize("alarm", [ESR, ECUSUM])
SETTINGS: list[dict[str, Any]] = [
    {"tolerated": 0.1, "threshold": 50.0},
    {"tolerated": 0.1, "threshold": 50.0, "unit": "tick"},
    {"tolerated": 0.7, "threshold": 50.0, "scale": 7.0},
    {"tolerated": 0.1, "threshold": 50.0, "inclusion": Inclusion(mean=0.2, lowest=0.1)},
]
each_setting = pytest.mark.parametrize("setting", SETTINGS)
ERRORS = (np.random.default_rng(3).random(400) < 0.3).astype(float)


@each_alarm
@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.get("unit") != "tick"])
def test_any_cut_of_a_stream_raises_the_same_alarms(
    alarm: type[ESR], setting: dict[str, Any]
) -> None:
    """One call with all rows, a few, or one for each: the same places and the same floats."""
    values = ERRORS * 7
    whole, single, uneven = alarm(**setting), alarm(**setting), alarm(**setting)

    places = whole.update(values)

    assert places == tuple(i for i, x in enumerate(values) if single.update([x]))
    cuts = [(0, 7), (7, 301), (301, 301), (301, 400)]
    assert list(places) == [a + i for a, b in cuts for i in uneven.update(values[a:b])]
    assert whole.save() == single.save() == uneven.save()
    assert len(places) > 3


@each_alarm
@each_setting
def test_state_goes_through_json(alarm: type[ESR], setting: dict[str, Any]) -> None:
    """A process that reads it goes on to the last bit."""
    stays = alarm(**{**setting, "threshold": np.int64(setting["threshold"])})
    stays.update(ERRORS[:50])

    goes = alarm.restore(json.loads(json.dumps(stays.save(), allow_nan=False)))

    for start in range(50, 400, 10):
        assert goes.update(ERRORS[start : start + 10]) == stays.update(ERRORS[start : start + 10])
    assert goes.save() == stays.save()
    assert goes.setting == stays.setting


@each_alarm
def test_a_tick_is_one_step_whatever_it_holds(alarm: type[ESR]) -> None:
    """Three rows or none: steps count the calls."""
    detector = alarm(tolerated=0.1, threshold=1e6, unit="tick")

    for batch in ([0.0, 1.0, 0.0], [], [1.0]):
        detector.update(batch)

    assert detector.steps == 3


@each_alarm
def test_a_tick_of_many_bad_rows_overflows_into_an_alarm(alarm: type[ESR]) -> None:
    """Twenty thousand errors in one tick: infinite evidence, then a finite state."""
    detector = alarm(tolerated=0.1, threshold=1e6, unit="tick")

    assert detector.update(np.ones(20_000)) == (0,)
    assert detector.value == 0.0
    assert detector.steps == 0


@each_alarm
def test_a_long_good_time_does_not_delay(alarm: type[ESR]) -> None:
    """After 100,000 rows without error the alarm comes as soon as in a fresh one."""
    fresh, old = (alarm(tolerated=0.1, threshold=500) for _ in range(2))
    old.update(np.zeros(100_000))

    delays = [detector.update(np.ones(60))[0] for detector in (fresh, old)]

    assert abs(delays[0] - delays[1]) <= 1


@each_alarm
def test_blocks_do_not_show(alarm: type[ESR]) -> None:
    """More rows than fit one block of factors: as in single calls of a block each."""
    rows = np.tile([0.0, 0.0, 0.0, 1.0, 0.0], 30_000)
    whole, cut = (alarm(tolerated=0.15, threshold=1e5) for _ in range(2))

    places = whole.update(rows)

    assert places == tuple(
        s + i for s in range(0, rows.size, 50_000) for i in cut.update(rows[s : s + 50_000])
    )
    assert whole.save() == cut.save()


@each_alarm
def test_units_of_the_loss_do_not_matter(alarm: type[ESR]) -> None:
    """Dollars or cents, with the scale in the same unit: the same alarms."""
    losses = np.random.default_rng(5).exponential(30, size=2000)
    dollars = alarm(tolerated=20, threshold=100, scale=30)
    cents = alarm(tolerated=2000, threshold=100, scale=3000)

    assert dollars.update(losses) == cents.update(100 * losses) != ()


@each_alarm
def test_what_cannot_be_is_refused(alarm: type[ESR]) -> None:
    """A loss below 0, or a term below what the inclusion allows, names both numbers."""
    with pytest.raises(ValueError, match=r"values holds -0\.2, below 0, the lowest"):
        alarm(tolerated=0.1, threshold=50).update([0.5, -0.2])
    detector = alarm(tolerated=0.1, threshold=50, inclusion=Inclusion(mean=0.2, lowest=0.1))
    detector.update([-9.9])
    with pytest.raises(ValueError, match="under this inclusion"):
        detector.update([-17.0])


@each_alarm
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"tolerated": 0.0}, "tolerated must be > 0"),
        ({"tolerated": np.nan}, "tolerated must be a finite"),
        ({"threshold": 1.0}, "threshold must be > 1"),
        ({"threshold": np.inf}, "threshold must be a finite"),
        ({"scale": -1.0}, "scale must be > 0"),
        ({"unit": "day"}, "unit must be 'row' or 'tick', got 'day'"),
    ],
)
def test_wrong_settings_are_refused(alarm: type[ESR], wrong: dict[str, Any], says: str) -> None:
    """The message names the setting."""
    with pytest.raises(ValueError, match=says):
        alarm(**{"tolerated": 0.1, "threshold": 50.0, **wrong})


@each_alarm
@pytest.mark.parametrize("levels", [[1.0], [1.0] * 6, [1.0, 1.0, 1.0, 1.0, -1.0], [np.nan] * 5])
def test_a_broken_state_is_refused(alarm: type[ESR], levels: list[float]) -> None:
    """Five levels, none below 0."""
    state = alarm(tolerated=0.1, threshold=50).save()

    with pytest.raises(ValueError, match="levels"):
        alarm.restore({**state, "levels": levels})
