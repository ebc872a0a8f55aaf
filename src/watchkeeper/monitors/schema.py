"""Schema: columns were added, removed, renamed, reordered or changed their type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watchkeeper.model import Finding, Level
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed

_NUMBERS = ("int", "uint", "float", "double", "halffloat", "decimal")


@dataclass(frozen=True, slots=True)
class _Change:
    level: Level
    reason: str


def check(observed: Observed, config: MonitorConfig) -> Iterator[Finding]:
    """Compare the columns that arrived with those of the reference, by name, order and type.

    Another width of number is no change: a null alone turns integers into floats.
    """
    if observed.columns is None:
        return
    watched = {column.name for column in observed.baseline.columns}
    then = [(name, type_) for name, type_ in observed.baseline.schema if name in watched]
    known = dict(observed.baseline.schema)
    now = [(n, t) for n, t in observed.columns if n not in known or n in watched]
    changes = _changes(then, now)
    for name, change in changes.items():
        yield _finding(observed, name, change)
    for name, _ in then:
        if name not in changes:
            yield _finding(observed, name, _Change(Level.OK, "there, with its type"))


def _changes(then: Sequence[tuple[str, str]], now: Sequence[tuple[str, str]]) -> dict[str, _Change]:
    old, new = dict(then), dict(now)
    removed = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    renamed = dict(_renames(then, now, removed, added))
    changes = {
        name: _Change(Level.CRITICAL, f"gone; renamed to {renamed[name]!r}?")
        if name in renamed
        else _Change(Level.CRITICAL, "gone")
        for name in removed
    }
    changes |= {
        name: _Change(Level.WARNING, f"new, of type {new[name]}")
        for name in added
        if name not in renamed.values()
    }
    changes |= {
        name: _Change(Level.CRITICAL, f"of type {new[name]}, was {old[name]}")
        for name in old
        if name in new and _family(old[name]) != _family(new[name])
    }
    for name in _moved([n for n in old if n in new], [n for n in new if n in old]):
        changes.setdefault(name, _Change(Level.WARNING, "at another place in the row"))
    return changes


def _renames(
    then: Sequence[tuple[str, str]],
    now: Sequence[tuple[str, str]],
    removed: Sequence[str],
    added: Sequence[str],
) -> Iterator[tuple[str, str]]:
    """Pair a removed with an added column of the same place and kind of type."""
    places = {name: i for i, (name, _) in enumerate(now)}
    types = {**dict(now), **dict(then)}
    free = list(added)
    for i, (name, _) in enumerate(then):
        if name not in removed:
            continue
        same = [a for a in free if places[a] == i and _family(types[a]) == _family(types[name])]
        if same:
            free.remove(same[0])
            yield name, same[0]


def _moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    if list(old) == list(new):
        return []
    return [name for name, other in zip(old, new, strict=True) if name != other]


def _family(type_: str) -> str:
    """Return ``number`` for all numeric types, else the type's own name."""
    return "number" if type_.startswith(_NUMBERS) else type_


def _finding(observed: Observed, name: str, change: _Change) -> Finding:
    kinds = {c.name: c.role for c in observed.baseline.columns}
    return observed.finding(
        monitor="schema",
        subject=name,
        subject_kind=kinds.get(name, "feature"),
        level=change.level,
        reason=change.reason,
    )
