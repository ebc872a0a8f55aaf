"""Incidents, their forms, and what protects them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from watchkeeper.app.workspace import Workspace

Visit = Callable[..., Any]


def test_an_incident_needs_somebody_until_it_is_taken(desked: Any, visit: Visit) -> None:
    """The tab it is under follows from what people did."""
    visitor = visit(desked)
    before = visitor.get("/incidents.json").json()["incidents"]
    reply = visitor.post("/incidents/17", {"action": "acknowledge", "by": "Ann"})
    after = visitor.get("/incidents.json").json()["incidents"]
    taken = visitor.get("/incidents.json?tab=acknowledged").json()["incidents"]

    assert [i["id"] for i in before] == [17]
    assert (reply.status_code, reply.headers["location"]) == (303, "/incidents/17")
    assert after == []
    assert taken[0]["acknowledged_by"] == "Ann"


def test_the_page_tells_the_story(desked: Any, visit: Visit) -> None:
    """Title, evidence, timeline with the change log, and what was ruled out."""
    text = visit(desked).get("/incidents/17").text

    assert "x is missing in 80 % of the rows" in text
    assert "Evidence" in text
    assert "opened as critical" in text
    assert "the feed was moved &lt;i&gt;somewhere" in text
    assert "None within two days of the start" in text
    assert 'class="broken"' not in text


def test_the_model_leads_to_its_incident(desked: Any, visit: Visit) -> None:
    """One click from the verdict, and counted in the inventory."""
    visitor = visit(desked)

    assert 'href="/incidents/17"' in visitor.get("/models/flights").text
    assert "1 open" in visitor.get("/models").text


def test_somebody_else_can_be_given_it(desked: Any, visit: Visit) -> None:
    """An assignment is seen at once."""
    visitor = visit(desked)
    visitor.post("/incidents/17", {"action": "assign", "by": "Ann", "to": "<b>Bob</b>"})
    text = visitor.get("/incidents/17").text

    assert "&lt;b&gt;Bob" in text
    assert "<b>Bob" not in text.replace("<b>&lt;b&gt;Bob", "")


def test_without_a_name_nothing_is_done(desked: Any, visit: Visit) -> None:
    """The log of who did what has no blank in it."""
    visitor = visit(desked)
    visitor.post("/incidents/17", {"action": "acknowledge", "by": "  "})

    assert visitor.get("/incidents/17.json").json()["incident"]["acknowledged_at"] is None


def test_a_silence_is_previewed_before_it_is_made(desked: Any, visit: Visit) -> None:
    """One sees what would be quiet; the scope is in the address."""
    visitor = visit(desked)
    matched = visitor.get("/incidents/17/silence.json?scope=model").json()["matched"]
    none = visitor.get("/incidents/17/silence.json?level=warning").json()["matched"]

    assert [i["id"] for i in matched] == [17]
    assert none == []


def test_a_silence_holds_and_can_be_ended(desked: Any, visit: Visit) -> None:
    """It moves the incident under its own tab, and back."""
    visitor = visit(desked)
    reply = visitor.post("/incidents/17/silence", {"length": "4h", "by": "Ann", "scope": "root"})
    quiet = visitor.get("/incidents?tab=silenced").text
    visitor.post("/incidents", {"silence": "1", "by": "Ann"})
    open_again = visitor.get("/incidents.json").json()["incidents"]

    assert reply.status_code == 303
    assert "quiet until" in quiet
    assert [i["id"] for i in open_again] == [17]


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}, {"origin": "null"}],
)
def test_a_form_from_another_site_is_refused(
    desked: Any, visit: Visit, headers: dict[str, str]
) -> None:
    """No other page may act for a reader of ours."""
    visitor = visit(desked)
    form = {"action": "acknowledge", "by": "Eve"}
    reply = visitor.post("/incidents/17", form, headers=headers)

    assert reply.status_code == 403
    assert visitor.get("/incidents/17.json").json()["incident"]["acknowledged_at"] is None


def test_a_form_that_is_too_large_is_refused(desked: Any, visit: Visit) -> None:
    """Nothing is read beyond the limit."""
    reply = visit(desked).post("/incidents/17", {"by": "x" * 100_000})

    assert reply.status_code == 413


@pytest.mark.parametrize("number", ["99", "abc", "9" * 30])
def test_an_unknown_incident_is_not_found(desked: Any, visit: Visit, number: str) -> None:
    """Also where it is no number."""
    assert visit(desked).get(f"/incidents/{number}").status_code == 404


def test_without_a_desk_the_page_says_so(workspace: Workspace, visit: Visit) -> None:
    """An empty list would read as "nothing is wrong"."""
    visitor = visit(workspace)

    assert "keeps no incidents" in visitor.get("/incidents").text
    assert visitor.get("/incidents/1").status_code == 404
