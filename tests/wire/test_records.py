"""The words of the wire and the nouns of the product."""

from __future__ import annotations

from watchkeeper.model.registry import Environment
from watchkeeper.wire.records import ENVIRONMENTS


def test_the_environments_are_those_of_the_registry() -> None:
    """A client refuses what the server would refuse, and nothing else."""
    assert tuple(Environment) == ENVIRONMENTS
