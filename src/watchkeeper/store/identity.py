"""Has a row been recorded already? Hashes in memory say no at once; a yes is looked up."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.store.lake.snapshot import Day, Snapshot

Hashes = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MAX_HASHES = 50_000_000
_TAIL = 65_536


class HashSet:
    """A growing set of 64-bit hashes, 8 bytes each."""

    __slots__ = ("_sorted", "_tail")

    def __init__(self, hashes: Hashes | None = None) -> None:
        self._sorted = np.sort(hashes) if hashes is not None else np.empty(0, np.int64)
        self._tail = np.empty(0, np.int64)

    def __len__(self) -> int:
        return int(self._sorted.size + self._tail.size)

    def add(self, hashes: Hashes) -> None:
        """Add *hashes*."""
        self._tail = np.sort(np.concatenate([self._tail, hashes]), kind="stable")
        if self._tail.size > max(_TAIL, self._sorted.size // 8):
            merged = np.concatenate([self._sorted, self._tail])
            self._sorted = np.sort(merged, kind="stable")
            self._tail = np.empty(0, np.int64)

    def holds(self, hashes: Hashes) -> Bools:
        """Return, for each of *hashes*, whether it is in the set; shape (n,)."""
        return _in_sorted(self._sorted, hashes) | _in_sorted(self._tail, hashes)


@dataclass(frozen=True, slots=True)
class Sifted:
    """What a batch holds that is new: ``keep`` has a True per new row, shape (n,).

    ``other_day`` is True where a new row has the identity of a row of another day that this
    process has seen.
    """

    keep: Bools
    other_day: Bools
    hashes: Hashes


class Identities:
    """The identities recorded in one table, by day, as far as this process needed them.

    An identity is the tuple of the columns *key* and the day. Everything here belongs to one
    version of the table and is forgotten when somebody else has written meanwhile.
    """

    def __init__(self, key: Sequence[str]) -> None:
        self._key = tuple(key)
        self._version = -1
        self._days: dict[Day, HashSet] = {}
        self._all = HashSet()

    def sift(self, snapshot: Snapshot, data: pa.Table) -> Sifted:
        """Tell the new rows of *data* from those recorded in *snapshot*, or twice in *data*.

        The first of equal rows is the one that is new. A hit among the hashes is checked
        against the rows themselves.
        """
        if snapshot.version != self._version:
            self.forget()
            self._version = snapshot.version
        keys = _tuples(data, self._key)
        hashes = np.fromiter(map(hash, keys), np.int64, len(keys))
        days = _day_numbers(data["day"])
        keep = _first_of_each(keys, hashes, days)
        other_day = np.zeros(len(keys), np.bool_)
        for number in np.unique(days):
            rows = np.flatnonzero(days == number)
            day = data["day"][int(rows[0])].as_py()
            hit = rows[self._of_day(snapshot, day).holds(hashes[rows])]
            if hit.size:
                keep[hit] &= ~self._recorded(snapshot, day, [keys[i] for i in hit])
            miss = rows[keep[rows]]
            other_day[miss] = self._all.holds(hashes[miss])
        return Sifted(keep, other_day | _repeats(hashes, keep), hashes)

    def record(self, version: int, data: pa.Table, sifted: Sifted) -> None:
        """Note that the new rows of *data* became *version* of the table."""
        days = _day_numbers(data["day"])
        for number in np.unique(days[sifted.keep]):
            rows = np.flatnonzero((days == number) & sifted.keep)
            day = data["day"][int(rows[0])].as_py()
            self._days[day].add(sifted.hashes[rows])
            self._all.add(sifted.hashes[rows])
        self._version = version
        if len(self._all) > MAX_HASHES:
            self.forget()

    def moved_to(self, version: int) -> None:
        """Note that the table has a new version with the same rows."""
        self._version = version

    def forget(self) -> None:
        """Drop everything; it is read again when needed."""
        self._days.clear()
        self._all = HashSet()

    def _of_day(self, snapshot: Snapshot, day: Day) -> HashSet:
        known = self._days.get(day)
        if known is None:
            rows = _tuples(snapshot.read(self._key, days={day}), self._key)
            hashes = np.fromiter(map(hash, rows), np.int64, len(rows))
            known = self._days[day] = HashSet(hashes)
            self._all.add(hashes)
        return known

    def _recorded(self, snapshot: Snapshot, day: Day, keys: list[tuple[Hashable, ...]]) -> Bools:
        first = pc.field(self._key[0]).isin(pa.array({key[0] for key in keys}))
        rows = snapshot.read(self._key, days={day}, where=first)
        known = set(_tuples(rows, self._key))
        return np.array([key in known for key in keys], np.bool_)


def _tuples(data: pa.Table, key: Sequence[str]) -> list[tuple[Hashable, ...]]:
    return list(zip(*(_values(data[name]) for name in key), strict=True))


def _values(column: pa.ChunkedArray) -> list[Hashable]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    values: list[Hashable] = column.to_pylist()
    return values


def _day_numbers(days: pa.ChunkedArray) -> npt.NDArray[np.int32]:
    numbers = days.combine_chunks().cast(pa.int32()).fill_null(np.iinfo(np.int32).min)
    return np.asarray(numbers)


def _first_of_each(
    keys: list[tuple[Hashable, ...]], hashes: Hashes, days: npt.NDArray[np.int32]
) -> Bools:
    keep = np.ones(hashes.size, np.bool_)
    order = np.sort(hashes)
    twice = np.unique(order[1:][order[1:] == order[:-1]])
    if not twice.size:
        return keep
    seen = set()
    for row in np.flatnonzero(_in_sorted(twice, hashes)):
        identity = (*keys[row], int(days[row]))
        keep[row] = identity not in seen
        seen.add(identity)
    return keep


def _repeats(hashes: Hashes, keep: Bools) -> Bools:
    """Tell the kept rows whose identity an earlier kept row, of another day, has too."""
    rows = np.flatnonzero(keep)
    _, first = np.unique(hashes[rows], return_index=True)
    repeats = keep.copy()
    repeats[rows[first]] = False
    return repeats


def _in_sorted(known: Hashes, hashes: Hashes) -> Bools:
    if not known.size:
        return np.zeros(hashes.size, np.bool_)
    at = np.minimum(np.searchsorted(known, hashes), known.size - 1)
    found: Bools = known[at] == hashes
    return found
