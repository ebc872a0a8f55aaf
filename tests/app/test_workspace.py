"""A workspace by its public door: what is recorded, judged and answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError, NotFound, RunFailed, StoreError
from watchkeeper.model import Level, Window

MakeLab = Callable[..., Any]


def test_the_whole_road(lab: Any) -> None:
    """Recorded, labelled, judged: each day is a window with findings and metrics."""
    lab.pass_days(0, 3)

    volume = lab.findings(monitor="volume")
    assert [f.window_start for f in volume] == [lab.day(n) for n in range(3)]
    assert {f.level for f in volume} == {Level.OK}
    assert {(f.model, f.version, f.environment) for f in volume} == {("flights", "1", "production")}
    accuracy = lab.ws.metrics("flights", "accuracy")
    assert [(m.n, m.n_labelled) for m in accuracy] == [(120, 120)] * 3
    assert lab.ws.rows("flights") == 360


def test_running_again_changes_nothing(lab: Any) -> None:
    """Not in this process, and not in one that knows nothing of it."""
    lab.pass_days(0, 3)
    before = lab.findings()

    assert lab.ws.run().windows == 0
    with lab.again() as other:
        assert other.run().windows == 0
        assert other.findings("flights") == before
    assert lab.findings() == before


def test_one_run_at_the_end_finds_the_same(make_lab: MakeLab) -> None:
    """Whether days are judged as they come or all at once."""
    daily, at_once = make_lab("daily"), make_lab("at-once")
    daily.pass_days(0, 4)
    for number in range(4):
        at_once.clock.advance(at_once.day(number + 1))
        at_once.log(at_once.rows(number))
        at_once.label(at_once.rows(number))
    at_once.ws.run()

    of_rows = {"monitor": "drift"}
    assert daily.results(**of_rows) == at_once.results(**of_rows)
    assert daily.results(monitor="missing") == at_once.results(monitor="missing")
    assert daily.ws.metrics("flights").to_dicts() == at_once.ws.metrics("flights").to_dicts()


def test_a_window_is_judged_when_the_clock_has_passed_it(lab: Any) -> None:
    """A day in progress is no window; `until` in the past judges less."""
    lab.clock.advance(lab.day(1) + timedelta(hours=23))
    for number in (0, 1):
        lab.log(lab.rows(number))

    assert lab.ws.run(until=lab.day(1) - timedelta(seconds=1)).windows == 0
    assert lab.ws.run().windows == 1
    assert {f.window_end for f in lab.findings()} == {lab.day(1)}
    assert lab.to(2).windows == 1


def test_a_ruined_column_is_found_on_its_day(lab: Any) -> None:
    """And its level, monitor and subject can be asked for."""
    lab.pass_days(0, 2)
    rows = lab.rows(2)
    ruined = rows.set_column(2, "x", pa.nulls(rows.num_rows, pa.float64()))
    lab.log(ruined)
    lab.to(3)

    (found,) = lab.findings(level="critical", subject="x")
    assert (found.monitor, found.window_start) == ("missing", lab.day(2))
    assert lab.findings(level="critical", subject="p") == []
    assert lab.findings(subject="x", monitor="missing")[-1] == found
    assert all(f.level is Level.UNKNOWN for f in lab.findings(level="unknown"))


def test_a_day_without_rows_is_judged_too(lab: Any) -> None:
    """Silence is a finding: the last version's windows go on without rows."""
    lab.pass_days(0, 2)
    lab.to(4)

    levels = {f.window_start: f.level for f in lab.findings(monitor="volume")}
    assert levels[lab.day(2)] is Level.CRITICAL
    assert levels[lab.day(3)] is Level.CRITICAL


# -- labels -----------------------------------------------------------------------------


def test_late_labels_re_open_their_windows(lab: Any) -> None:
    """As reported then, and as known now: both answers stay."""
    for number in (0, 1):
        lab.log(lab.rows(number))
    lab.to(2)
    first = lab.findings(monitor="performance")
    lab.clock.advance(lab.day(5))
    lab.label(lab.rows(0))
    summary = lab.ws.run()

    now = {f.window_start: f for f in lab.findings(monitor="performance", subject="accuracy")}
    assert now[lab.day(0)].value is not None
    assert now[lab.day(0)].known_at == lab.day(5)
    assert summary.levels[Level.OK] > 0
    assert lab.findings(monitor="performance", known_at=lab.day(2)) == first
    assert {f.value for f in first} == {None}
    # What labels do not touch is not judged again.
    assert {f.known_at for f in lab.findings(monitor="drift") if f.window_end <= lab.day(2)} == {
        lab.day(2)
    }


def test_metrics_as_known_at_a_time(lab: Any) -> None:
    """They use the labels that had been received by then."""
    lab.log(lab.rows(0))
    lab.clock.advance(lab.day(1))
    lab.label(lab.rows(0).slice(0, 60))
    lab.clock.advance(lab.day(2))
    lab.label(lab.rows(0).slice(60))
    lab.ws.run()

    (then,) = lab.ws.metrics("flights", "accuracy", known_at=lab.day(1))
    (now,) = lab.ws.metrics("flights", "accuracy")
    assert (then.n_labelled, now.n_labelled) == (60, 120)


def test_a_corrected_label_replaces_the_first(lab: Any) -> None:
    """The metric follows it, and the window is judged anew."""
    rows = lab.rows(0)
    right = rows.set_column(rows.column_names.index("y"), "y", rows["answer"])
    lab.log(rows)
    lab.clock.advance(lab.day(1))
    lab.label(rows)
    lab.ws.run()
    (before,) = lab.ws.metrics("flights", "accuracy")
    lab.clock.advance(lab.day(2))
    lab.label(right, after_hours=30)
    lab.ws.run()

    (after,) = [m for m in lab.ws.metrics("flights", "accuracy") if m.n]
    assert before.value < 1.0
    assert (after.value, after.n_labelled) == (1.0, 120)
    judged = lab.findings(monitor="performance", subject="accuracy")
    assert judged[0].known_at == lab.day(2)


def test_labels_may_come_before_their_predictions(lab: Any) -> None:
    """They wait."""
    lab.clock.advance(lab.day(1))
    lab.label(lab.rows(0))
    lab.ws.run()
    lab.log(lab.rows(0))
    lab.ws.run()

    (value,) = lab.ws.metrics("flights", "accuracy")
    assert (value.n, value.n_labelled) == (120, 120)


def test_labels_that_never_come_leave_performance_unknown(lab: Any) -> None:
    """The rest is judged; the metric says that no label has arrived."""
    lab.log(lab.rows(0))
    lab.to(3)

    assert {f.level for f in lab.findings(monitor="performance")} == {Level.UNKNOWN}
    assert {f.level for f in lab.findings(monitor="label_drift")} == {Level.UNKNOWN}
    first = lab.findings(monitor="drift", subject="x")[0]
    assert first.level is Level.OK
    assert "label" in lab.ws.metrics("flights", "roc_auc")[0].reason


# -- versions and models ----------------------------------------------------------------


def test_a_new_version_ends_the_old_ones_windows(lab: Any, baseline: wk.Baseline) -> None:
    """Each is judged on its own rows; the old one's silence is no finding."""
    lab.pass_days(0, 2)
    lab.ws.deploy("flights", version="2", baseline=baseline)
    lab.pass_days(2, 4)

    windows = Counter(f.version for f in lab.findings(monitor="volume"))
    assert windows == {"1": 2, "2": 2}
    assert not lab.findings(level="critical")
    both = (lab.ws.metrics("flights", "accuracy", version=v) for v in ("1", "2"))
    starts = [[m.window_start for m in table if m.n] for table in both]
    assert starts == [[lab.day(0), lab.day(1)], [lab.day(2), lab.day(3)]]
    assert [change.text for change in lab.ws.changes("flights")] == [
        "version 1 deployed in production",
        "version 2 deployed in production",
    ]


def test_environments_are_judged_apart(lab: Any, baseline: wk.Baseline) -> None:
    """A shadow answers the same predictions; its rows are its own, and share the labels."""
    lab.ws.deploy("flights", version="2", baseline=baseline, environment="shadow")
    rows = lab.rows(0)
    lab.log(rows)
    lab.log(rows, version="2", environment="shadow")
    lab.clock.advance(lab.day(1))
    lab.label(rows)
    lab.ws.run()

    counts = {(f.environment, f.version): f.n_current for f in lab.findings(monitor="volume")}
    assert counts == {("production", "1"): 120, ("shadow", "2"): 120}
    shadow = lab.ws.metrics("flights", "accuracy", environment="shadow")
    assert shadow[0].value == lab.ws.metrics("flights", "accuracy")[0].value


def test_a_broken_model_does_not_stop_the_others(lab: Any) -> None:
    """The others are judged first; then it is said which one failed, and why."""
    lab.ws.register("broken", task="binary", positive="late")
    other = wk.Baseline.fit({"x": np.arange(50.0) % 7, "ts": _hours(lab)}, timestamp="ts")
    lab.ws.deploy("broken", version="1", baseline=other)
    lab.ws.log_predictions("broken", {"x": [1.0], "ts": _hours(lab)[:1]})
    (lab.folder / "baselines" / f"{other.id}.wkb").write_bytes(b"not a baseline")
    lab.log(lab.rows(0))
    lab.clock.advance(lab.day(1))

    with lab.again() as fresh, pytest.raises(RunFailed, match="not judged: broken: ") as raised:
        fresh.run()

    assert {f.level for f in lab.findings(monitor="volume")} == {Level.OK}
    assert raised.value.windows == 1
    assert list(raised.value.failed) == ["broken"]
    assert "no baseline, or a damaged one" in raised.value.failed["broken"]


def _hours(lab: Any) -> pa.Array:
    return pa.array([lab.day(0) + timedelta(hours=i) for i in range(50)], pa.timestamp("us", "UTC"))


# -- names ------------------------------------------------------------------------------


def test_an_empty_workspace(tmp_path: Path) -> None:
    """There is nothing to do, and nothing is found."""
    with wk.open(tmp_path / "new") as ws:
        assert ws.models() == ()
        assert ws.run().windows == 0


@pytest.mark.parametrize(
    "ask",
    [
        lambda ws: ws.findings("flihgts"),
        lambda ws: ws.metrics("flihgts"),
        lambda ws: ws.versions("flihgts"),
        lambda ws: ws.deploy("flihgts", version="1"),
        lambda ws: ws.log_predictions("flihgts", {"x": [1]}),
        lambda ws: ws.log_labels("flihgts", {"prediction_id": ["a"], "label": ["b"]}),
        lambda ws: ws.note("flihgts", "hello"),
        lambda ws: ws.predictions("flihgts"),
        lambda ws: ws.set_baseline("flihgts", None, None),
    ],
)
def test_an_unknown_model_has_a_near_one(lab: Any, ask: Callable[[Any], Any]) -> None:
    """Everywhere the same error, with the name that was meant."""
    with pytest.raises(NotFound, match=r"flihgts(.|\n)*did you mean 'flights'"):
        ask(lab.ws)


def test_an_unknown_version_has_a_near_one(lab: Any) -> None:
    """The same for versions; an environment where nothing is deployed says so."""
    with pytest.raises(NotFound, match="has no version '2'"):
        lab.ws.metrics("flights", version="2")
    with pytest.raises(ConfigError, match="no version of 'flights' is deployed in shadow"):
        lab.ws.metrics("flights", environment="shadow")
    with pytest.raises(ConfigError, match=r"'shdow'(.|\n)*did you mean 'shadow'"):
        lab.ws.metrics("flights", environment="shdow")
    with pytest.raises(ConfigError, match=r"'critcal'(.|\n)*did you mean 'critical'"):
        lab.ws.findings("flights", level="critcal")


def test_a_folder_that_is_no_workspace_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written beside other people's files."""
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match="not a workspace"):
        wk.open(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_notes_stand_in_the_change_log(lab: Any) -> None:
    """What happened outside is remembered with its time."""
    lab.ws.note("flights", "strike", at=lab.day(0) - timedelta(days=1))

    assert [(c.kind, c.text) for c in lab.ws.changes("flights")] == [
        ("event", "strike"),
        ("deploy", "version 1 deployed in production"),
    ]


def test_metrics_between_two_moments(lab: Any) -> None:
    """One number of all hours that begin in the stretch."""
    lab.pass_days(0, 2)

    half = lab.ws.metric_between("flights", "accuracy", lab.day(0), lab.day(1))
    assert (half.n, half.window_start) == (120, lab.day(0))
    both = lab.ws.metric_between("flights", "accuracy", lab.day(0), lab.day(2))
    assert both.n == 240
    assert Window(lab.day(0), lab.day(2)) == Window(both.window_start, both.window_end)
