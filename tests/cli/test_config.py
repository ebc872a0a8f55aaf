from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from watchkeeper.app.settings import settings_schema, write_settings
from watchkeeper.config import json_schema


def test_what_holds_is_printed(cli: Any, tmp_path: Path) -> None:
    """A folder stands for the settings file in it."""
    write_settings(tmp_path)

    run = cli("config", tmp_path)

    assert run.code == 0
    assert 'timezone = "UTC"  # default' in run.out
    assert cli("config", tmp_path / "watchkeeper.toml") == run


def test_json_has_the_keys_of_the_file(cli: Any, tmp_path: Path) -> None:
    """Scripts read the same names as people write."""
    write_settings(tmp_path)

    held = json.loads(cli("config", tmp_path, "--json").out)

    assert set(held) == {"workspace", "model", "monitor", "limit", "channel"}
    assert held["workspace"]["false_alarms_per_week"] == 1.0


def test_a_missing_file_exits_2(cli: Any, tmp_path: Path) -> None:
    """And the hint says which command writes one."""
    run = cli("config", tmp_path)

    assert run.code == 2
    assert run.err.endswith("hint: write one with `watchkeeper init`\n")


def test_the_schema_is_printed_as_it_is_committed(cli: Any) -> None:
    """This command writes the committed file, byte for byte."""
    assert cli("config", "--schema").out == json_schema(settings_schema())
