from __future__ import annotations

from pathlib import Path
from typing import Any

from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Level


def test_versions_are_named(found: Any, watch: Path) -> None:
    """When each has a baseline that can be read."""
    (check,) = found("baselines", watch)

    assert (check.level, check.action) == (Level.OK, "")
    assert "versions 1;" in check.text


def test_a_version_without_one_is_not_judged(found: Any, watch: Path) -> None:
    """Its rows are only collected."""
    with open_workspace(watch) as workspace:
        workspace.deploy("flights", version="2")

    (check,) = found("baselines", watch)
    assert check.level is Level.WARNING
    assert "version 2" in check.text
    assert "set_baseline('flights'" in check.action


def test_a_lost_or_damaged_file_is_critical(found: Any, watch: Path) -> None:
    """The version cannot be judged any more."""
    (file,) = (watch / "baselines").iterdir()
    for damage in (lambda: file.write_bytes(b"?"), file.unlink):
        damage()
        (check,) = found("baselines", watch)
        assert check.level is Level.CRITICAL
        assert check.text.startswith("flights, version 1: ")
