"""Models and what of them is deployed where."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from watchkeeper.model import Environment, Model, Version


def test_a_version_is_in_production_unless_said_otherwise() -> None:
    """And has no baseline until one is set."""
    version = Version(model="m", version="1", deployed_at=datetime(2024, 1, 1, tzinfo=UTC))

    assert version.environment is Environment.PRODUCTION
    assert version.baseline_id is None


def test_environments_are_their_own_text() -> None:
    """Tables and URLs hold the word."""
    assert Environment("shadow") is Environment.SHADOW
    assert f"{Environment.CANARY}" == "canary"


def test_nouns_do_not_change() -> None:
    """What was deployed is a fact."""
    model = Model(name="m", task="binary")

    with pytest.raises(FrozenInstanceError):
        model.name = "other"  # type: ignore[misc]
