"""Incidents, their forms, and what protects them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from watchkeeper.app.workspace import Workspace
from watchkeeper.model.incident import IncidentEvent, IncidentState

Visit = Callable[..., Any]


def test_an_incident_needs_somebody_until_it_is_taken(
    handled: Workspace, visit: Visit, fault: int
) -> None:
    """The tab it is under follows from what people did."""
    visitor = visit(handled)
    before = visitor.get("/incidents.json?model=flights").json()["incidents"]
    reply = visitor.post(f"/incidents/{fault}", {"action": "acknowledge", "by": "Ann"})
    after = visitor.get("/incidents.json?model=flights").json()["incidents"]
    taken = visitor.get("/incidents.json?tab=acknowledged&model=flights").json()["incidents"]

    assert [i["id"] for i in before] == [fault]
    assert (reply.status_code, reply.headers["location"]) == (303, f"/incidents/{fault}")
    assert after == []
    assert taken[0]["acknowledged_by"] == "Ann"


def test_the_page_tells_the_story(handled: Workspace, visit: Visit, fault: int) -> None:
    """Title, evidence, timeline with the change log, and what was ruled out."""
    text = visit(handled).get(f"/incidents/{fault}").text

    assert "x of flights: missing values" in text
    assert "Evidence" in text
    assert ">x of flights: missing values" in text
    assert "the feed was moved &lt;i&gt;somewhere" in text
    assert "None within two days of the start" in text
    assert 'class="broken"' not in text


def test_the_model_leads_to_its_incident(handled: Workspace, visit: Visit, fault: int) -> None:
    """One click from the verdict, and counted in the inventory."""
    visitor = visit(handled)

    assert f'href="/incidents/{fault}"' in visitor.get("/models/flights").text
    assert "1 open" in visitor.get("/models").text


def test_somebody_else_can_be_given_it(handled: Workspace, visit: Visit, fault: int) -> None:
    """An assignment is seen at once."""
    visitor = visit(handled)
    visitor.post(f"/incidents/{fault}", {"action": "assign", "by": "Ann", "to": "<b>Bob</b>"})
    text = visitor.get(f"/incidents/{fault}").text

    assert "&lt;b&gt;Bob" in text
    assert "<b>Bob" not in text.replace("<b>&lt;b&gt;Bob", "")


def test_without_a_name_nothing_is_done(handled: Workspace, visit: Visit, fault: int) -> None:
    """The log of who did what has no blank in it."""
    visitor = visit(handled)
    visitor.post(f"/incidents/{fault}", {"action": "acknowledge", "by": "  "})

    assert visitor.get(f"/incidents/{fault}.json").json()["incident"]["acknowledged_at"] is None


def test_a_silence_is_previewed_before_it_is_made(
    handled: Workspace, visit: Visit, fault: int
) -> None:
    """One sees what would be quiet; the scope is in the address."""
    visitor = visit(handled)
    matched = visitor.get(f"/incidents/{fault}/silence.json?scope=model").json()["matched"]
    none = visitor.get(f"/incidents/{fault}/silence.json?level=warning").json()["matched"]

    assert [i["id"] for i in matched] == [fault]
    assert none == []


def test_a_silence_holds_and_can_be_ended(handled: Workspace, visit: Visit, fault: int) -> None:
    """It moves the incident under its own tab, and back."""
    visitor = visit(handled)
    reply = visitor.post(
        f"/incidents/{fault}/silence", {"length": "4h", "by": "Ann", "scope": "root"}
    )
    quiet = visitor.get("/incidents?tab=silenced").text
    visitor.post("/incidents", {"silence": "1", "by": "Ann"})
    open_again = visitor.get("/incidents.json?model=flights").json()["incidents"]

    assert reply.status_code == 303
    assert "quiet until" in quiet
    assert [i["id"] for i in open_again] == [fault]


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}, {"origin": "null"}],
)
def test_a_form_from_another_site_is_refused(
    handled: Workspace, visit: Visit, fault: int, headers: dict[str, str]
) -> None:
    """No other page may act for a reader of ours."""
    visitor = visit(handled)
    form = {"action": "acknowledge", "by": "Eve"}
    reply = visitor.post(f"/incidents/{fault}", form, headers=headers)

    assert reply.status_code == 403
    assert visitor.get(f"/incidents/{fault}.json").json()["incident"]["acknowledged_at"] is None


def test_a_form_that_is_too_large_is_refused(handled: Workspace, visit: Visit, fault: int) -> None:
    """Nothing is read beyond the limit."""
    reply = visit(handled).post(f"/incidents/{fault}", {"by": "x" * 100_000})

    assert reply.status_code == 413


@pytest.mark.parametrize("number", ["99", "abc", "9" * 30])
def test_an_unknown_incident_is_not_found(handled: Workspace, visit: Visit, number: str) -> None:
    """Also where it is no number."""
    assert visit(handled).get(f"/incidents/{number}").status_code == 404


def test_what_is_muted_says_why(handled: Workspace, visit: Visit, fault: int) -> None:
    """Each finding that follows from the incident carries the reason."""
    visitor = visit(handled)
    muted = visitor.get(f"/incidents/{fault}.json").json()["muted"]

    assert {(f["monitor"], f["because"]) for f in muted} == {("drift", "follows from x (missing)")}
    assert "Follows from x (missing)." in visitor.get(f"/incidents/{fault}").text


def test_evidence_of_what_is_over_is_not_open(handled: Workspace, visit: Visit, fault: int) -> None:
    """The last window of an incident is not the newest one there is."""
    visitor = visit(handled)
    before = visitor.get(f"/incidents/{fault}").text
    handled.store.catalog.incidents.change(
        fault,
        IncidentEvent(at=handled.store.clock.now(), kind="resolved", text="over"),
        state=IncidentState.RESOLVED,
        resolved_at=handled.store.clock.now(),
    )
    after = visitor.get(f"/incidents/{fault}").text

    assert "still open" in before
    assert "still open" not in after
    assert "Over" in after
