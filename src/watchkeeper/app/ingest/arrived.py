"""Features that arrive: declared before rows are kept under them, and noted for the monitors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.schema_history import Columns, columns_at, note_columns, schema_history
from watchkeeper.profile.kinds import type_name
from watchkeeper.profile.windows import utc
from watchkeeper.store.declare import declare_classes, declare_features
from watchkeeper.store.layout import Layout
from watchkeeper.store.store import Store

#: Names beyond this many are kept in ``rescued``: somebody writes values into names.
MAX_FEATURES = 2_000

_ENOUGH = 100
_KINDS = {bool: pa.bool_(), int: pa.float64(), float: pa.float64(), str: pa.string()}


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of one version: the type of each feature, and which answers."""

    rows: int
    features: Mapping[str, str]
    prediction: bool
    score: bool
    scores: frozenset[str]


def declare(
    store: Store, layout: Layout, deployed: Deployed | None, new: Mapping[str, pa.DataType]
) -> Layout:
    """Declare the features *new* and return the layout that has them.

    Types come from the baseline; a feature that it does not know gets the one given here, and
    a number is a double.
    """
    free = MAX_FEATURES - len({f.name for f in layout.features})
    watched = _baseline_types(deployed)
    kinds = [(name, watched.get(name, kind)) for name, kind in new.items()]
    declared = [(name, kind) for name, kind in kinds if not pa.types.is_null(kind)][: max(free, 0)]
    if not declared:
        return layout
    declare_features(store, layout.model.name, pa.schema(declared), whole_numbers=False)
    return store.layout(layout.model.name)


def declare_scores(store: Store, layout: Layout, names: Iterable[str]) -> Layout:
    """Declare the classes *names* that have a score each; return the layout that has them."""
    have = {f.name for f in layout.scores}
    new = [name for name in names if name not in have]
    if not new or len(have) + len(new) > MAX_FEATURES:
        return layout
    declare_classes(store, layout.model.name, new)
    return store.layout(layout.model.name)


def json_type(values: Iterable[Any]) -> pa.DataType:
    """Return the type that most of the JSON *values* have."""
    kinds = Counter(type(value) for value in values if value is not None)
    if not kinds:
        return pa.null()
    return _KINDS[kinds.most_common(1)[0][0]]


def note(
    store: Store, model: str, deployed: Deployed, arrived: Arrived, times: pa.ChunkedArray
) -> None:
    """Remember which columns arrived at *times*, in the order of the reference.

    JSON has no order of its own, and may leave out what is null: of a few records nothing is
    concluded but that what they have is there.
    """
    known = times.drop_null()
    if not len(known):
        return
    expected = _expected(deployed)
    seen = _seen(expected, deployed, arrived)
    if arrived.rows < _ENOUGH:
        at = utc(min(known.cast(pa.int64()).to_numpy()).astype("datetime64[us]"))
        before = columns_at(schema_history(store, model, deployed), at)
        seen = _together(expected if before is None else before, seen)
    note_columns(store, model, deployed, seen, times)


def _baseline_types(deployed: Deployed | None) -> dict[str, pa.DataType]:
    if deployed is None or deployed.baseline is None:
        return {}
    kinds = {"numeric": pa.float64(), "category": pa.string()}
    columns = [c for c in deployed.baseline.columns if c.role == "feature"]
    return {c.name: kinds[c.kind] for c in columns if c.kind in kinds}


def _expected(deployed: Deployed) -> Columns:
    if deployed.baseline is None:
        return ()
    roles = deployed.baseline.roles
    free = {roles.label, roles.timestamp, roles.id, *roles.ignore}
    return tuple((name, kind) for name, kind in deployed.baseline.schema if name not in free)


def _seen(expected: Columns, deployed: Deployed, arrived: Arrived) -> Columns:
    types = dict(arrived.features)
    if deployed.baseline is not None:
        roles = deployed.baseline.roles
        answers = {roles.prediction} if arrived.prediction else set()
        if isinstance(roles.score, str):
            answers |= {roles.score} if arrived.score else set()
        elif roles.score is not None:
            answers |= {c for k, c in roles.score.items() if str(k) in arrived.scores}
        # What an answer is was settled with the task: its type is the reference's.
        types |= {name: kind for name, kind in expected if name in answers}
    first = [(name, types.pop(name)) for name, _ in expected if name in types]
    return (*first, *types.items())


def _together(before: Columns, seen: Columns) -> Columns:
    have = {name for name, _ in before}
    return (*before, *((name, kind) for name, kind in seen if name not in have))


def types_of(
    features: pa.StructArray, misfits: Mapping[str, Sequence[Any]], *, sent: Collection[str]
) -> dict[str, str]:
    """Return the type of each field that was sent; where most did not fit, the type of those.

    Args:
        features: The values that fit.
        misfits: Those that did not, by field; also of names that are not declared.
        sent: Names that came, be it with nothing but nulls: a column without a value is there.
    """
    found: dict[str, str] = {}
    for field, child in zip(features.type, features.flatten(), strict=True):
        others = misfits.get(field.name, ())
        fitting = len(child) - child.null_count
        if fitting or others or field.name in sent:
            mostly_others = len(others) > fitting
            found[field.name] = str(json_type(others)) if mostly_others else type_name(field.type)
    return found | {n: str(json_type(v)) for n, v in misfits.items() if n not in found}
