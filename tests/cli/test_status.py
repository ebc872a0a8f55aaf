from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app.workspace import open_workspace


def test_a_quiet_model_exits_0(cli: Any, watch: Path) -> None:
    """One line: version, owner, rows, matured share, window and verdict."""
    run = cli("status", "--workspace", watch)

    assert run.code == 0
    assert "30 January 2024" in run.out
    for cell in ("flights", "ops@example.org", "120", "50%", "Nothing beyond its limits"):
        assert cell in run.out


def test_what_is_wrong_is_told_below_and_exits_1(cli: Any, watch: Path) -> None:
    """The worst findings follow the table, each with its reason."""
    cli("run", "--workspace", watch, "--until", "2024-02-01T00:00Z")

    run = cli("status", "--workspace", watch)

    assert run.code == 1
    assert "critical temp (missing): missing values 100" in run.out
    assert cli("status", "--workspace", watch, "--fail-on", "never").code == 0


def test_json_has_the_facts_and_the_loud_findings(cli: Any, watch: Path) -> None:
    """One object for each live version."""
    cli("run", "--workspace", watch, "--until", "2024-02-01T00:00Z")

    (model,) = json.loads(cli("status", "--workspace", watch, "--json").out)

    assert (model["model"], model["version"], model["level"]) == ("flights", "1", "critical")
    assert (model["rows"], model["matured_share"]) == (120, 0.0)
    assert model["window_start"] == "2024-01-31T00:00:00+00:00"
    assert {f["subject"] for f in model["findings"]} == {"temp"}


def test_a_workspace_without_models_exits_4(cli: Any, tmp_path: Path) -> None:
    """Nothing was judged, which is not ok."""
    open_workspace(tmp_path / "new").close()

    run = cli("status", "--workspace", tmp_path / "new")

    assert run.code == 4
    assert "no model is registered" in run.err


@pytest.mark.parametrize("command", ["status", "run"])
def test_a_mistyped_folder_is_not_made_a_workspace(command: str, cli: Any, tmp_path: Path) -> None:
    """Only `init` makes one."""
    run = cli(command, "--workspace", tmp_path / "wacth")

    assert run.code == 2
    assert f"hint: make one with: watchkeeper init --workspace {tmp_path / 'wacth'}" in run.err
    assert not (tmp_path / "wacth").exists()
