"""Samples over HTTP."""

from __future__ import annotations

from typing import Any

from watchkeeper.store import read_samples

SAMPLES = "/api/v1/models/flights/samples"


def sample(name: str, chance: float = 0.1, **more: Any) -> dict[str, Any]:
    """Return a sampled prediction."""
    return {"prediction_id": name, "plan": "weekly", "inclusion_probability": chance} | more


def test_a_sample_is_recorded_once(http: Any, ws: Any) -> None:
    """Sent again, it is counted and the first stays."""
    records = [sample("28-1"), sample("28-2", 0.5, drawn_at="2024-01-31T00:00:00Z")]
    first = http("POST", SAMPLES, json={"records": records})
    again = http("POST", SAMPLES, json={"records": [sample("28-1", 0.9), sample("28-3")]})

    assert (first.status_code, first.json()) == (201, {"accepted": 2, "duplicates": 0})
    assert again.json() == {"accepted": 1, "duplicates": 1}
    rows = read_samples(ws.store, "flights").sort_by("prediction_id").to_pylist()
    assert [row["inclusion_probability"] for row in rows] == [0.1, 0.5, 0.1]


def test_an_impossible_probability_is_told(http: Any) -> None:
    """What was drawn could be drawn, and at most surely."""
    for chance in (0, 1.5, -1):
        reply = http("POST", SAMPLES, json={"records": [sample("28-1", chance)]})
        assert reply.status_code == 422
        assert "body.records.0.inclusion_probability" in reply.json()["error"]
