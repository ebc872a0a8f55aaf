"""Models and their cards over HTTP."""

from __future__ import annotations

from typing import Any

CARD = {
    "task": "binary",
    "owner": "ops@example.org",
    "tier": "1",
    "positive": "late",
    "classes": ["late", "on_time"],
    "sources": {"temp": "weather"},
    "source_owners": {"weather": "met@example.org"},
    "consumers": ["gate planning"],
    "runbook": "https://example.org/runbook",
    "intended_use": "delays of departures",
    "timezone": "Europe/Berlin",
    "label_horizon_days": 30.0,
}


def test_a_model_is_registered_and_read_back(http: Any, ws: Any) -> None:
    """201 the first time, 200 after; the card is what the workspace has."""
    first = http("PUT", "/api/v1/models/gates", json=CARD)
    again = http("PUT", "/api/v1/models/gates", json=CARD | {"owner": "anna@example.org"})

    assert (first.status_code, again.status_code) == (201, 200)
    card = http("GET", "/api/v1/models/gates").json()
    registered_at = card.pop("registered_at")
    assert registered_at.startswith("2024-02-01")
    changed = {"name": "gates", "owner": "anna@example.org", "rows": 0, "live": {}}
    assert card == CARD | changed
    assert ws.store.catalog.models.get("gates").owner == "anna@example.org"


def test_a_card_says_what_answers_and_how_much_is_recorded(http: Any) -> None:
    """Rows, and the version of each environment."""
    card = http("GET", "/api/v1/models/flights").json()

    assert (card["rows"], card["live"]) == (360, {"production": "1"})


def test_models_are_listed_by_name(http: Any) -> None:
    """All of them, with their facts."""
    listed = http("GET", "/api/v1/models").json()["models"]

    assert [model["name"] for model in listed] == ["flights", "other"]


def test_an_unknown_model_is_named_with_its_nearest(http: Any) -> None:
    """404, on every address below it."""
    for rest in ("", "/versions", "/baselines", "/changes", "/metrics", "/findings"):
        reply = http("GET", f"/api/v1/models/flihgts{rest}")
        assert reply.status_code == 404
        assert reply.json() == {
            "error": "no model is called 'flihgts'",
            "hint": "did you mean 'flights'?",
        }


def test_a_model_with_versions_keeps_its_task(http: Any) -> None:
    """409: its baselines were fitted for it."""
    reply = http("PUT", "/api/v1/models/flights", json={"task": "regression"})

    assert reply.status_code == 409
    assert "task='binary'" in reply.json()["error"]
    positive = {"task": "binary", "positive": "on_time"}
    assert http("PUT", "/api/v1/models/flights", json=positive).status_code == 409


def test_a_name_that_no_address_can_hold_is_refused(http: Any) -> None:
    """Control characters, and what browsers read as a folder."""
    for name in ("%00", "a%0Ab", "a%5Cb", "x" * 201):
        assert http("PUT", f"/api/v1/models/{name}", json=CARD).status_code == 422


def test_a_misspelt_fact_is_an_error(http: Any) -> None:
    """A fact of another name is not dropped silently; its value is not repeated."""
    reply = http("PUT", "/api/v1/models/gates", json=CARD | {"owners": "secret-name"})

    assert reply.status_code == 422
    assert reply.json()["error"] == "body.owners: Extra inputs are not permitted"
    assert "secret-name" not in reply.text
