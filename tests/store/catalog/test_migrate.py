"""What the migrations make is what the code expects."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from watchkeeper.errors import StoreError
from watchkeeper.store.catalog import Catalog, migrations
from watchkeeper.store.catalog.database import Database
from watchkeeper.store.catalog.tables import REVISION, metadata


def test_the_migrated_schema_is_the_metadata(catalog: Catalog, url: str) -> None:
    """Alembic finds nothing to change."""
    database = Database(url)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_the_newest_migration_is_the_one_the_code_names() -> None:
    """There is one head, and it is `REVISION`."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_opening_again_keeps_what_is_there(catalog: Catalog, opened: Callable[[], Catalog]) -> None:
    """Migrations run once."""
    assert [model.name for model in opened().models.all()] == ["m"]


def test_a_newer_catalog_is_refused(catalog: Catalog, url: str) -> None:
    """An older release must not write into it."""
    catalog.close()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db, db:
        db.execute("update alembic_version set version_num = 'from the future'")
    with pytest.raises(StoreError, match="newer watchkeeper"):
        Catalog(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """The message is the database's own."""
    (tmp_path / "c.db").write_text("not a database at all, but long enough to look like one")
    with pytest.raises(StoreError, match="file is not a database"):
        Catalog(f"sqlite:///{tmp_path}/c.db")


def test_another_database_is_refused() -> None:
    """Only SQLite is built."""
    with pytest.raises(StoreError, match="is not a SQLite URL"):
        Catalog("mysql://somewhere/db")
