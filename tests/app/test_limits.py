"""``[[limit]]`` of the settings decides, from its day on, and is named in the finding."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level, ReplayClock

START = datetime(2024, 1, 1, tzinfo=UTC)
SETTINGS = """
[[limit]]
model = "m"
monitor = "drift"
subject = "x"
measure = "mean"
warning = 2.0
set_by = "ops@example.org"
reason = "recalibrated"
since = 2024-02-12
"""


def _rows(days: range, shift: float = 0.0) -> dict[str, Any]:
    rng = np.random.default_rng(days.start)
    when = [START + timedelta(days=d, minutes=10 * i) for d in days for i in range(144)]
    return {
        "id": [f"{at:%m%d%H%M}" for at in when],
        "ts": when,
        "x": rng.normal(shift, 1.0, len(when)),
    }


@pytest.fixture
def found(tmp_path: Path) -> list[Finding]:
    """Judge two days one s.d. off: the limit holds from the second on."""
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "watchkeeper.toml").write_text(SETTINGS, encoding="utf-8")
    clock = ReplayClock(START + timedelta(days=44))
    baseline = wk.Baseline.fit(_rows(range(40)), timestamp="ts", id="id")
    with wk.open(folder, clock=clock) as ws:
        ws.register("m", task="regression")
        ws.deploy("m", version="1", baseline=baseline, deployed_at=START + timedelta(days=41))
        ws.log_predictions("m", _rows(range(41, 43), shift=1.0))
        ws.run()
        return ws.findings("m", monitor="drift", subject="x")


def test_a_limit_holds_from_its_day_on_and_says_who_set_it(found: list[Finding]) -> None:
    """The same shift is a finding on 11 February and none on the 12th."""
    before, since = found[:2]

    assert before.level is Level.CRITICAL
    assert before.measure == "mean"
    assert before.limit_set_by == "default"
    assert [m.name for m in since.measures if m.name == "mean"] == ["mean"]
    assert since.measure != "mean" or since.level is Level.OK


def test_a_limit_of_a_monitor_without_tolerances_is_refused(tmp_path: Path) -> None:
    """``schema`` has nothing to be tolerant about; the error names those that have."""
    text = SETTINGS.replace('"drift"', '"schema"')
    (tmp_path / "watchkeeper.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="no monitor with tolerances is called 'schema'"):
        wk.open(tmp_path)
