"""What is put in comes out, and a wrong name gets a hint."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from watchkeeper.errors import NotFound
from watchkeeper.model import Environment, Model, Version
from watchkeeper.store.catalog import Catalog

NOW = datetime(2024, 1, 1, 12, 30, 0, 123456, tzinfo=UTC)


def test_a_model_comes_back_as_it_was_put(catalog: Catalog) -> None:
    """Every field, also the mapping and the times; put again it is replaced."""
    model = Model(
        name="flights",
        task="multiclass",
        owner="ops@example.org",
        classes=("a", "b"),
        sources=MappingProxyType({"temp": "weather"}),
        timezone="Europe/Berlin",
        label_horizon=timedelta(days=7, seconds=1),
        registered_at=NOW,
    )
    catalog.models.put(Model(name="flights", task="binary"))
    catalog.models.put(model)
    assert catalog.models.get("flights") == model
    assert [m.name for m in catalog.models.all()] == ["flights", "m"]


def test_versions_are_kept_per_environment_in_order_of_deployment(catalog: Catalog) -> None:
    """The same version can be shadow first and production later."""
    first = Version(model="m", version="1", environment=Environment.SHADOW, deployed_at=NOW)
    second = Version(
        model="m", version="1", deployed_at=NOW + timedelta(days=1), baseline_id="b", trained_at=NOW
    )
    catalog.models.put_version(second)
    catalog.models.put_version(first)
    catalog.models.put_version(first)
    assert catalog.models.versions("m") == (first, second)


def test_an_unknown_model_gets_a_hint(catalog: Catalog) -> None:
    """The nearest name is in the message."""
    catalog.models.put(Model(name="flights", task="binary"))
    with pytest.raises(NotFound, match="did you mean 'flights'"):
        catalog.models.get("flihgts")


def test_a_baseline_keeps_its_first_place(catalog: Catalog) -> None:
    """It is immutable."""
    catalog.models.put_baseline("m", "b1", "baselines/b1.wkb", NOW)
    catalog.models.put_baseline("m", "b1", "elsewhere", NOW)
    assert catalog.models.baseline_path("b1") == "baselines/b1.wkb"
    with pytest.raises(NotFound, match="'b2'"):
        catalog.models.baseline_path("b2")
