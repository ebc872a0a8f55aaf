"""Labels are counted wherever their prediction lies, however long ago."""

from __future__ import annotations

from typing import Any


def test_labels_of_long_ago_are_counted(lab: Any) -> None:
    """Far beyond the label horizon, as when a past is logged on today's clock."""
    lab.clock.advance(lab.day(120))
    for number in (0, 1):
        lab.log(lab.rows(number))
    lab.ws.run()
    for number in (0, 1):
        lab.label(lab.rows(number))
    lab.ws.run()

    values = lab.ws.metrics("flights", "accuracy")
    assert [(m.n, m.n_labelled) for m in values] == [(120, 120)] * 2
    judged = lab.findings(monitor="performance", subject="accuracy")[:2]
    assert [f.n_current for f in judged] == [120, 120]


def test_labels_of_unknown_predictions_touch_nothing(lab: Any) -> None:
    """They wait, and no window is judged again for them."""
    lab.pass_days(0, 2)
    lab.label(lab.rows(5))

    assert lab.ws.run().windows == 0
