from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.model import Level
from watchkeeper.store import Store
from watchkeeper.store.store import CATALOG_FILE

STORE_CHECKS = ("lake", "baselines", "followers", "evaluations", "leases", "counters")


def put_revision(folder: Path, revision: str) -> None:
    """Say in the catalog that it stands at *revision*."""
    connection = sqlite3.connect(folder / CATALOG_FILE)
    connection.execute("update alembic_version set version_num = ?", (revision,))
    connection.commit()
    connection.close()


def test_a_new_catalog_is_whole(found: Any, tmp_path: Path) -> None:
    """At the migration of this release."""
    Store.open(tmp_path).close()

    (check,) = found("catalog", tmp_path)
    assert (check.level, check.action) == (Level.OK, "")


def test_without_a_catalog_there_is_no_workspace(found: Any, tmp_path: Path) -> None:
    """Nothing was examined, so it is unknown; and nothing is made by looking."""
    (check,) = found("catalog", tmp_path)

    assert check.level is Level.UNKNOWN
    assert check.action.startswith("create one with: watchkeeper init")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("revision", "level", "action"),
    [
        ("0000", Level.WARNING, "brings it up to date"),
        ("9999", Level.CRITICAL, "update this one"),
    ],
)
def test_another_schema_is_told_and_left_as_it_is(
    revision: str, level: Level, action: str, found: Any, tmp_path: Path
) -> None:
    """The doctor migrates nothing, and looks at nothing behind an unknown schema."""
    Store.open(tmp_path).close()
    put_revision(tmp_path, revision)

    (check,) = found("catalog", tmp_path)
    (again,) = found("catalog", tmp_path)

    assert check.level is level
    assert action in check.action
    assert again == check
    assert not any(found(name, tmp_path) for name in STORE_CHECKS)


def test_a_damaged_catalog_is_critical(found: Any, tmp_path: Path) -> None:
    """With what to do, and without a failure of any other check."""
    (tmp_path / CATALOG_FILE).write_bytes(b"no database" * 500)

    (check,) = found("catalog", tmp_path)

    assert check.level is Level.CRITICAL
    assert "not a database" in check.text
    assert check.action.startswith("restore catalog.db")
    assert not any(found(name, tmp_path) for name in STORE_CHECKS)
