"""How the service is, as pages and metrics show it."""

from __future__ import annotations

import json
from typing import Any

from watchkeeper.app.ingest.service_state import LIBRARIES, service_state


def test_before_anything_ran(desk: Any) -> None:
    """Nobody was heard of, nothing waits."""
    state = service_state(desk.ws.store)
    assert (state.requests, state.records, state.oldest_s) == (0, 0, 0.0)
    assert not state.writer.is_alive
    assert (state.writer.success_s, state.evaluator.last_success) == (None, None)
    assert set(state.versions) == {"watchkeeper", *LIBRARIES}


def test_what_waits_and_what_went_wrong(desk: Any) -> None:
    """Queue, poison, processes that had to drop."""
    for id, dropped in (("quiet", 0), ("busy", 7)):
        client = json.dumps({"id": id, "dropped": dropped, "packages": {}})
        desk.put("predictions", {"features": {}}, client=client)
    state = service_state(desk.ws.store)
    assert (state.requests, state.records) == (2, 2)
    assert state.oldest_s > 0.0
    desk.write()
    desk.put("labels", b"poison")
    desk.write()
    state = service_state(desk.ws.store)
    assert state.requests == 0
    assert [aside.kind for aside in state.set_aside] == ["labels"]
    assert [(c.id, c.dropped) for c in state.clients] == [("busy", 7)]
    assert state.writer.is_alive
    assert state.writer.last_success is not None
