from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.model import Environment, Finding, Level, ReplayClock, Window
from watchkeeper.report.status import statuses
from watchkeeper.store import append_results

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PER_DAY = 144
Columns = dict[str, list[Any]]


def rows(first: int, days: int) -> Columns:
    """Return six answers an hour from day *first* of 2024 on."""
    n = PER_DAY * days
    return {
        "id": [f"{first}-{i}" for i in range(n)],
        "ts": [FIRST + first * DAY + timedelta(minutes=10 * i) for i in range(n)],
        "temp": [float((7 * i) % 50) for i in range(n)],
        "p": [((13 * i) % 100) / 100 for i in range(n)],
    }


def truth(answered: Columns, n: int) -> Columns:
    """Return what was true of the first *n* of the rows that were answered."""
    return {
        "prediction_id": answered["id"][:n],
        "label": [p > 0.5 for p in answered["p"][:n]],
    }


def baseline() -> Baseline:
    """Return four weeks of answers, not all right."""
    reference = rows(0, 28)
    reference["y"] = [i % 3 == 0 for i in range(len(reference["id"]))]
    return Baseline.fit(reference, task="binary", label="y", score="p", timestamp="ts", id="id")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with two judged days, half of the second labelled."""
    folder = tmp_path_factory.mktemp("made") / "watch"
    clock = ReplayClock(FIRST + 28 * DAY)
    with open_workspace(folder, clock=clock) as workspace:
        workspace.register("flights", task="binary", positive=True, owner="ops")
        workspace.deploy("flights", version="1", baseline=baseline())
        clock.advance(FIRST + 30 * DAY)
        two = rows(28, 2)
        workspace.log_predictions("flights", two)
        workspace.log_labels("flights", truth(two, PER_DAY * 3 // 2))
        workspace.run()
    return folder


@pytest.fixture
def watch(made_once: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return a copy of that workspace, on the evening after."""
    folder = shutil.copytree(made_once, tmp_path / "watch")
    clock = ReplayClock(FIRST + 30 * DAY + timedelta(hours=18))
    with open_workspace(folder, clock=clock) as workspace:
        yield workspace


def test_the_newest_window_is_what_counts(watch: Workspace) -> None:
    """Its rows, the share of them that is labelled, and its findings."""
    (status,) = statuses(watch)

    assert (status.model, status.owner, status.version) == ("flights", "ops", "1")
    assert status.window == Window(FIRST + 29 * DAY, FIRST + 30 * DAY)
    assert (status.rows, status.labelled, status.matured_share) == (PER_DAY, PER_DAY // 2, 0.5)
    newest = [f for f in watch.findings("flights") if f.window_start == status.window.start]
    assert list(status.findings) == newest


def test_the_worst_comes_first(watch: Workspace) -> None:
    """Among models, and among the findings of one."""
    watch.register("another", task="regression")
    ruined = rows(30, 1) | {"temp": [None] * PER_DAY}
    watch.log_predictions("flights", ruined)
    assert isinstance(watch.store.clock, ReplayClock)
    watch.store.clock.advance(FIRST + 31 * DAY)
    watch.run()

    first, second = statuses(watch)

    assert (first.model, first.level) == ("flights", Level.CRITICAL)
    assert "temp" in first.verdict
    assert first.loud[0].level is Level.CRITICAL
    assert [f.level.rank for f in first.loud] == sorted(
        (f.level.rank for f in first.loud), reverse=True
    )
    assert (second.model, second.level) == ("another", Level.UNKNOWN)
    assert second.verdict == "No version is deployed."


def test_without_a_baseline_it_is_collecting(watch: Workspace) -> None:
    """Unknown, and the rows so far of that version in that environment."""
    watch.deploy("flights", version="2", environment=Environment.SHADOW)
    watch.log_predictions(
        "flights",
        rows(40, 1),
        version="2",
        environment=Environment.SHADOW,
        id="id",
        timestamp="ts",
        score="p",
    )

    status = next(s for s in statuses(watch) if s.environment == "shadow")

    assert (status.level, status.rows, status.matured_share) == (Level.UNKNOWN, PER_DAY, None)
    assert status.verdict == "Collecting: 144 rows so far; set a baseline to have them judged."


def test_only_the_live_version_of_an_environment_is_told(watch: Workspace) -> None:
    """The one before has had its time; the new one is not judged yet."""
    later = FIRST + 30 * DAY
    watch.deploy("flights", version="2", baseline=baseline(), deployed_at=later)

    (status,) = statuses(watch)

    assert (status.version, status.window, status.level) == ("2", None, Level.UNKNOWN)
    assert status.verdict == "No row has arrived yet."
    watch.log_predictions("flights", rows(30, 1), version="2")
    (status,) = statuses(watch)
    assert status.verdict == "No window has been judged yet; 144 rows so far."


def test_a_window_of_long_ago_is_found(watch: Workspace) -> None:
    """Of one environment, behind weeks of windows of another."""
    watch.deploy("flights", version="1", baseline=baseline(), environment=Environment.CANARY)
    for day in range(30, 50):
        finding = Finding(
            monitor="volume",
            subject="stream",
            subject_kind="model",
            level=Level.OK,
            reason="as before",
            version="1",
            environment="canary",
            window_start=FIRST + day * DAY,
            window_end=FIRST + (day + 1) * DAY,
        )
        append_results(
            watch.store, "flights", [finding], known_at=FIRST + 50 * DAY, batch=1000 + day
        )

    found = {s.environment: s.window for s in statuses(watch)}

    assert found == {
        "production": Window(FIRST + 29 * DAY, FIRST + 30 * DAY),
        "canary": Window(FIRST + 49 * DAY, FIRST + 50 * DAY),
    }


def test_plain_values_for_json(watch: Workspace) -> None:
    """Times as text, level as a word, of the findings those that are loud."""
    (status,) = statuses(watch)

    plain = status.to_dict()

    assert plain["window_end"] == "2024-01-31T00:00:00+00:00"
    assert plain["level"] == status.level.value
    assert plain["findings"] == [finding.to_dict() for finding in status.loud]


def test_nothing_under_watch_is_an_empty_answer(tmp_path: Path) -> None:
    """A new workspace has no model."""
    with open_workspace(tmp_path / "new") as workspace:
        assert statuses(workspace) == ()
