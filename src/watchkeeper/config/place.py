"""Where in a TOML file a value stands, in the words of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def place(loc: Sequence[int | str], raw: object) -> str:
    """Return ``[monitor.drift] threshold`` or ``[[model]] 'flights' task`` for a path of keys.

    Args:
        loc: Keys and list positions from the top of the file.
        raw: The file as it was read; an entry of a list is called by its ``name``.
    """
    header: list[str] = []
    for depth, step in enumerate(loc):
        raw = _child(raw, step)
        if isinstance(step, int):
            entry = f"[[{'.'.join(header)}]] {_called(raw, step)}"
            return f"{entry} {_dotted(loc[depth + 1 :])}".rstrip()
        if not is_section(raw):
            return f"{_bracketed(header)} {_dotted(loc[depth:])}".lstrip()
        header.append(step)
    return _bracketed(header, twice=isinstance(raw, list))


def _child(raw: object, step: int | str) -> Any:
    if isinstance(raw, dict):
        return raw.get(str(step))
    if isinstance(raw, list) and isinstance(step, int):
        return raw[step]
    return None


def is_section(raw: object) -> bool:
    """Return whether *raw* is a table or a list of tables."""
    return isinstance(raw, dict) or (
        isinstance(raw, list) and bool(raw) and all(isinstance(item, dict) for item in raw)
    )


def _called(entry: object, position: int) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return repr(name) if isinstance(name, str) else f"no. {position + 1}"


def _bracketed(header: Sequence[str], *, twice: bool = False) -> str:
    if not header:
        return ""
    inside = ".".join(header)
    return f"[[{inside}]]" if twice else f"[{inside}]"


def _dotted(steps: Sequence[int | str]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")
