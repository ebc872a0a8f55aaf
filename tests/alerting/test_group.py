from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.alerting.group import ECHO, Group, group
from watchkeeper.model import Level, Window
from watchkeeper.model.deviation import Check, Deviation


def told(groups: tuple[Group, ...]) -> list[tuple[Any, ...]]:
    """Return roots with the days that are evidence and those that are muted."""
    return [(g.root.name, len(g.evidence), len(g.muted)) for g in groups]


def test_one_column_over_days_is_one_incident(made: Any) -> None:
    """Five days in a row are told once."""
    one = made.only(made.days(3, 8))

    assert (one.root.kind, one.root.name, len(one.evidence)) == ("column", "temp", 5)
    assert (one.started_at, one.last_seen) == (made.at(3), made.at(8))


@pytest.mark.parametrize(("next_day", "incidents"), [(2, 1), (4, 1), (5, 2)])
def test_two_quiet_windows_do_not_end_it_three_do(made: Any, next_day: int, incidents: int) -> None:
    """After day 1: nothing, two quiet days, three."""
    assert len(group([made.deviation(1), made.deviation(next_day)])) == incidents


def test_columns_of_one_source_are_one_incident(made: Any) -> None:
    """The feed is at fault, not its columns."""
    feed = [made.deviation(1, name, source="weather") for name in ("temp", "wind", "rain")]

    one = made.only(feed)

    assert (one.root.kind, one.root.name) == ("source", "weather")


def test_a_source_is_one_root_across_models(made: Any) -> None:
    """Both models are named."""
    both = [made.deviation(1, model=name, source="weather") for name in ("flights", "trains")]

    assert made.only(both).models == ("flights", "trains")


def test_the_same_column_of_two_models_is_two_incidents(made: Any) -> None:
    """Without a declared source nobody knows that they are the same."""
    assert len(group([made.deviation(1, model=name) for name in ("flights", "trains")])) == 2


def test_environments_are_never_mixed(made: Any) -> None:
    """A shadow's fault is not production's."""
    both = [made.deviation(1, environment=name) for name in ("production", "shadow")]

    assert len(group(both)) == 2


@pytest.mark.parametrize(("later", "incidents"), [(0, 1), (1, 1), (2, 2)])
def test_columns_that_break_together_are_one_incident(
    made: Any, later: int, incidents: int
) -> None:
    """In the same window or the next: two in a row may be needed to find a fault."""
    celsius = made.deviation(1, "temp", alarms=("jump", "mean"), source="weather")
    missing = made.deviation(1 + later, "dep_delay", "missing")

    found = group([celsius, missing])

    assert len(found) == incidents
    assert (found[0].root.name == "data of flights") == (incidents == 1)


def test_columns_that_drift_together_stay_apart(made: Any) -> None:
    """Drift is the world's: two columns are two stories."""
    assert len(group([made.deviation(1, "temp"), made.deviation(1, "seats")])) == 2


def test_a_fault_mutes_the_drift_of_its_column(made: Any) -> None:
    """From its first day on, with the reason; drift of another column is told."""
    faults = made.days(2, 4, "temp", "missing", source="weather")
    drift = made.days(1, 4, "temp", source="weather")
    other = made.days(2, 4, "wind", source="weather")

    one = made.only([*faults, *drift, *other])

    assert {m.because for m in one.muted} == {"follows from temp (missing)"}
    assert sorted(m.deviation.window.start for m in one.muted) == [made.at(2), made.at(3)]


def test_muted_drift_keeps_its_incident_open(made: Any) -> None:
    """The column is not well while it drifts."""
    one = made.only([made.deviation(1, alarms=("jump",)), *made.days(2, 5)])

    assert (len(one.evidence), one.last_seen) == (1, made.at(5))


def test_a_fault_mutes_performance_that_begins_while_it_lasts(made: Any) -> None:
    """And the drift of the answers; what began before it is not its doing."""
    fault = made.days(2, 5, "temp", "missing", level=Level.CRITICAL)
    falls = made.days(3, 5, "roc_auc", "performance", kind="metric", level=Level.CRITICAL)
    score = made.days(2, 4, "score", kind="score")
    before = made.days(1, 5, "seats", "drift")

    assert told(group([*fault, *falls, *score])) == [("temp", 3, 4)]
    assert told(group([*fault, *before])) == [("seats", 4, 0), ("temp", 3, 0)]


def test_performance_that_fell_before_is_an_incident_of_its_own(made: Any) -> None:
    """A day earlier than the fault."""
    fault = made.days(2, 5, "temp", "missing", level=Level.CRITICAL)
    falls = made.days(1, 5, "roc_auc", "performance", kind="metric")

    assert told(group([*fault, *falls])) == [("performance of flights", 4, 0), ("temp", 3, 0)]


def test_a_fault_never_mutes_what_is_louder(made: Any) -> None:
    """A warning about a column does not hide a critical loss."""
    fault = made.days(1, 3, "temp", "missing")
    falls = made.days(1, 3, "roc_auc", "performance", kind="metric", level=Level.CRITICAL)

    assert len(group([*fault, *falls])) == 2


def test_a_loss_that_outlives_the_fault_is_told(made: Any) -> None:
    """Metrics look back, so some windows are allowed; then it stands alone."""
    fault = [made.deviation(1, "temp", "missing", level=Level.CRITICAL)]
    falls = made.days(1, 10, "roc_auc", "performance", kind="metric")

    found = group([*fault, *falls])

    assert told(found) == [("temp", 1, 1 + ECHO), ("performance of flights", 8 - ECHO, 0)]


def test_metrics_of_a_model_are_one_incident(made: Any) -> None:
    """However many fall."""
    names = ("roc_auc", "f1", "brier")
    falls = [made.deviation(1, name, "performance", kind="metric") for name in names]

    assert made.only(falls).root.name == "performance of flights"


def test_rows_and_age_have_roots_of_their_own(made: Any) -> None:
    """A version that grows old does not swallow a stream that falls silent."""
    found = group(
        [
            made.deviation(1, "stream", "activity", kind="model"),
            made.deviation(1, "stream", "volume", kind="model"),
            made.deviation(1, "version", "staleness", kind="model"),
        ]
    )

    assert [g.root.name for g in found] == ["age of flights", "rows of flights"]


SUBJECTS = [
    *(("temp", "feature", m) for m in ("drift", "missing", "constant")),
    *(("seats", "feature", m) for m in ("drift", "missing")),
    ("score", "score", "drift"),
    *((m, "metric", "performance") for m in ("roc_auc", "f1")),
    ("stream", "model", "volume"),
]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int, int]]:
    """Draw which subject deviates on which day, and how loud."""
    one = st.tuples(st.integers(0, 20), st.integers(0, len(SUBJECTS) - 1), st.integers(0, 1))
    return draw(st.lists(one, max_size=40, unique_by=lambda t: t[:2]))


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_the_findings_does_not_matter(
    made: Any, history: list[tuple[int, int, int]], random: Any
) -> None:
    """And each deviation is counted to exactly one incident, once."""
    levels = (Level.WARNING, Level.CRITICAL)
    given_ = [
        made.deviation(day, SUBJECTS[s][0], SUBJECTS[s][2], kind=SUBJECTS[s][1], level=levels[lv])
        for day, s, lv in history
    ]
    shuffled = list(given_)
    random.shuffle(shuffled)

    found = group(given_)

    assert group(shuffled) == found
    counted = [d for g in found for d in (*g.evidence, *(m.deviation for m in g.muted))]
    assert sorted(map(key_of, counted)) == sorted(map(key_of, given_))


def key_of(deviation: Deviation) -> tuple[Window, str, str]:
    """Return what tells a deviation from the others here."""
    check: Check = deviation.check
    return deviation.window, check.subject, check.monitor
