from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from watchkeeper.store import is_workspace


def test_a_workspace_with_its_settings(cli: Any, tmp_path: Path) -> None:
    """Catalog, settings and their schema; the settings are good as they are."""
    folder = tmp_path / "a" / "watch"

    run = cli("init", "--workspace", folder)

    assert (run.code, run.err) == (0, "")
    assert is_workspace(folder)
    assert {"watchkeeper.toml", "watchkeeper.schema.json"} <= {p.name for p in folder.iterdir()}
    assert cli("config", folder).code == 0


def test_twice_changes_nothing(cli: Any, tmp_path: Path) -> None:
    """What somebody wrote stays."""
    cli("init", "--workspace", tmp_path)
    (tmp_path / "watchkeeper.toml").write_text('[workspace]\nwindow = "1h"\n', encoding="utf-8")

    written = json.loads(cli("init", "--workspace", tmp_path, "--json").out)

    assert written["written"] == [str(tmp_path / "watchkeeper.schema.json")]
    assert 'window = "1h"' in (tmp_path / "watchkeeper.toml").read_text(encoding="utf-8")


def test_a_folder_with_something_else_is_left_alone(cli: Any, tmp_path: Path) -> None:
    """A home directory is not to be littered."""
    (tmp_path / "thesis.tex").touch()

    run = cli("init", "--workspace", tmp_path)

    assert run.code == 3
    assert "it holds 'thesis.tex'" in run.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
