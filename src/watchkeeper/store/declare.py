"""Which features and classes a model has: declared before rows are kept under them."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from watchkeeper.store.lake.schemas import PREDICTIONS
from watchkeeper.store.lake.snapshot import Snapshot
from watchkeeper.store.lake.table import LakeTable
from watchkeeper.store.layout import lake_type
from watchkeeper.store.store import Store


def declare_features(
    store: Store, model: str, schema: pa.Schema, *, whole_numbers: bool = True
) -> None:
    """Declare the features of *model*, with the types of a baseline or of a declaration.

    Names that are declared already and have the same type are left alone; with another type,
    new rows follow the new one. Values of undeclared features go to ``rescued``.

    Args:
        store: The workspace.
        model: Its name.
        schema: Feature names and types.
        whole_numbers: Keep integers as such; False makes every number double, for features
            that are known from data alone.
    """
    fields = [(f.name, lake_type(f.type, whole_numbers=whole_numbers)) for f in schema]
    _declare(store, model, fields, [])


def declare_classes(store: Store, model: str, classes: Iterable[str]) -> None:
    """Declare the classes that a multiclass model gives scores for."""
    _declare(store, model, [], [(name, str(pa.float64())) for name in classes])


def open_table(table: LakeTable, schema: pa.Schema) -> Snapshot:
    """Return the newest version of *table*, made or widened to hold *schema*."""
    if table.exists():
        snapshot = table.snapshot()
        if _covers(snapshot.schema, schema):
            return snapshot
    table.create(schema)
    return table.snapshot()


def _declare(
    store: Store, model: str, features: list[tuple[str, str]], scores: list[tuple[str, str]]
) -> None:
    with store.writer(model):
        store.catalog.fields.declare(model, "features", features)
        store.catalog.fields.declare(model, "scores", scores)
        open_table(store.table(model, PREDICTIONS), store.layout(model).predictions())


def _covers(have: pa.Schema, wanted: pa.Schema) -> bool:
    return all(f.name in have.names and have.field(f.name).type == f.type for f in wanted)
