"""Which columns have been arriving, since when: what the schema monitor compares."""

from __future__ import annotations

import json
from datetime import datetime

import numpy as np
import pyarrow as pa

from watchkeeper.app.deployed import Deployed
from watchkeeper.errors import StoreError
from watchkeeper.profile.windows import utc
from watchkeeper.store.catalog.changes import Change
from watchkeeper.store.store import Store

Columns = tuple[tuple[str, str], ...]
"""Names with their types, in order."""

History = list[tuple[datetime, Columns]]
"""Since when which columns arrive, earliest first."""

_LONGEST = 500


def note_columns(
    store: Store, model: str, deployed: Deployed, seen: Columns, times: pa.ChunkedArray
) -> None:
    """Remember that *seen* arrived at *times*, and put a change into the log.

    The newest 500 changes are kept. Rows without a time tell nothing.
    """
    known = np.asarray(times.drop_null().cast(pa.int64()))
    if not known.size:
        return
    at = utc(known.min().astype("datetime64[us]"))
    history = schema_history(store, model, deployed)
    if columns_at(history, at) == seen:
        return
    first = not history
    history = sorted([*(entry for entry in history if entry[0] != at), (at, seen)])[-_LONGEST:]
    told = [[since.isoformat(), columns] for since, columns in history]
    store.catalog.settings.put(_key(model, deployed), json.dumps(told))
    if not first:
        version = deployed.version.version
        text = f"the columns of version {version} changed"
        change = Change(model=model, at=at, kind="schema", text=text, version=version)
        store.catalog.changes.add(change)


def schema_history(store: Store, model: str, deployed: Deployed) -> History:
    """Return since when which columns have been arriving.

    Raises:
        StoreError: the catalog holds something else under that name.
    """
    text = store.catalog.settings.get(_key(model, deployed))
    if text is None:
        return []
    try:
        return [
            (datetime.fromisoformat(at), tuple((str(name), str(kind)) for name, kind in columns))
            for at, columns in json.loads(text)
        ]
    except ValueError as error:
        raise StoreError(f"the schema history of {model} cannot be read: {error}") from error


def columns_at(history: History, moment: datetime) -> Columns | None:
    """Return the columns that were arriving at *moment*; None: not known."""
    past = [columns for since, columns in history if since <= moment]
    return past[-1] if past else None


def _key(model: str, deployed: Deployed) -> str:
    return f"schema/{model}/{deployed.version.environment}/{deployed.version.version}"
