"""What becomes of rows: twice, late, rejected, unfitting, without an id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Level

MakeLab = Callable[..., Any]


def test_a_row_that_comes_twice_is_dropped_and_counted(lab: Any) -> None:
    """A batch may be sent again after a crash."""
    rows = lab.rows(0)

    first, second = lab.log(rows), lab.log(rows)

    assert (first.accepted, first.duplicates) == (120, 0)
    assert (second.accepted, second.duplicates) == (0, 120)
    assert second.ids == first.ids
    lab.to(1)
    assert {f.n_current for f in lab.findings(monitor="volume")} == {120}


def test_late_rows_re_open_their_window(lab: Any) -> None:
    """The window is judged on all its rows, and the first answer stays readable."""
    lab.log(lab.rows(0).slice(0, 60))
    lab.log(lab.rows(1))
    lab.to(2)
    lab.clock.advance(lab.day(3))
    lab.log(lab.rows(0).slice(60))
    lab.ws.run()

    def rows(**which: Any) -> dict[Any, int]:
        return {f.window_start: f.n_current for f in lab.findings(monitor="volume", **which)}

    assert rows(known_at=lab.day(2)) == {lab.day(0): 60, lab.day(1): 120}
    assert rows() == {lab.day(0): 120, lab.day(1): 120, lab.day(2): 0}


def test_rejected_and_failed_rows_are_counted_apart(lab: Any) -> None:
    """They are no answers: neither profiled nor measured, but a finding."""
    rows = lab.rows(0).append_column(
        "state", pa.array(["rejected"] * 10 + ["failed"] * 10 + ["answered"] * 100)
    )
    lab.log(rows, status="state")
    lab.to(1)

    (found,) = lab.findings(monitor="rejected")
    assert (found.level, found.n_current) == (Level.CRITICAL, 120)
    assert "20 rows rejected or failed" in found.reason
    assert {f.n_current for f in lab.findings(monitor="volume")} == {100}


def test_values_that_do_not_fit_are_rescued_and_found(lab: Any) -> None:
    """Nothing is lost, nothing is silently changed, and somebody hears of it."""
    rows = lab.rows(0)
    written = lab.log(rows.set_column(2, "x", pa.array(["oops"] * 120)))
    lab.to(1)

    assert (written.accepted, written.rescued) == (120, 120)
    (found,) = lab.findings(monitor="rejected")
    assert found.level is Level.CRITICAL
    assert "120 with values that fit no column" in found.reason
    assert lab.findings(monitor="missing", subject="x")[0].level is Level.CRITICAL
    assert "oops" in str(lab.ws.predictions("flights", ["rescued"])["rescued"].to_pylist())


def test_ids_are_made_up_where_none_are_given(lab: Any) -> None:
    """They come back in the order of the rows, to label them by."""
    rows = lab.rows(0).drop_columns("id")

    written = lab.ws.log_predictions("flights", rows.drop_columns("y"))

    assert len(set(written.ids)) == 120
    labels = {"prediction_id": list(written.ids), "label": rows["y"]}
    lab.clock.advance(lab.day(1))
    lab.ws.log_labels("flights", labels)
    lab.ws.run()
    assert lab.ws.metrics("flights", "accuracy")[0].n_labelled == 120


def test_a_time_is_needed(make_lab: MakeLab) -> None:
    """Without one a row lies in no window."""
    lab = make_lab(deploy=False)
    lab.ws.deploy("flights", version="1")
    with pytest.raises(ConfigError, match=r"when each row happened(.|\n)*timestamp="):
        lab.ws.log_predictions("flights", {"x": [1.0]})


def test_inputs_are_left_alone(lab: Any) -> None:
    """Logged arrays are the caller's."""
    frame = {name: np.array(lab.rows(0)[name].to_pylist()) for name in ("id", "x", "p", "answer")}
    frame["ts"] = np.asarray(lab.rows(0)["ts"].cast(pa.timestamp("us")))
    before = {name: values.copy() for name, values in frame.items()}

    lab.ws.log_predictions("flights", frame)

    assert all((frame[name] == values).all() for name, values in before.items())
