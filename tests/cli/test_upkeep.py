from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def orphan(watch: Path) -> Path:
    """Return a file of a dead writer, three hours old."""
    path = watch / "lake" / "flights" / "labels" / "part-orphan.parquet"
    path.write_bytes(b"0123456789")
    when = path.stat().st_mtime - 3 * 3600
    os.utime(path, (when, when))
    return path


def test_what_nobody_needs_is_told_and_goes(cli: Any, watch: Path, orphan: Path) -> None:
    """First a dry run; a file younger than --keep stays."""
    assert "0 files removed" in cli("upkeep", "-w", watch).out
    dry = cli("upkeep", "-w", watch, "--keep", "2h", "--dry-run")
    assert (dry.code, orphan.exists()) == (0, True)
    assert "flights, labels: 1 file, 0.0 MB" in dry.out
    assert "1 file would be removed" in dry.out
    real = cli("upkeep", "-w", watch, "--keep", "2h")
    assert (real.code, orphan.exists()) == (0, False)
    assert "1 file removed" in real.out


def test_json_lists_the_tables(cli: Any, watch: Path, orphan: Path) -> None:
    """With files and bytes."""
    told = json.loads(cli("upkeep", "-w", watch, "--keep", "1h", "--json").out)
    assert told == {
        "swept": [{"model": "flights", "table": "labels", "files": 1, "size": 10, "error": ""}],
        "sessions": 0,
        "messages": 0,
        "answers": 0,
        "dry_run": False,
    }
    assert not orphan.exists()


def test_a_table_that_cannot_be_read_is_a_failure(cli: Any, watch: Path, orphan: Path) -> None:
    """It is named on stderr, and nothing of it is removed."""
    for commit in (orphan.parent / "_delta_log").glob("*.json"):
        commit.write_text("{", encoding="utf-8")
    run = cli("upkeep", "-w", watch, "--keep", "2h")
    assert run.code == 3
    assert "note: flights, labels: " in run.err
    assert orphan.exists()


def test_wrong_lengths_are_usage_errors(cli: Any, watch: Path) -> None:
    """With a hint."""
    for keep in ("soon", "5m"):
        run = cli("upkeep", "-w", watch, "--keep", keep)
        assert run.code == 2
        assert "hint: " in run.err
