"""Schema: columns were added, removed, renamed, reordered or changed their type."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import times
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.names import listed, quoted
from watchkeeper.monitors.observed import Observed

Columns = Sequence[tuple[str, str]]

_NUMBERS = ("int", "uint", "float", "double", "halffloat", "decimal")
_TIMES = ("timestamp", "date", "time")
_TEXTS = ("string", "large_string", "string_view")
# A column without any value has this type, whatever it holds otherwise.
_NO_TYPE = "null"


@dataclass(frozen=True, slots=True)
class _Change:
    level: Level
    reason: str


def check(observed: Observed, config: MonitorConfig) -> Iterator[Finding]:
    """Compare the columns that arrived with those of the reference, by name, order and type.

    Another width of number is no change (a null alone turns integers into floats), nor is a
    column without any value: the missing monitor tells that. Columns of the reference that are
    not watched (label, ids, ignored ones) are of no concern here. The order is a finding of
    its own, on the stream.
    """
    if observed.columns is None:
        return
    roles = {column.name: column.role for column in observed.baseline.columns}
    known = {name for name, _ in observed.baseline.schema}
    then = [(name, type_) for name, type_ in observed.baseline.schema if name in roles]
    now = [(name, type_) for name, type_ in observed.columns if name in roles or name not in known]
    for name, change in _changes(then, now).items():
        yield observed.finding(
            monitor="schema",
            subject=name,
            subject_kind=roles.get(name, "feature"),
            level=change.level,
            reason=change.reason,
        )
    order = _order([name for name, _ in then], [name for name, _ in now])
    yield observed.finding(
        monitor="schema",
        subject="stream",
        subject_kind="model",
        level=order.level,
        reason=order.reason,
    )


def _changes(then: Columns, now: Columns) -> dict[str, _Change]:
    """Return what became of every column of both sides, those of the reference first."""
    old, new = dict(then), dict(now)
    renamed = _renamed(then, now)
    changes = {name: _fate(name, type_, new, renamed) for name, type_ in then}
    for name, type_ in now:
        if name not in old and name not in renamed.values():
            changes[name] = _Change(Level.WARNING, f"new, of type {type_}")
    return changes


def _fate(name: str, type_: str, new: Mapping[str, str], renamed: Mapping[str, str]) -> _Change:
    if name in renamed:
        other = quoted(renamed[name])
        return _Change(Level.CRITICAL, f"gone; {other} came in its place: was it renamed?")
    if name not in new:
        return _Change(Level.CRITICAL, "gone")
    before, after = _family(type_), _family(new[name])
    if before == after or _NO_TYPE in (before, after):
        return _Change(Level.OK, f"there, of type {new[name]}")
    # True and 1, false and 0 are counted as the same values.
    level = Level.WARNING if {before, after} == {"bool", "number"} else Level.CRITICAL
    return _Change(level, f"of type {new[name]}, {type_} in the reference")


def _family(type_: str) -> str:
    """Return ``number``, ``time`` or ``text`` for all types of these, else the type's name."""
    for family, prefixes in (("number", _NUMBERS), ("time", _TIMES), ("text", _TEXTS)):
        if type_.startswith(prefixes):
            return family
    return type_


def _renamed(then: Columns, now: Columns) -> dict[str, str]:
    """Pair columns that are gone with new ones that look like the same under another name.

    Either the names differ in capitals and signs only, or the new one has the same kind of
    type and stands beside the same neighbour.
    """
    old, new = dict(then), dict(now)
    gone = [name for name in old if name not in new]
    free = [name for name in new if name not in old]
    pairs: dict[str, str] = {}
    for same in (_same_letters, _Places(then, now).agree):
        for name in gone:
            match = next((other for other in free if same(name, other)), None)
            if name not in pairs and match is not None:
                pairs[name] = match
                free.remove(match)
    return pairs


def _same_letters(name: str, other: str) -> bool:
    return _letters(name) == _letters(other) != ""


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


class _Places:
    """Where columns stand among those that both sides have."""

    def __init__(self, then: Columns, now: Columns) -> None:
        both = {name for name, _ in then} & {name for name, _ in now}
        self._type = {**dict(now), **dict(then)}
        self._beside = {**_neighbours(now, both), **_neighbours(then, both)}

    def agree(self, name: str, other: str) -> bool:
        """Return whether the two have one kind of type and a neighbour in common."""
        if _family(self._type[name]) != _family(self._type[other]):
            return False
        (before, after), (before_other, after_other) = self._beside[name], self._beside[other]
        return before == before_other or after == after_other


def _neighbours(columns: Columns, both: set[str]) -> dict[str, tuple[str | None, str | None]]:
    """Return the nearest column of *both* before and after each column."""
    names = [name for name, _ in columns]
    before = dict(zip(names, _nearest(names, both), strict=True))
    after = dict(zip(names[::-1], _nearest(names[::-1], both), strict=True))
    return {name: (before[name], after[name]) for name in names}


def _nearest(names: Sequence[str], both: set[str]) -> Iterator[str | None]:
    last = None
    for name in names:
        yield last
        last = name if name in both else last


def _order(then: Sequence[str], now: Sequence[str]) -> _Change:
    place = {name: i for i, name in enumerate(then)}
    kept = [place[name] for name in now if name in place]
    moved = sorted(set(kept) - set(_longest_rise(kept)))
    if not moved:
        return _Change(Level.OK, "the columns stand in the order of the reference")
    names = listed([then[i] for i in moved])
    what = times(len(moved), "column stands", "columns stand")
    return _Change(Level.WARNING, f"{what} at another place than in the reference: {names}")


def _longest_rise(values: Sequence[int]) -> list[int]:
    """Return a longest rising subsequence: what stayed in order, so that the rest moved."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for value in values:
        at = bisect_left(ends, value)
        before[value] = ends[at - 1] if at else None
        ends[at : at + 1] = [value]
    rise: list[int] = []
    last = ends[-1] if ends else None
    while last is not None:
        rise.append(last)
        last = before[last]
    return rise
