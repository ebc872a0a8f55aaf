"""Many callers at once."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI

ASKED = (
    ("GET", "/api/v1/models"),
    ("GET", "/api/v1/models/flights"),
    ("GET", "/api/v1/models/flights/metrics"),
    ("GET", "/api/v1/models/flights/metrics?by=origin"),
    ("GET", "/api/v1/models/flights/findings?limit=5"),
    ("GET", "/api/v1/series?model=flights"),
    ("POST", "/api/v1/evaluate"),
    ("POST", "/api/v1/models/flights/changes"),
    ("POST", "/api/v1/models/flights/samples"),
    ("PUT", "/api/v1/models/gates"),
)
BODIES: dict[str, Any] = {
    "changes": {"text": "storm"},
    "samples": {"records": [{"prediction_id": "28-1", "plan": "p", "inclusion_probability": 0.5}]},
    "gates": {"task": "regression"},
}


async def ask_all(app: FastAPI, times: int) -> list[httpx.Response]:
    """Ask everything *times* times, all at once."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        calls = [
            client.request(method, path, json=BODIES.get(path.rpartition("/")[2]))
            for _ in range(times)
            for method, path in ASKED
        ]
        return await asyncio.gather(*calls)


def test_they_get_the_same_answers_as_alone(app: FastAPI, http: Any) -> None:
    """Reads and writes from many threads on one workspace neither fail nor mix."""
    alone = {path: http(method, path).json() for method, path in ASKED if "metrics" in path}
    replies = asyncio.run(ask_all(app, 6))

    assert {reply.status_code for reply in replies} <= {200, 201}
    for reply in replies:
        path = str(reply.url).removeprefix("http://127.0.0.1")
        if path in alone:
            assert reply.json() == alone[path]
