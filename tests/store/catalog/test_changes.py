"""The change log keeps order."""

from __future__ import annotations

from datetime import UTC, datetime

from watchkeeper.store.catalog import Catalog, Change

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


def test_changes_come_back_in_order_of_time(catalog: Catalog) -> None:
    """An entry that is made twice, as after a crash, is there once."""
    later = Change(model="m", at=NOON, kind="deploy", text="version 2", version="2")
    earlier = Change(model="m", at=NOON.replace(hour=1), kind="event", text="storm")
    for change in (later, earlier, later):
        catalog.changes.add(change)
    assert catalog.changes.of("m") == (earlier, later)
    assert catalog.changes.of("other") == ()
