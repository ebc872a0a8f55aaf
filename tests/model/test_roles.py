"""Which column plays which part."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Roles


def test_nothing_is_guessed() -> None:
    """Without a word there is no part at all."""
    roles = Roles()

    assert roles.named == frozenset()
    assert roles.score_columns == ()
    assert roles.features is None


def test_named_are_the_columns_that_are_no_features() -> None:
    """Every score column is named."""
    roles = Roles(
        task="multiclass",
        prediction="y_pred",
        score={"cat": "p_cat", "dog": "p_dog"},
        label="y",
        timestamp="ts",
        id="id",
    )

    assert roles.named == {"y_pred", "p_cat", "p_dog", "y", "ts", "id"}
    assert roles.score_columns == ("p_cat", "p_dog")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"task": "binry"}, "did you mean 'binary'"),
        ({"task": "binary", "score": {"a": "p"}}, "mapping of class to column"),
        ({"task": "regression", "score": {"a": "p"}}, "mapping of class to column"),
        ({"task": "multiclass", "score": "p"}, "give a mapping"),
    ],
)
def test_contradictions_are_refused_with_a_hint(given: dict[str, Any], says: str) -> None:
    """The message says what to write instead."""
    with pytest.raises(ConfigError, match=says):
        Roles(**given)
