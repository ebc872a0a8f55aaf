"""A version's past is counted against the baseline it has now."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import watchkeeper as wk


def test_going_back_to_an_earlier_baseline_keeps_the_past(lab: Any, baseline: wk.Baseline) -> None:
    """Every row is counted once against it, also those that came under the other one."""
    lab.pass_days(0, 2)
    other = wk.Baseline.fit(lab.rows(-1), **asdict(baseline.roles))
    lab.ws.deploy("flights", version="1", baseline=other)
    lab.pass_days(2, 3)
    lab.ws.deploy("flights", version="1", baseline=baseline)
    lab.ws.run()

    assert [m.n for m in lab.ws.metrics("flights", "accuracy")] == [120] * 3
    (deployed,) = lab.ws.versions("flights")
    cells = lab.ws.recent_profile("flights", deployed, windows=3)
    assert cells is not None
    assert cells.rows.sum() == 360


def test_a_counted_baseline_is_not_counted_again(lab: Any) -> None:
    """Deploying the same once more changes no number."""
    lab.pass_days(0, 2)
    (deployed,) = lab.ws.versions("flights")
    lab.ws.deploy("flights", version="1", baseline=deployed.baseline)

    assert lab.ws.run().windows == 0
    assert [m.n for m in lab.ws.metrics("flights", "accuracy")] == [120] * 2
