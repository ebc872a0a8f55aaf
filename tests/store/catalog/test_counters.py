"""Counts add up."""

from __future__ import annotations

from datetime import date

from watchkeeper.store.catalog import Catalog

DAY = date(2024, 1, 1)


def test_counts_add_up_by_day(catalog: Catalog) -> None:
    """Rows without a day have a place of their own, and zeros leave no trace."""
    catalog.counters.add("m", "duplicates", {DAY: 2, None: 1})
    catalog.counters.add("m", "duplicates", {DAY: 3, date(2024, 1, 2): 0})
    catalog.counters.add("m", "rescued", {})
    assert catalog.counters.by_day("m", "duplicates") == {DAY: 5, None: 1}
    assert catalog.counters.total("m", "duplicates") == 6
    assert catalog.counters.total("m", "rescued") == 0
