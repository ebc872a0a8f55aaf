"""Every page in every state, over HTTP in this process."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.web.address import feature_url, model_url
from watchkeeper.web.pages import PAGES

MODELS = ("flights", "unlabelled", "collecting", "silent", "undeployed/50%")
TABS = ("", "drift", "data", "versions", "operations", "card")
HOSTILE = "<script>alert('a/b 100%')</script>"

Visit = Callable[..., Any]

each_model = pytest.mark.parametrize("model", MODELS)


def paths(model: str) -> list[str]:
    """Return the paths of all tabs of a model."""
    return [model_url(model, tab) for tab in TABS]


def test_names_and_paths_of_pages_are_unique() -> None:
    """Two pages at one path would hide each other."""
    assert len({page.name for page in PAGES}) == len({page.path for page in PAGES}) == len(PAGES)


@each_model
def test_every_tab_answers_in_every_state(workspace: Workspace, visit: Visit, model: str) -> None:
    """Full, without labels, without baseline, without rows, without version: none is broken."""
    visitor = visit(workspace)
    for path in paths(model):
        reply = visitor.get(path)

        assert reply.status_code == 200, path
        assert 'class="broken"' not in reply.text, path
        assert "<h1>" in reply.text


@each_model
def test_every_tab_has_a_twin_with_the_same_verdict(
    workspace: Workspace, visit: Visit, model: str
) -> None:
    """What a program reads is what a person sees."""
    visitor = visit(workspace)
    for path in paths(model):
        reply = visitor.get(f"{path}.json")

        assert reply.headers["content-type"] == "application/json"
        assert reply.json()["model"] == model
        assert reply.json()["verdict"]


@pytest.mark.parametrize("page", ["/models", "/incidents", "/system", "/jump"])
def test_other_pages_and_their_twins_answer(workspace: Workspace, visit: Visit, page: str) -> None:
    """They need no model."""
    visitor = visit(workspace)

    assert visitor.get(page).status_code == 200
    assert visitor.get(f"{page}.json").status_code == 200
    assert 'class="broken"' not in visitor.get(page).text


def test_the_inventory_says_who_needs_somebody(workspace: Workspace, visit: Visit) -> None:
    """The sentence comes first, and the worst model first in the table."""
    found = visit(workspace).get("/models.json").json()

    assert "need somebody" in found["sentence"]
    assert found["models"][0]["level"] == "critical"
    assert {m["model"] for m in found["models"]} == set(MODELS)


def test_the_inventory_can_show_one_state_only(workspace: Workspace, visit: Visit) -> None:
    """The filter is in the address, so it can be sent to somebody."""
    found = visit(workspace).get("/models.json?level=unknown").json()["models"]

    assert found
    assert {m["level"] for m in found} == {"unknown"}


def test_the_home_page_is_the_inventory(workspace: Workspace, visit: Visit) -> None:
    """One address less to know."""
    reply = visit(workspace).get("/")

    assert reply.status_code in (302, 307)
    assert reply.headers["location"] == "/models"


def test_an_empty_workspace_says_what_to_do(empty: Workspace, visit: Visit) -> None:
    """The first page of a newcomer has the lines to start with."""
    text = visit(empty).get("/models").text

    assert "watchkeeper.sdk" in text
    assert "Waiting for the first event" in text


def test_a_model_without_rows_shows_how_to_send_one(workspace: Workspace, visit: Visit) -> None:
    """Its name is in the lines already."""
    text = visit(workspace).get(model_url("silent")).text

    assert "Waiting for the first event" in text
    assert "&#34;silent&#34;" in text.replace('"silent"', "&#34;silent&#34;")


def test_a_model_without_baseline_says_so(workspace: Workspace, visit: Visit) -> None:
    """Nothing judged is never shown as fine."""
    found = visit(workspace).get(model_url("collecting") + ".json").json()

    assert found["level"] == "unknown"
    assert "no baseline" in found["verdict"]


def test_a_model_with_a_fault_says_since_when(workspace: Workspace, visit: Visit) -> None:
    """Trusted or not, since when, and what to do."""
    found = visit(workspace).get(model_url("flights") + ".json").json()

    assert "should not be trusted since" in found["verdict"]
    assert found["next_step"]


@pytest.mark.parametrize(
    "path", ["/models/nope", "/models/nope/drift", "/models/flights/features/q"]
)
def test_an_unknown_name_is_a_page_that_knows_the_nearest(
    workspace: Workspace, visit: Visit, path: str
) -> None:
    """404 for programs, words for people."""
    reply = visit(workspace).get(path)

    assert reply.status_code == 404
    assert "<h1>" in reply.text


@pytest.mark.parametrize(
    "query", ["range=9y", "from=yesterday", "from=2024-02-01&to=2024-01-01", "since=9"]
)
def test_a_time_that_cannot_be_read_is_said(workspace: Workspace, visit: Visit, query: str) -> None:
    """A wrong range shows nothing rather than something else."""
    reply = visit(workspace).get(f"/models/flights.json?{query}")

    assert reply.status_code == 400
    assert query.partition("=")[0] in reply.json()["error"] or "to:" in reply.json()["error"]


@pytest.mark.parametrize(
    "query", ["range=7d", "range=all", "since=1", "from=2024-02-05&to=2024-02-12"]
)
def test_the_stretch_of_time_is_in_the_address(
    workspace: Workspace, visit: Visit, query: str
) -> None:
    """All state is in the address, and the twin understands the same."""
    visitor = visit(workspace)

    assert visitor.get(f"/models/flights?{query}").status_code == 200
    assert visitor.get(f"/models/flights.json?{query}").json()["window_end"]


def test_an_earlier_end_shows_the_verdict_of_then(workspace: Workspace, visit: Visit) -> None:
    """Before the fault nothing was wrong."""
    found = visit(workspace).get("/models/flights.json?from=2024-02-01&to=2024-02-12").json()

    assert found["level"] != "critical"


def test_names_are_escaped_everywhere(workspace: Workspace, visit: Visit) -> None:
    """A column named like a script is text, in the page and in the data of its charts."""
    visitor = visit(workspace)
    for path in (
        *paths("flights"),
        feature_url("flights", HOSTILE),
        "/models",
        "/jump?model=flights",
    ):
        reply = visitor.get(path)

        assert reply.status_code == 200, path
        assert "<script>alert" not in reply.text, path
        assert "<i>somewhere" not in reply.text, path


def test_a_name_with_slashes_and_per_cents_has_its_page(workspace: Workspace, visit: Visit) -> None:
    """Whatever a column is called, its address leads to it."""
    found = visit(workspace).get(feature_url("flights", HOSTILE) + ".json").json()

    assert found["feature"] == HOSTILE


def test_every_answer_has_the_strict_policy(workspace: Workspace, visit: Visit) -> None:
    """Nothing from elsewhere, nothing inline, in no frame."""
    visitor = visit(workspace)
    for path in ("/models", "/models.json", "/models/nope", "/models/flights"):
        policy = visitor.get(path).headers["content-security-policy"]

        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_no_page_has_an_inline_style_or_handler(workspace: Workspace, visit: Visit) -> None:
    """The policy would block it, and the page would look broken."""
    visitor = visit(workspace)
    for path in (*paths("flights"), "/models", "/system", feature_url("flights", "x")):
        text = visitor.get(path).text

        assert " style=" not in text, path
        assert " onclick=" not in text, path
        assert "http://" not in text.replace('"http://127.0.0.1', ""), path


def test_a_broken_panel_leaves_the_rest(
    workspace: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One part that fails says so in its place."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("a secret value")

    monkeypatch.setattr(sys.modules["watchkeeper.web.pages.overview"], "metric_figure", fail)
    reply = visit(workspace).get("/models/flights")

    assert reply.status_code == 200
    assert "charts of performance could not be made (ValueError)" in reply.text
    assert "a secret value" not in reply.text
    assert "Beyond a limit" in reply.text


def test_a_page_that_fails_is_a_page_too(
    workspace: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader sees that it is not their fault, and no trace."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(sys.modules["watchkeeper.web.pages.card"], "by_source", fail)
    reply = visit(workspace).get("/models/flights/card")

    assert reply.status_code == 500
    assert "RuntimeError" in reply.text
    assert "inside" not in reply.text


def test_pages_are_packed_for_those_who_take_it(workspace: Workspace, visit: Visit) -> None:
    """A page is a few kilobytes on the wire."""
    visitor = visit(workspace)
    packed = visitor.get("/models/flights", headers={"accept-encoding": "gzip"})
    plain = visitor.get("/models/flights", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers


def test_the_first_visit_is_below_its_budget(workspace: Workspace, visit: Visit) -> None:
    """Page, styles and programs together: at most 600 KB on the wire."""
    visitor = visit(workspace)
    reply = visitor.get("/models/flights", headers={"accept-encoding": "gzip"})
    parts = [p.split('"')[0] for p in reply.text.split('"/static/')[1:]]
    sizes = [int(reply.headers["content-length"])]
    for part in parts:
        asset = visitor.get(f"/static/{part}", headers={"accept-encoding": "gzip"})
        assert asset.headers["cache-control"].endswith("immutable")
        sizes.append(int(asset.headers["content-length"]))

    assert len(parts) >= 8
    assert sum(sizes) <= 600_000


def test_an_old_address_of_a_file_is_gone(workspace: Workspace, visit: Visit) -> None:
    """A file is only found under the hash of its content."""
    assert visit(workspace).get("/static/0000/app.css").status_code == 404


def test_the_state_of_the_service_is_shown(workspace: Workspace, visit: Visit) -> None:
    """Any mapping will do: facts as numbers, lists as tables."""
    state = {"queue": 3, "lag_s": 90.0, "clients": [{"id": "web-1", "dropped": 7}]}
    text = visit(workspace, service_state=lambda: state).get("/system").text

    assert "90\u00a0s" in text
    assert "web-1" in text


def test_a_twin_has_no_nan(workspace: Workspace, visit: Visit) -> None:
    """JSON has no word for it."""
    text = visit(workspace).get("/models/flights.json").text

    json.loads(text, parse_constant=lambda word: pytest.fail(word))


def test_messages_that_did_not_arrive_are_on_the_page_of_the_system(
    folder: Path, tmp_path: Path, visit: Visit
) -> None:
    """A channel that nobody answers at: what waits, for which incident, and what went wrong."""
    shutil.copytree(folder, tmp_path / "watch")
    channel = '[[channel]]\nname = "ops"\nkind = "webhook"\nurl = "http://127.0.0.1:9/hook"\n'
    (tmp_path / "watch" / "watchkeeper.toml").write_text(channel, "utf-8")
    with wk.open(tmp_path / "watch") as ws:
        ws.desk.send()
        said = visit(ws).get("/system.json").json()["messages"]
        text = visit(ws).get("/system").text

    assert [(m["channel"], m["attempts"]) for m in said] == [("ops", 1), ("ops", 0)]
    assert "Messages that did not arrive" in text
    assert "Waits" in text


def test_operations_are_drawn_and_without_them_the_lines_are_given(
    workspace: Workspace, visit: Visit
) -> None:
    """Charts, routes and jobs where there are records; else the three lines of the middleware."""
    there = visit(workspace).get("/models/flights/operations").text
    nothing = visit(workspace).get("/models/unlabelled/operations").text

    assert there.count('class="plot off"') == 4
    assert "POST /score" in there
    assert "MemoryError" in there
    assert "WatchkeeperMiddleware" in nothing
