from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def test_each_fault_says_what_to_do(cli: Any, tmp_path: Path) -> None:
    """A missing workspace is critical and therefore exits 1."""
    run = cli("doctor", "--workspace", tmp_path / "none")

    assert run.code == 1
    assert "to do: create it with: watchkeeper init --workspace" in run.out
    assert cli("doctor", "-w", tmp_path / "none", "--fail-on", "never").code == 0


def test_json_lists_the_checks(cli: Any, tmp_path: Path) -> None:
    """With the same four facts."""
    checks = json.loads(cli("doctor", "--workspace", tmp_path, "--json").out)

    assert all(set(check) == {"name", "level", "text", "action"} for check in checks)
    assert {"versions", "folder", "settings", "disk", "clock"} <= {c["name"] for c in checks}


def test_a_workspace_at_work_needs_nothing(cli: Any, watch: Path) -> None:
    """Tables, versions, windows and leases are told; the exit code is 0."""
    run = cli("doctor", "--workspace", watch)

    assert run.code == 0
    assert "ok       lake: flights, predictions: 360 rows in " in run.out
    assert "ok       leases: none is held" in run.out
