"""Which label stands."""

from __future__ import annotations

import pyarrow as pa
import pytest

from watchkeeper.store import latest_labels

Said = tuple[str, str | None, str, str]


def standing(*history: Said) -> dict[str, str]:
    """Say things about predictions in this order; return what stands."""
    names = ("prediction_id", "label", "source", "verdict")
    columns = dict(zip(names, map(list, zip(*history, strict=True)), strict=True))
    table = pa.table(columns | {"sequence": list(range(len(history)))})
    shuffled = table.take(pa.array(list(range(len(history)))[::-1]))
    rows = latest_labels(shuffled)
    assert len(set(rows["prediction_id"].to_pylist())) == rows.num_rows
    return dict(zip(rows["prediction_id"].to_pylist(), rows["label"].to_pylist(), strict=True))


@pytest.mark.parametrize("source", ["natural", "manual", "feedback", "judge", "weak"])
def test_the_last_received_stands(source: str) -> None:
    """Of one source a later label corrects an earlier one."""
    assert standing(("a", "0", source, "label"), ("a", "1", source, "label")) == {"a": "1"}


@pytest.mark.parametrize("verdict", ["cannot_say", "skip"])
def test_who_cannot_say_replaces_nothing(verdict: str) -> None:
    """Not even with a label in the same row; and alone it is no label."""
    assert standing(("a", "1", "manual", "label"), ("a", "0", "manual", verdict)) == {"a": "1"}
    assert standing(("a", None, "manual", verdict)) == {}


def test_truth_goes_before_stand_ins() -> None:
    """Whatever came last; natural and manual are both the truth."""
    order = [("a", "weak", "weak", "label"), ("a", "judge", "judge", "label")]
    assert standing(*order, order[0]) == {"a": "judge"}
    feedback = ("a", "feedback", "feedback", "label")
    assert standing(feedback, *order) == {"a": "feedback"}
    manual, natural = ("a", "manual", "manual", "label"), ("a", "natural", "natural", "label")
    assert standing(manual, natural, feedback) == {"a": "natural"}
    assert standing(natural, manual, feedback) == {"a": "manual"}


def test_predictions_do_not_mix() -> None:
    """One row each."""
    assert standing(("a", "0", "natural", "label"), ("b", "1", "natural", "label")) == {
        "a": "0",
        "b": "1",
    }


def test_a_label_that_was_no_value_is_none() -> None:
    """Its text is in `rescued`."""
    assert standing(("a", "1", "natural", "label"), ("a", None, "natural", "label")) == {"a": "1"}
