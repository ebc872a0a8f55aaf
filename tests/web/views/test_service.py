"""How the service is, from whatever shape its state has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from watchkeeper.web.views.service import service_view, size


@dataclass
class Client:
    """A client as the server may know it."""

    id: str
    dropped: int


@dataclass
class State:
    """A state as the server may give it."""

    queue: int
    lag_s: float
    inbox_bytes: int
    last_success_at: datetime
    ready: bool
    clients: list[Client]
    poison: list[Client]


def test_a_dataclass_becomes_facts_and_tables() -> None:
    """Names in words, numbers by the end of their name."""
    at = datetime(2024, 5, 1, 9, tzinfo=UTC)
    view = service_view(State(1200, 90.0, 3_400_000, at, True, [Client("a", 2)], []))
    facts = dict(view.facts)

    assert facts["queue"] == "1,200"
    assert facts["lag"] == "90\u00a0s"
    assert facts["inbox"].endswith("MB")
    assert facts["last success"] == "1 May 2024, 09:00 UTC"
    assert facts["ready"] == "yes"
    assert facts["poison"] == "none"
    assert [t.name for t in view.tables] == ["clients that dropped records"]
    assert view.tables[0].rows == (("a", "2"),)


def test_a_mapping_will_do_and_a_nested_one_is_said_in_a_line() -> None:
    """No class of another part needs to be known here; what is not known is left out."""
    writer = {"success_s": 12.0, "heard_s": 2.0, "error": "", "last_success": None}
    view = service_view({"writer": writer, "versions": {"numpy": "2"}})

    assert view.facts == (("writer", "succeeded 12\u00a0s ago, heard 2\u00a0s ago"),)


def test_anything_else_is_said_as_it_is() -> None:
    """Better a word than a broken page."""
    assert service_view("starting").facts == (("state", "starting"),)


def test_sizes_have_their_unit() -> None:
    """From bytes on."""
    assert size(12) == "12\u00a0B"
    assert size(5 << 30) == "5\u00a0GB"
