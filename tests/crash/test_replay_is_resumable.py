"""A replay that is killed again and again leaves what an undisturbed one leaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import watchkeeper
from watchkeeper.app.workspace import Workspace
from watchkeeper.demo import replay
from watchkeeper.model import ReplayClock
from watchkeeper.store import Store, read_profiles, read_scores

_CHILD = """
import sys
from datetime import timedelta
from pathlib import Path
from watchkeeper.demo import replay
from watchkeeper.demo.served import served

folder = Path(sys.argv[1])
replay.REPLAY_UNTIL = replay.REPLAY_FROM + timedelta(days=int(sys.argv[2]))
replay.prepare(folder)
with served(folder) as server:
    replay.replay(folder, server.address, lambda done, total, text: print(text, flush=True))
print("done", flush=True)
"""
_MODEL = replay.MODEL


class _Replay:
    """A demo that replays *days* into *folder*, and says after each one that it is done."""

    def __init__(self, folder: Path, days: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(folder), str(days)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def said(self) -> Iterator[str]:
        """Yield each line when it comes."""
        if self._process.stdout is not None:
            yield from (line.strip() for line in self._process.stdout)

    def end(self) -> int:
        """Wait for the end; return the exit code."""
        with self._process:
            return self._process.wait(timeout=120)

    def kill(self) -> None:
        """End it, its server, writer and evaluator, as a power cut would."""
        with self._process:
            os.killpg(self._process.pid, signal.SIGKILL)


def _killed(folder: Path, days: int, chance: random.Random) -> bool:
    """Replay, and kill somewhere in a day; return False if it was done before."""
    child = _Replay(folder, days)
    lines = child.said()
    for line in lines:
        if line == "done":
            assert child.end() == 0
            return False
        if line.startswith("replaying"):
            break
    time.sleep(chance.uniform(0.0, 0.4))
    child.kill()
    return True


def _content(folder: Path, days: int) -> dict[str, Any]:
    """Return all that a replay leaves, but the order in which equal things were written."""
    # Which process of the serving code sent a row, and how many there were, a kill changes.
    clock = ReplayClock(replay.local_midnight(replay.REPLAY_FROM + timedelta(days=days)))
    with watchkeeper.open(folder, clock=clock) as ws:
        found: dict[str, Any] = {
            "rows": _sorted(ws.labelled(_MODEL).drop_columns(["client"])),
            "findings": [f.to_dict() for f in ws.findings(_MODEL) if f.monitor != "packages"],
            "changes": ws.changes(_MODEL),
            "due": [e for e in ws.store.catalog.evaluations.of(_MODEL) if e.state != "done"],
            "metrics": ws.metrics(_MODEL).to_dicts(),
            "incidents": [ws.desk.story(incident.id) for incident in ws.incidents()],
        }
        found |= _cells(ws, ws.store)
        assert ws.run().windows == 0
        return found


def _cells(ws: Workspace, store: Store) -> dict[str, Any]:
    (deployed,) = ws.versions(_MODEL)
    assert deployed.baseline is not None
    sizes = {column.name: column.bins.size for column in deployed.baseline.columns}
    profiles = read_profiles(store, _MODEL, deployed.key(), sizes)
    assert profiles is not None
    scores = read_scores(store, _MODEL, deployed.key())
    return {
        "hours": profiles.start.tolist(),
        "counts": profiles.rows.tolist(),
        "bins": {name: cells.bins.tolist() for name, cells in profiles.columns.items()},
        "scores": scores.drop_columns(["sums"] if "sums" in scores.column_names else []),
    }


def _sorted(table: pa.Table) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: row["prediction_id"])


@pytest.mark.parametrize(("days", "kills"), [(2, 1), pytest.param(12, 12, marks=pytest.mark.slow)])
def test_kill_9_changes_nothing(tmp_path: Path, days: int, kills: int) -> None:
    """The same rows, labels, cells and findings as without a kill, and nothing twice."""
    undisturbed = _Replay(tmp_path / "undisturbed", days)
    assert list(undisturbed.said())[-1] == "done"
    assert undisturbed.end() == 0
    chance = random.Random(20131001)  # noqa: S311

    for _ in range(kills):
        if not _killed(tmp_path / "killed", days, chance):
            break
    last = _Replay(tmp_path / "killed", days)
    assert list(last.said())[-1] == "done"
    assert last.end() == 0

    expected, found = (_content(tmp_path / name, days) for name in ("undisturbed", "killed"))
    assert expected["due"] == []
    for part, value in expected.items():
        assert found[part] == value, part
