"""Rows on their way from requests into a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from watchkeeper.store.given import new_ids
from watchkeeper.store.inbox import Waiting
from watchkeeper.store.lake.cast import Fitted

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Rows:
    """A table, and by row the values that found no place in it."""

    table: pa.Table
    misfits: Mapping[int, Mapping[str, Any]]


def together(parts: Sequence[Rows]) -> Rows:
    """Return *parts*, whose common columns have the same types, as one."""
    misfits: dict[int, Mapping[str, Any]] = {}
    start = 0
    for part in parts:
        misfits |= {start + row: kept for row, kept in part.misfits.items()}
        start += part.table.num_rows
    tables = [part.table for part in parts]
    return Rows(pa.concat_tables(tables, promote_options="default"), misfits)


def of_fitted(fitted: Fitted) -> Rows:
    """Return what `fit_to` made, its rescued values as values again."""
    texts = fitted.rescued
    found = {}
    if texts.null_count < len(texts):
        found = {row: json.loads(t) for row, t in enumerate(texts.to_pylist()) if t is not None}
    return Rows(fitted.table, found)


def ids_of(waiting: Waiting, given: Sequence[str | None]) -> list[str]:
    """Return an id for each record: its own, or one that follows from the request's name."""
    if None not in given:
        return list(given)  # type: ignore[arg-type]
    made = new_ids(len(given), waiting.name)
    return [own if own is not None else other for own, other in zip(given, made, strict=True)]


def in_slices(length: int) -> Iterator[slice]:
    """Yield slices of a size that stays in the processor's cache."""
    for start in range(0, length, _AT_ONCE):
        yield slice(start, start + _AT_ONCE)


class Misplaced:
    """Collects, by row, the values that fit no column."""

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: dict[int, dict[str, Any]] = {}

    def add(self, name: str, misfits: Sequence[tuple[int, Any]], *, part: str = "") -> None:
        """Add the *misfits* of a column, or of the field *name* of the struct *part*."""
        for row, value in misfits:
            place = self.rows.setdefault(row, {})
            if part:
                place = place.setdefault(part, {})
            place[name] = value
