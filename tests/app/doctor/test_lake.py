from __future__ import annotations

from pathlib import Path
from typing import Any

from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Level


def test_every_table_is_told_with_its_rows(found: Any, watch: Path) -> None:
    """Rows, files, size and version."""
    checks = found("lake", watch)

    assert [check.level for check in checks] == [Level.OK] * 5
    assert checks[0].text.startswith("flights, predictions: 144 rows in 1 file, ")


def test_a_lost_or_shortened_file_is_critical(found: Any, watch: Path) -> None:
    """Only for its table; the others are still read."""
    files = sorted((watch / "lake" / "flights" / "predictions").glob("day=*/*.parquet"))
    files[0].unlink()
    labels = sorted((watch / "lake" / "flights" / "labels").glob("day=*/*.parquet"))
    labels[0].write_bytes(labels[0].read_bytes()[:-1])

    critical = [check for check in found("lake", watch) if check.level is Level.CRITICAL]

    assert [check.text.partition(":")[0] for check in critical] == [
        "flights, predictions",
        "flights, labels",
    ]
    assert "1 file of 1 " in critical[0].text
    assert all("restore" in check.action for check in critical)
    assert len(found("lake", watch)) == 5


def test_a_log_that_cannot_be_read_is_critical(found: Any, watch: Path) -> None:
    """Its path is in the text."""
    for file in (watch / "lake" / "flights" / "scores" / "_delta_log").glob("*.json"):
        file.write_text("{", encoding="utf-8")

    (check,) = [check for check in found("lake", watch) if check.level is Level.CRITICAL]
    assert "scores" in check.text


def test_a_model_without_rows_is_no_fault(found: Any, tmp_path: Path) -> None:
    """It was registered and nothing came yet."""
    with open_workspace(tmp_path) as workspace:
        workspace.register("new", task="regression")

    (check,) = found("lake", tmp_path)
    assert (check.level, check.text) == (Level.OK, "new: nothing has been recorded yet")
