"""How far a replay of the past has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from watchkeeper.app.kept_clock import move_clock
from watchkeeper.app.workspace import Workspace

DAY = timedelta(days=1)

Visit = Callable[..., Any]


def test_every_page_says_how_far_it_has_come(empty: Workspace, visit: Visit) -> None:
    """While it goes on, pages look again sooner."""
    start = empty.store.clock.now()
    move_clock(empty.store, start + 41 * DAY, until=start + 275 * DAY)
    texts = [visit(empty).get(path).text for path in ("/models", "/incidents")]

    for text in texts:
        assert "it is 10 March 2024 here, 41 of 275 days" in text
        assert '<progress value="0.1491"' in text
        assert 'data-every="5"' in text


def test_at_its_end_nothing_is_said(empty: Workspace, visit: Visit) -> None:
    """The pages are those of any workspace then."""
    start = empty.store.clock.now()
    move_clock(empty.store, start + 275 * DAY, until=start + 275 * DAY)
    text = visit(empty).get("/models").text

    assert "<progress" not in text
    assert 'data-every="30"' in text


def test_without_a_replay_nothing_is_said(empty: Workspace, visit: Visit) -> None:
    """A clock that stands is no replay."""
    assert "<progress" not in visit(empty).get("/models").text
