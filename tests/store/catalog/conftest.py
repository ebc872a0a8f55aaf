"""A catalog in a file, with the model `m`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from watchkeeper.model import Model
from watchkeeper.store.catalog import Catalog


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/catalog.db"


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Catalog]]:
    """Open the same catalog as often as wanted, as several processes would."""
    catalogs: list[Catalog] = []

    def again() -> Catalog:
        catalogs.append(Catalog(url))
        return catalogs[-1]

    yield again
    for catalog in catalogs:
        catalog.close()


@pytest.fixture
def catalog(opened: Callable[[], Catalog]) -> Catalog:
    made = opened()
    made.models.put(Model(name="m", task="binary"))
    return made
