"""Findings over HTTP."""

from __future__ import annotations

from typing import Any

FINDINGS = "/api/v1/models/flights/findings"


def test_they_are_the_workspaces_page_by_page(http: Any, ws: Any) -> None:
    """All pages together are all findings, in order."""
    everything = ws.findings("flights")
    told, offset = [], 0
    while offset is not None:
        page = http("GET", FINDINGS, params={"offset": offset, "limit": 7}).json()
        assert page["total"] == len(everything)
        told += page["findings"]
        offset = page["next_offset"]

    assert len(everything) > 14
    assert [(f["monitor"], f["subject"], f["reason"]) for f in told] == [
        (f.monitor, f.subject, f.reason) for f in everything
    ]
    assert [f["value"] for f in told] == [f.value for f in everything]


def test_they_can_be_narrowed_down(http: Any, ws: Any) -> None:
    """By level, monitor, subject and stretch of time."""
    level = http("GET", FINDINGS, params={"level": "unknown", "limit": 1000}).json()
    about = http("GET", FINDINGS, params={"subject": "temp", "from": "2024-01-31T00:00:00Z"})

    assert level["total"] == len(ws.findings("flights", level="unknown"))
    assert {f["subject"] for f in about.json()["findings"]} == {"temp"}
    assert all(f["window_end"] > "2024-01-31T00:00:00Z" for f in about.json()["findings"])


def test_what_was_known_earlier_can_be_asked(http: Any) -> None:
    """Before the first run nothing was."""
    early = http("GET", FINDINGS, params={"known_at": "2024-01-15T00:00:00Z"})

    assert (early.status_code, early.json()["total"]) == (200, 0)


def test_an_unknown_monitor_is_told_with_its_nearest(http: Any) -> None:
    """422, with the hint."""
    reply = http("GET", FINDINGS, params={"monitor": "drfit"})

    assert (reply.status_code, reply.json()["hint"]) == (422, "did you mean 'drift'?")
