"""Windows of a workspace on other grids, and numbers held against those of frames."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError
from watchkeeper.model import Level, ReplayClock

MakeLab = Callable[..., Any]


def _logged(lab: Any, first: int, end: int, *, daily: int = 120) -> pa.Table:
    days = [lab.rows(number, daily=daily) for number in range(first, end)]
    for number, rows in zip(range(first, end), days, strict=True):
        lab.clock.advance(lab.day(number + 1))
        lab.log(rows)
        lab.label(rows)
    lab.ws.run()
    return pa.concat_tables(days)


def test_hours_may_be_windows(tmp_path: Path, baseline: wk.Baseline, lab: Any) -> None:
    """The settings choose the grid."""
    folder = tmp_path / "hours"
    folder.mkdir()
    (folder / "watchkeeper.toml").write_text('[workspace]\nwindow = "1h"\n')
    clock = ReplayClock(lab.day(1))
    with wk.open(folder, clock=clock) as ws:
        ws.register("flights", task="binary", positive="late")
        ws.deploy("flights", version="1", baseline=baseline, deployed_at=lab.day(0))
        ws.log_predictions("flights", lab.rows(0, daily=2400).drop_columns("y"))

        assert ws.run().windows == 24
        volume = ws.findings("flights", monitor="volume")
        assert {f.window_end - f.window_start for f in volume} == {timedelta(hours=1)}
        assert {f.n_current for f in volume} == {100}


def test_days_are_those_of_the_models_time_zone(make_lab: MakeLab) -> None:
    """The day of the clock change has 23 hours, and is no loss of rows."""
    lab = make_lab(start=50)
    lab.ws.register("flights", task="binary", positive="late", timezone="America/New_York")
    # 10 March 2024, when clocks went forward in New York, is day 41.
    lab.clock.advance(lab.day(50))
    for number in range(38, 45):
        lab.log(lab.rows(number))
    lab.ws.run()

    spans = {
        (f.window_end - f.window_start): f.n_current
        for f in lab.findings(monitor="volume")
        if f.n_current > 100
    }
    assert spans == {timedelta(hours=23): 115, timedelta(hours=24): 120}
    starts = {f.window_start.hour for f in lab.findings(monitor="volume")}
    assert starts == {5, 4}


def test_an_unknown_time_zone_is_refused(lab: Any) -> None:
    """Before anything is recorded under it."""
    with pytest.raises(ConfigError, match="no time zone is called 'Mars'"):
        lab.ws.register("flights", task="binary", timezone="Mars")


def test_metrics_equal_those_of_the_frame(lab: Any) -> None:
    """Counts and losses exactly, the AUC within its stated bound, every day."""
    rows = _logged(lab, 0, 3, daily=400)
    names = ["roc_auc", "accuracy", "f1", "precision", "recall", "brier", "log_loss"]
    exact = wk.metrics(
        rows,
        names,
        label="y",
        score="p",
        prediction="answer",
        positive="late",
        timestamp="ts",
        every="1d",
    )

    found = lab.ws.metrics("flights", names)

    assert [(m.metric, m.window_start, m.n) for m in found] == [
        (m.metric, m.window_start, m.n) for m in exact
    ]
    for ours, theirs in zip(found, exact, strict=True):
        assert ours.value == pytest.approx(theirs.value, abs=max(ours.bound, 1e-9))
        assert ours.bound < 0.001
        assert ours.lower <= theirs.value <= ours.upper
    total = lab.ws.metrics("flights", "accuracy", every=None)
    assert (len(total), total[0].n) == (1, 1200)


def test_metrics_by_a_feature_come_from_the_rows(lab: Any) -> None:
    """Exactly those of the frame, group by group."""
    rows = _logged(lab, 0, 2, daily=400)
    exact = wk.metrics(
        rows,
        ["roc_auc", "accuracy"],
        label="y",
        score="p",
        prediction="answer",
        positive="late",
        timestamp="ts",
        every="1d",
        by="kind",
    )

    found = lab.ws.metrics("flights", ["roc_auc", "accuracy"], by="kind")

    assert [m.by for m in found] == [m.by for m in exact]
    assert [m.value for m in found] == pytest.approx([m.value for m in exact], abs=1e-12)
    assert {m.bound for m in found} == {0.0}


def test_numbers_as_classes(make_lab: MakeLab) -> None:
    """0 and 1 need no positive class, from the cells, from rows, and for a new baseline."""
    lab = make_lab()
    past = pa.concat_tables([_numbered(lab.rows(n)) for n in range(-20, 0)])
    roles = {"prediction": "answer", "score": "p", "label": "y", "timestamp": "ts", "id": "id"}
    lab.ws.register("numbers", task="binary")
    lab.ws.deploy("numbers", version="1", baseline=wk.Baseline.fit(past, task="binary", **roles))
    rows = _numbered(lab.rows(0))
    lab.ws.log_predictions("numbers", rows.drop_columns("y"))
    lab.clock.advance(lab.day(1))
    lab.ws.log_labels("numbers", {"prediction_id": rows["id"], "label": rows["y"]})
    lab.ws.run()

    expected = float(np.mean(np.array(rows["answer"]) == np.array(rows["y"])))
    assert lab.ws.metrics("numbers", "accuracy")[0].value == pytest.approx(expected)
    by = lab.ws.metrics("numbers", "accuracy", by="kind")
    assert sum(m.n_labelled for m in by) == 120
    assert lab.ws.set_baseline("numbers", lab.day(0), lab.day(1)).classes == ("0", "1")


def _numbered(rows: pa.Table) -> pa.Table:
    for name in ("answer", "y"):
        at = rows.column_names.index(name)
        rows = rows.set_column(
            at, name, pa.array([int(v == "late") for v in rows[name].to_pylist()])
        )
    return rows


def test_more_than_two_classes(make_lab: MakeLab) -> None:
    """Each class has its score; labels may be numbers, with gaps."""
    lab = make_lab()
    names = np.array([3, 10, 77])

    def rows(number: int) -> pa.Table:
        rng = np.random.default_rng(number + 1000)
        shares = rng.dirichlet([1, 1, 1], 200)
        drawn = (shares.cumsum(axis=1) > rng.random((200, 1))).argmax(axis=1)
        at = lab.rows(number, daily=200)
        columns = {"id": at["id"], "ts": at["ts"], "x": at["x"], "y": names[drawn]}
        return pa.table(columns | {f"p{n}": shares[:, i] for i, n in enumerate(names)})

    score = {int(n): f"p{n}" for n in names}
    roles: dict[str, Any] = {"label": "y", "score": score, "timestamp": "ts", "id": "id"}
    past = pa.concat_tables([rows(n) for n in range(-20, 0)])
    lab.ws.register("kinds", task="multiclass")
    baseline = wk.Baseline.fit(past, task="multiclass", **roles)
    lab.ws.deploy("kinds", version="1", baseline=baseline)
    lab.ws.log_predictions("kinds", rows(0).drop_columns("y"))
    lab.clock.advance(lab.day(1))
    lab.ws.log_labels("kinds", {"prediction_id": rows(0)["id"], "label": rows(0)["y"]})
    lab.ws.run()

    exact = wk.metrics(rows(0), ["accuracy", "log_loss"], label="y", score=score)
    found = lab.ws.metrics("kinds", ["accuracy", "log_loss"])
    assert [m.value for m in found] == pytest.approx([m.value for m in exact], abs=1e-9)
    assert lab.ws.findings("kinds", level="critical") == []
    again = lab.ws.set_baseline("kinds", lab.day(0), lab.day(1))
    assert again.classes == ("3", "10", "77")


def test_numbers_are_predicted_too(make_lab: MakeLab) -> None:
    """Regression: errors come from sums in the cells."""
    lab = make_lab()

    def rows(number: int) -> pa.Table:
        rng = np.random.default_rng(number + 1000)
        at = lab.rows(number)
        guess = rng.normal(size=120)
        y = guess + rng.normal(size=120)
        return pa.table({"id": at["id"], "ts": at["ts"], "x": guess * 2, "guess": guess, "y": y})

    past = pa.concat_tables([rows(n) for n in range(-20, 0)])
    lab.ws.register("delay", task="regression")
    roles = {"prediction": "guess", "label": "y", "timestamp": "ts", "id": "id"}
    baseline = wk.Baseline.fit(past, task="regression", **roles)
    lab.ws.deploy("delay", version="1", baseline=baseline)
    lab.ws.log_predictions("delay", rows(0).drop_columns("y"))
    lab.clock.advance(lab.day(1))
    lab.ws.log_labels("delay", {"prediction_id": rows(0)["id"], "label": rows(0)["y"]})
    lab.ws.run()

    error = np.array(rows(0)["guess"]) - np.array(rows(0)["y"])
    mae, rmse = lab.ws.metrics("delay", ["mae", "rmse"])
    assert mae.value == pytest.approx(np.abs(error).mean())
    assert rmse.value == pytest.approx(np.sqrt((error**2).mean()))


def test_a_changed_schema_is_found_and_logged(lab: Any) -> None:
    """A column that goes is critical from its day on, and stands in the change log."""
    lab.pass_days(0, 2)
    lab.log(lab.rows(2).drop_columns("x"))
    lab.to(3)

    levels = {f.window_start: f.level for f in lab.findings(monitor="schema", subject="x")}
    assert levels == {
        lab.day(0): Level.OK,
        lab.day(1): Level.OK,
        lab.day(2): Level.CRITICAL,
    }
    assert [c.kind for c in lab.ws.changes("flights")] == ["deploy", "schema"]


def test_a_new_column_is_kept_and_named(lab: Any) -> None:
    """It is a warning of the schema, and no row is held to be ill-fitting for it."""
    lab.log(lab.rows(0).append_column("extra", pa.array(range(120))))
    lab.to(1)

    (found,) = lab.findings(monitor="schema", level="warning")
    assert found.subject == "extra"
    assert {f.level for f in lab.findings(monitor="rejected")} == {Level.OK}
    assert lab.ws.metrics("flights", "accuracy", by="extra")[0].by == (("extra", "0"),)


def test_parts_may_have_other_names_than_in_the_reference(lab: Any) -> None:
    """Told which column is which, nothing is new and nothing is gone."""
    rows = lab.rows(0).rename_columns(["key", "when", "x", "kind", "chance", "said", "y"])
    lab.ws.log_predictions(
        "flights", rows, id="key", timestamp="when", score="chance", prediction="said"
    )
    lab.to(1)

    assert {f.level for f in lab.findings(monitor="schema")} == {Level.OK}
    assert {f.level for f in lab.findings(monitor="missing")} == {Level.OK}
