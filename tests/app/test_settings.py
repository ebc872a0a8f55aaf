from __future__ import annotations

import re
from pathlib import Path

import pytest

import watchkeeper
from watchkeeper.app.settings import (
    SETTINGS_FILE,
    load_settings,
    settings_schema,
    write_settings,
)
from watchkeeper.config import json_schema
from watchkeeper.errors import ConfigError

COMMITTED = Path(watchkeeper.__file__).parent / "config" / "watchkeeper.schema.json"


def test_the_committed_schema_is_the_one_that_holds() -> None:
    """After a change: ``watchkeeper config --schema > src/.../config/watchkeeper.schema.json``."""
    assert COMMITTED.read_text(encoding="utf-8") == json_schema(settings_schema())


def test_a_folder_without_a_file_has_defaults(tmp_path: Path) -> None:
    """A workspace made from Python needs no file."""
    assert load_settings(tmp_path) == settings_schema()()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """The new file and its schema lie beside each other."""
    written = write_settings(tmp_path / "new" / "watch")

    assert {path.name for path in written} == {SETTINGS_FILE, "watchkeeper.schema.json"}
    assert load_settings(tmp_path / "new" / "watch") == settings_schema()()


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """Writing twice takes nobody's work away."""
    path = tmp_path / SETTINGS_FILE
    path.write_text('[workspace]\nwindow = "1h"\n', encoding="utf-8")

    assert path not in write_settings(tmp_path)
    assert load_settings(tmp_path).workspace.window == "1h"


def test_a_wrong_file_is_named_with_its_folder(tmp_path: Path) -> None:
    """Several workspaces can be open at once."""
    (tmp_path / SETTINGS_FILE).write_text("window = 3", encoding="utf-8")

    with pytest.raises(ConfigError, match=re.escape(str(tmp_path / SETTINGS_FILE))):
        load_settings(tmp_path)
