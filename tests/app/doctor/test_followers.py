from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Level, ReplayClock, SystemClock


def log(watch: Path, *, labels: int = 0) -> None:
    """Record a row, and some labels for rows that are there, without a run."""
    with open_workspace(watch) as workspace:
        row = {"id": ["a"], "ts": ["2024-01-09T01:00:00Z"], "temp": [1.0], "p": [0.5]}
        workspace.log_predictions("flights", row)
        for i in range(labels):
            workspace.log_labels("flights", {"prediction_id": [f"7-{i}"], "label": [True]})


def test_after_a_run_all_is_counted(found: Any, watch: Path) -> None:
    """Both followers stand where the tables do."""
    (check,) = found("followers", watch)

    assert (check.level, check.text) == (Level.OK, "flights: all that arrived is counted")


def test_what_came_since_is_told_by_table(found: Any, watch: Path) -> None:
    """It is normal until the next run."""
    log(watch, labels=2)

    checks = found("followers", watch)

    assert [check.level for check in checks] == [Level.OK] * 3
    assert [check.text.partition(", the first")[0] for check in checks] == [
        "flights: profiles lack 1 commit of predictions",
        "flights: scores lack 1 commit of predictions",
        "flights: scores lack 2 commits of labels",
    ]


def test_what_nobody_counted_for_days_is_a_warning(found: Any, watch: Path) -> None:
    """From two windows on: nobody calls `run`."""
    log(watch)
    later = ReplayClock(SystemClock().now() + timedelta(days=3))

    checks = found("followers", watch, later)

    assert [check.level for check in checks] == [Level.WARNING] * 2
    assert checks[0].action == f"let a scheduler call: watchkeeper run --workspace {watch}"


def test_patience_lasts_two_windows(found: Any, watch: Path) -> None:
    """With hourly windows three hours are long."""
    log(watch)
    (watch / "watchkeeper.toml").write_text('[workspace]\nwindow = "1h"\n', encoding="utf-8")
    later = ReplayClock(SystemClock().now() + timedelta(hours=3))

    assert found("followers", watch, later)[0].level is Level.WARNING


def test_wrong_settings_do_not_hide_the_lag(found: Any, watch: Path) -> None:
    """Another check tells of them; here the default window holds."""
    (watch / "watchkeeper.toml").write_text("[workspace]\nwindow = 3\n", encoding="utf-8")

    assert found("followers", watch)[0].level is Level.OK
