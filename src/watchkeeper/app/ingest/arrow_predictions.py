"""Answers as they come in an Arrow stream, made into rows."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.ingest.arrived import Arrived, declare, declare_scores, types_of
from watchkeeper.app.ingest.arrow_body import normal_columns, read_stream
from watchkeeper.app.ingest.rows import Rows, ids_of, of_fitted
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.store.given import put_column, with_classes, with_names
from watchkeeper.store.inbox import Waiting
from watchkeeper.store.lake.cast import fit_to
from watchkeeper.store.layout import Layout
from watchkeeper.store.store import Store


def declared_for_stream(
    store: Store, layout: Layout, deployed: Deployed | None, table: pa.Table
) -> Layout:
    """Declare the features and classes of *table* that are new; return the layout."""
    have = {f.name for f in layout.features}
    new = {f.name: f.type for f in table.schema.field("features").type if f.name not in have}
    layout = declare(store, layout, deployed, new)
    if "scores" in table.column_names:
        names = [canonical_text(f.name) for f in table.schema.field("scores").type]
        layout = declare_scores(store, layout, names)
    return layout


def stream_table(waiting: Waiting) -> pa.Table:
    """Return the records of *waiting* under the names of ``predictions``, ids filled in."""
    received = datetime.fromisoformat(waiting.received_at)
    table = normal_columns(read_stream(waiting.body), waiting.kind, received)
    table = with_names(table, "id")
    given = table["id"].to_pylist() if "id" in table.column_names else [None] * table.num_rows
    table = put_column(table, "prediction_id", pa.array(ids_of(waiting, given), pa.string()))
    if "id" in table.column_names:
        table = table.drop_columns(["id"])
    if "scores" in table.column_names:
        scores = table["scores"].combine_chunks()
        names = [canonical_text(f.name) for f in scores.type]
        named = pa.StructArray.from_arrays(scores.flatten(), names=names)
        table = put_column(table, "scores", named)
    rows = table.num_rows
    table = put_column(table, "version", pa.repeat(waiting.version, rows))
    return put_column(table, "environment", pa.repeat(waiting.environment, rows))


def stream_rows(layout: Layout, table: pa.Table, client: str | None) -> tuple[Rows, Arrived]:
    """Return *table* as rows of ``predictions``, and what arrived with them."""
    if pa.types.is_string(layout.answer_type):
        table = with_classes(table, "prediction")
    table = put_column(table, "client", pa.array([client] * table.num_rows, pa.string()))
    schema = layout.predictions(stored=False)
    wanted = pa.schema([f for f in schema if f.name in table.column_names])
    rows = of_fitted(fit_to(table, wanted))
    features = table["features"].combine_chunks()
    scores = table.schema.field("scores").type if "scores" in table.column_names else ()
    return rows, Arrived(
        rows=table.num_rows,
        features=types_of(features, {}, sent=[f.name for f in features.type]),
        prediction=_has_value(table, "prediction"),
        score=_has_value(table, "score"),
        scores=frozenset(f.name for f in scores),
    )


def _has_value(table: pa.Table, name: str) -> bool:
    return name in table.column_names and table[name].null_count < table.num_rows
