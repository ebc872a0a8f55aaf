from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Level, ReplayClock
from watchkeeper.monitors import MONITORS
from watchkeeper.store import Store
from watchkeeper.store.catalog.evaluations import MAX_ATTEMPTS


def make_due(watch: Path) -> None:
    """Note that one window has new rows, without judging it."""
    with Store.open(watch) as store:
        key = store.catalog.evaluations.of("flights")[0]
        store.catalog.evaluations.schedule([(key, "another input")])


def test_all_done_is_ok(found: Any, watch: Path, then: ReplayClock) -> None:
    """The evening after, nothing else is expected."""
    (check,) = found("evaluations", watch, then)

    assert check.level is Level.OK
    assert check.text.endswith(f"{len(MONITORS)} judgements done, 0 due, 0 at work")


def test_days_without_a_new_window_are_a_warning(
    found: Any, watch: Path, then: ReplayClock
) -> None:
    """Nobody calls `run`, or nothing arrives."""
    then.advance(then.now() + timedelta(days=3))

    (check,) = found("evaluations", watch, then)
    assert check.level is Level.WARNING
    assert "the newest window ended 2024-01-09 00:00 UTC" in check.text
    assert check.action == f"let a scheduler call: watchkeeper run --workspace {watch}"


def test_due_windows_may_wait_a_while(found: Any, watch: Path, then: ReplayClock) -> None:
    """And are a warning when they are still there days later."""
    make_due(watch)

    (soon,) = found("evaluations", watch, then)
    then.advance(then.now() + timedelta(days=3))
    (late,) = found("evaluations", watch, then)

    assert (soon.level, late.level) == (Level.OK, Level.WARNING)
    assert "1 due" in soon.text
    assert "due since the window that ended 2024-01-09" in late.text


def test_what_was_given_up_is_critical(found: Any, watch: Path, then: ReplayClock) -> None:
    """With the error of the last attempt."""
    make_due(watch)
    with Store.open(watch) as store:
        for _ in range(MAX_ATTEMPTS):
            claim = store.catalog.evaluations.claim(10, "a test")
            assert claim is not None
            store.catalog.evaluations.fail(claim.batch, "no space left on device")

    checks = found("evaluations", watch, then)

    assert [check.level for check in checks] == [Level.CRITICAL, Level.OK]
    assert "1 judgement given up" in checks[0].text
    assert checks[0].text.endswith("no space left on device")


def test_a_model_that_nothing_was_asked_of_is_ok(found: Any, tmp_path: Path) -> None:
    """No baseline, no window, no fault."""
    with open_workspace(tmp_path) as workspace:
        workspace.register("new", task="regression")

    assert [check.level for check in found("evaluations", tmp_path)] == [Level.OK]
