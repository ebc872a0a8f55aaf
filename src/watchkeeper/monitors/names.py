"""Names of categories and columns as reasons quote them: the largest first, never too many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.model.figures import count, times

_SHOWN = 3
_LONGEST = 40


def quoted(name: str) -> str:
    """Return a name in quotes, shortened where it is long."""
    return repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}\u2026")


def listed(names: Sequence[str]) -> str:
    """Return the first names in quotes and how many more there are."""
    return ", ".join(map(quoted, names[:_SHOWN])) + _more(len(names))


def with_rows(rows: Mapping[str, int]) -> str:
    """Return the names with most rows, each with its rows, and how many more there are."""
    top = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    said = [f"{quoted(name)} in {times(n, 'row')}" for name, n in top[:_SHOWN]]
    return ", ".join(said) + _more(len(top))


def _more(names: int) -> str:
    return f" and {count(names - _SHOWN)} more" if names > _SHOWN else ""
