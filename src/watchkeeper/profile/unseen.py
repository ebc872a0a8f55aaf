"""The names of categories that the reference never had, a few per cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

NAMES_PER_CELL = 20

UnseenNames = Mapping[str, int]
NONE_UNSEEN: UnseenNames = MappingProxyType({})


def largest(counts: Mapping[str, int]) -> UnseenNames:
    """Return the 20 most frequent names, by count and then by name."""
    if not counts:
        return NONE_UNSEEN
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return dict(order[:NAMES_PER_CELL])


def add_names(maps: Iterable[UnseenNames]) -> UnseenNames:
    """Add counts name by name and keep the 20 most frequent.

    Exact while no more than 20 names occur in all; beyond that a name's count may miss
    cells in which it was not among the largest. The number of unseen rows is always exact.
    """
    found = [names for names in maps if names]
    if len(found) <= 1:
        return found[0] if found else NONE_UNSEEN
    total: Counter[str] = Counter()
    for names in found:
        total.update(names)
    return largest(total)
