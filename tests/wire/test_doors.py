"""Where records are handed in."""

from __future__ import annotations

from watchkeeper.wire.doors import KINDS, door


def test_a_model_name_is_one_part_of_the_path() -> None:
    """A slash or a space in it cannot lead to another door."""
    assert door("a/b c?", "labels") == "/api/v1/models/a%2Fb%20c%3F/labels"
    assert [door("m", kind).rsplit("/", 1)[1] for kind in KINDS] == list(KINDS)
