"""What serving processes said of themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from watchkeeper.store.catalog import Catalog
from watchkeeper.store.catalog.clients import ServingClient

THEN = datetime(2024, 3, 1, tzinfo=UTC)
ONE = ServingClient(
    id="host/1",
    model="m",
    version="1",
    environment="production",
    dropped=3,
    packages={"numpy": "2.1"},
    first_seen=THEN,
    last_seen=THEN,
)


def test_the_larger_count_and_the_later_time_stand(catalog: Catalog) -> None:
    """Batches may overtake each other; the first time stays."""
    later = replace(ONE, dropped=5, last_seen=THEN + timedelta(hours=1), packages={"numpy": "2.2"})
    catalog.clients.heard([ONE])
    catalog.clients.heard([later])
    catalog.clients.heard([replace(ONE, packages={"numpy": "2.2"})])
    assert catalog.clients.of("m") == (replace(later, first_seen=THEN),)


def test_an_older_word_changes_only_the_beginning(catalog: Catalog) -> None:
    """It came later, and was said before."""
    before = THEN - timedelta(hours=1)
    catalog.clients.heard([ONE])
    catalog.clients.heard([replace(ONE, packages={}, first_seen=before, last_seen=before)])

    assert catalog.clients.of("m") == (replace(ONE, first_seen=before),)


def test_the_last_heard_of_comes_first(catalog: Catalog) -> None:
    """Each version of a process is one row; other models have none."""
    other = replace(ONE, version="2", last_seen=THEN + timedelta(hours=1))
    catalog.clients.heard([ONE, other])
    catalog.clients.heard([])
    assert [c.version for c in catalog.clients.of("m")] == ["2", "1"]
    assert catalog.clients.of("n") == ()
