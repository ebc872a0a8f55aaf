"""The doors describe themselves."""

from __future__ import annotations

import json

from watchkeeper.api.doors import door_paths, door_schemas
from watchkeeper.app.ingest.write_kinds import KINDS
from watchkeeper.wire import doors as wire


def test_every_kind_has_a_door_and_a_writer() -> None:
    """One tuple for each; they agree."""
    assert {kind.name for kind in KINDS} == set(wire.KINDS)


def test_every_reference_leads_somewhere() -> None:
    """The document is complete, and is JSON."""
    text = json.dumps([door_paths(), door_schemas()])
    found = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert found <= set(door_schemas())
    assert {"Predictions", "Labels", "Operations"} <= found


def test_every_door_tells_its_replies() -> None:
    """What is taken, what comes back, and why it may be refused."""
    for path, entry in door_paths().items():
        post = entry["post"]
        assert path.endswith(post["operationId"].removeprefix("post_"))
        assert len(post["requestBody"]["content"]) == 2
        assert {"202", "400", "404", "413", "415", "422", "503"} <= set(post["responses"])
