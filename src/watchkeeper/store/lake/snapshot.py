"""One version of a table, read through its own list of files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from watchkeeper.errors import DataError, closest
from watchkeeper.store.lake.files import DataFile

if TYPE_CHECKING:
    import pyarrow.dataset as ds

Day = date | None
Columns = Sequence[str] | Mapping[str, pc.Expression]

_DAY = pa.schema([("day", pa.date32())])


class Snapshot:
    """A table as it stood at one version. What others write meanwhile does not show."""

    def __init__(self, root: Path, handle: DeltaTable) -> None:
        self.root = root
        self.handle = handle
        self.version = handle.version()

    @cached_property
    def schema(self) -> pa.Schema:
        """Return the columns, ``day`` among them."""
        return pa.schema(self.handle.schema().to_arrow())

    @cached_property
    def files(self) -> tuple[DataFile, ...]:
        """Return the files that make up this version."""
        actions = pa.table(self.handle.get_add_actions(flatten=True))
        columns = ("path", "partition.day", "size_bytes", "num_records")
        rows = zip(*(actions[name].to_pylist() for name in columns), strict=True)
        return tuple(DataFile(*row) for row in rows)

    @property
    def days(self) -> frozenset[Day]:
        """Return the days that have rows; None stands for rows without a time."""
        return frozenset(file.day for file in self.files)

    def transaction_version(self, app_id: str) -> int | None:
        """Return the last version that the application *app_id* recorded here, or None."""
        return self.handle.transaction_version(app_id)

    def has_transaction(self, transaction: tuple[str, int] | None) -> bool:
        """Return whether *transaction*, or a later one of its application, is recorded here."""
        if transaction is None:
            return False
        recorded = self.transaction_version(transaction[0])
        return recorded is not None and recorded >= transaction[1]

    def read(
        self,
        columns: Columns | None = None,
        *,
        days: Collection[Day] | None = None,
        files: Collection[DataFile] | None = None,
        where: pc.Expression | None = None,
    ) -> pa.Table:
        """Read rows, in no promised order.

        Args:
            columns: Names, or new name to expression; None reads all.
            days: Only the files of these days are opened; None reads all days.
            files: Only these of its files; None reads all.
            where: Keeps the rows for which it is true.

        Raises:
            DataError: there is no column of one of the names.
        """
        wanted = None if days is None else frozenset(days)
        there = self.files if files is None else files
        opened = [f for f in there if wanted is None or f.day in wanted]
        picked: list[str] | dict[str, pc.Expression] | None
        if columns is None or isinstance(columns, Mapping):
            picked = None if columns is None else dict(columns)
        else:
            picked = list(columns)
            for name in picked:
                if name not in self.schema.names:
                    hint = closest(name, self.schema.names)
                    raise DataError(f"{self.root}: no column is called {name!r}", hint=hint)
        return self._dataset(opened).to_table(columns=picked, filter=where)

    def read_files(self, files: Collection[DataFile]) -> pa.Table:
        """Read all columns and rows of some of this version's files."""
        return self._dataset(files).to_table()

    def _dataset(self, files: Collection[DataFile]) -> ds.Dataset:
        # Loaded here: it brings pandas along where that is installed.
        import pyarrow.dataset as ds

        return ds.dataset(
            [str(self.root / file.path) for file in files],
            schema=self.schema,
            format="parquet",
            partitioning=ds.partitioning(_DAY, flavor="hive"),
            partition_base_dir=str(self.root),
        )
