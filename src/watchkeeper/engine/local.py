"""Work over rows on this machine: DuckDB for joins and queries, NumPy for counting."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa

from watchkeeper.engine.scan import Ints, scan
from watchkeeper.errors import DataError
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.frame import Frame

# Queries see the tables they are given, and neither files, nor the network, nor the variables
# of whoever calls.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}

LABEL_COLUMNS = {
    "label": "label",
    "observed_at": "label_observed_at",
    "received_at": "label_received_at",
    "source": "label_source",
}


class LocalEngine:
    """The engine of one process; a few megabytes while it is open."""

    name = "local"

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:", config=_CLOSED)
        self._connection.execute("set TimeZone = 'UTC'")

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    def query(self, sql: str, parameters: Sequence[object] = (), **tables: pa.Table) -> pa.Table:
        """Run one SQL query over *tables*, each under its keyword.

        Args:
            sql: The query; ``?`` stands for a parameter. Values never belong into its text.
            parameters: The values, in order.
            **tables: What it reads.

        Raises:
            DataError: DuckDB refuses the query; its reason is in the message.
        """
        with self._connection.cursor() as cursor:
            try:
                for name, table in tables.items():
                    cursor.register(name, table)
                return cursor.sql(sql, params=list(parameters)).to_arrow_table()
            except duckdb.Error as error:
                raise DataError(f"the query failed: {error}") from error

    def join_labels(self, predictions: pa.Table, labels: pa.Table) -> pa.Table:
        """Return *predictions*, row for row, with the label of each beside it.

        The columns ``label``, ``label_observed_at``, ``label_received_at`` and
        ``label_source`` are null where there is no label. Predictions that share an id (shadow
        and canary answers) share the label.

        Args:
            predictions: Rows with a ``prediction_id``.
            labels: At most one row per ``prediction_id``: what stands, not the history.

        Raises:
            DataError: an id has more than one label.
        """
        ids = predictions.select(["prediction_id"]).append_column(
            "row", pa.array(np.arange(predictions.num_rows))
        )
        joined = self.query(
            f"select {_PICKED} from ids left join labels using (prediction_id) order by ids.row",
            ids=ids,
            labels=labels.select(["prediction_id", *LABEL_COLUMNS]),
        )
        if joined.num_rows != predictions.num_rows:
            raise DataError(
                "a prediction has more than one label", hint="join the latest labels only"
            )
        for name in LABEL_COLUMNS.values():
            predictions = predictions.append_column(name, joined[name])
        return predictions

    def profile(
        self, frame: Frame, columns: Sequence[ColumnBaseline], *, hours: Ints | None = None
    ) -> ProfileCells:
        """Count the rows of *frame* against the bins of *columns*; see `scan`."""
        return scan(frame, columns, hours=hours)


_PICKED = ", ".join(f"labels.{column} as {name}" for column, name in LABEL_COLUMNS.items())
