"""What a client refuses when it is made: the only time that it raises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.sdk import Client
from watchkeeper.sdk.settings import state_folder


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"url": "127.0.0.1:8765"}, "is not an address"),
        ({"url": "ftp://host"}, "is not an address"),
        ({"url": "http://host:port"}, "is not an address"),
        ({"url": "http://ann:secret@host"}, "give token="),
        ({"model": ""}, "model: the name is empty"),
        ({"version": ""}, "version: the name is empty"),
        ({"environment": "prod"}, "known: canary, production"),
        ({"queue": 0}, "queue must be above 0, got 0"),
        ({"max_age_s": float("nan")}, "max_age_s must be above 0"),
        ({"spool_mb": -1}, "spool_mb must be above 0"),
        ({"token": "wk_secret\n"}, "token holds a line break"),
    ],
)
def test_refused(settings: dict[str, Any], message: str) -> None:
    """The message names the argument; a secret is not in it."""
    given = {"url": "http://127.0.0.1:8765", "model": "flights", **settings}

    with pytest.raises(ConfigError, match=message) as refused:
        Client(**given)
    assert "secret" not in str(refused.value)


def test_the_spool_rests_in_the_state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own, or none where there is no home."""
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert state_folder() == Path("/state/watchkeeper/spool")
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", "nowhere")
    assert state_folder() is None
