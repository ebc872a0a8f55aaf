"""How the service itself is, from whatever shape its state has.

The state may be a mapping or a dataclass. A field that holds a list of mappings or of dataclasses
is shown as a table, every other field as a fact; fields that end in ``_bytes``, ``_s``, ``_at`` are
written as sizes, lengths of time and moments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.model.figures import NONE, count, number
from watchkeeper.report.wording import clock
from watchkeeper.web.templating import ago

_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))
SHOWN_ELSEWHERE = ("versions",)
_SUFFIXES = ("_bytes", "_s", "_at")
_NAMES = {
    "requests": "requests waiting",
    "records": "records waiting",
    "oldest_s": "oldest waiting",
    "set_aside": "requests set aside",
    "clients": "clients that dropped records",
    "success_s": "succeeded",
    "heard_s": "heard",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A list of the state: its name, its columns in words, its rows as texts."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """The state of the service as texts."""

    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


def service_view(state: object) -> ServiceView:
    """Return *state* in words."""
    values = _fields(state)
    facts, tables = [], []
    for name, value in values.items():
        if name in SHOWN_ELSEWHERE:
            continue
        if _is_rows(value):
            if value:
                tables.append(_table(name, value))
            else:
                facts.append((_words(name), "none"))
        elif isinstance(value, Mapping) or is_dataclass(value):
            facts.append((_words(name), _in_one(_fields(value))))
        else:
            facts.append((_words(name), text(name, value)))
    return ServiceView(tuple(facts), tuple(tables))


def _fields(state: object) -> dict[str, Any]:
    if isinstance(state, Mapping):
        return {str(key): value for key, value in state.items()}
    if is_dataclass(state) and not isinstance(state, type):
        return asdict(state)
    return {"state": str(state)}


def _in_one(values: Mapping[str, Any]) -> str:
    """Return what is known of a part of the state in a line; lengths of time are until now."""
    said = [
        f"{_words(key)} {text(key, value)}" + (" ago" if key.endswith("_s") else "")
        for key, value in values.items()
        if value not in (None, "") and not isinstance(value, datetime)
    ]
    return ", ".join(said) or NONE


def _is_rows(value: object) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(item, Mapping) or is_dataclass(item) for item in value
    )


def _table(name: str, items: Any) -> Table:
    rows = [_fields(item) for item in items]
    names = list(dict.fromkeys(key for row in rows for key in row))
    cells = tuple(tuple(text(key, row.get(key)) for key in names) for row in rows)
    return Table(_words(name), tuple(_words(key) for key in names), cells)


def _words(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name.replace("_", " ")


def text(name: str, value: Any) -> str:
    """Return one value in words, by what the end of its name says of it."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return clock(value.astimezone(ZoneInfo("UTC")))
    if isinstance(value, timedelta):
        return ago(value)
    if isinstance(value, int | float):
        return _figure(name, value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(item) for item in value) or NONE
    return str(value) or NONE


def _figure(name: str, value: float) -> str:
    if name.endswith("_bytes"):
        return size(int(value))
    if name.endswith("_s"):
        return ago(timedelta(seconds=value))
    return count(value) if isinstance(value, int) else number(value)


def size(n: int) -> str:
    """Return a number of bytes: "3.2 MB"."""
    for unit, word in _UNITS:
        if n >= unit:
            return f"{number(n / unit)}\u00a0{word}"
    return f"{n}\u00a0B"
