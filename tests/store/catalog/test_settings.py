"""Facts about the workspace."""

from __future__ import annotations

from watchkeeper.store.catalog import Catalog


def test_a_setting_is_what_was_put_last(catalog: Catalog) -> None:
    """And `setdefault` does not touch what is there."""
    assert catalog.settings.get("zone") is None
    assert catalog.settings.setdefault("zone", "UTC") == "UTC"
    assert catalog.settings.setdefault("zone", "Europe/Berlin") == "UTC"
    catalog.settings.put("zone", "Asia/Tokyo")
    assert catalog.settings.get("zone") == "Asia/Tokyo"
