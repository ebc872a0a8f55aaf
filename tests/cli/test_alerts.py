from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def faulty(cli: Any, watch: Path) -> Path:
    """Return a workspace in which a column is missing, judged."""
    cli("run", "--workspace", watch, "--until", "2024-02-01T00:00Z")
    return watch


def alerts(cli: Any, *words: object) -> Any:
    """Run ``watchkeeper alerts`` and return what it printed as JSON."""
    return json.loads(cli("alerts", *words, "--json").out)


def test_open_incidents_are_listed_and_exit_1(cli: Any, faulty: Path) -> None:
    """Worst first, with what it is about."""
    run = cli("alerts", "list", "-w", faulty)

    assert run.code == 1
    assert "temp of flights: missing values 100" in run.out
    assert cli("alerts", "list", "-w", faulty, "--fail-on", "never").code == 0


def test_no_incident_exits_0(cli: Any, watch: Path) -> None:
    """And says so on stderr."""
    run = cli("alerts", "list", "-w", watch)

    assert (run.code, run.out, run.err) == (0, "", "note: no incident is open\n")


def test_one_is_shown_taken_and_given(cli: Any, faulty: Path) -> None:
    """Evidence, timeline, who has it."""
    number = alerts(cli, "list", "-w", faulty)[0]["id"]

    assert cli("alerts", "ack", number, "-w", faulty, "--by", "ada").code == 0
    assert alerts(cli, "assign", number, "bob", "-w", faulty, "--by", "ada")["assignee"] == "bob"

    story = alerts(cli, "show", number, "-w", faulty)
    assert [e["kind"] for e in story["events"]] == ["opened", "acknowledged", "assigned"]
    shown = cli("alerts", "show", number, "-w", faulty).out
    assert "acknowledged by ada" in shown
    assert "2024-01-31 critical temp" in shown


def test_a_silence_is_tried_made_listed_and_ended(cli: Any, faulty: Path) -> None:
    """Nothing is made by the preview; a reason is asked for."""
    made = ("alerts", "silence", "--root", "temp", "-w", faulty)
    assert "temp of flights" in cli(*made, "--preview").out
    assert cli("alerts", "silences", "-w", faulty).err == "note: no silence holds\n"
    refused = cli(*made)
    assert (refused.code, "--comment is empty" in refused.err) == (2, True)

    kept = alerts(cli, "silence", "--root", "temp", "-w", faulty, "--comment", "known", "--by", "a")

    assert kept["root"] == "temp"
    assert "by a: root=temp (known)" in cli("alerts", "silences", "-w", faulty).out
    assert alerts(cli, "silences", "--end", kept["id"], "-w", faulty) == []


def test_a_channel_that_nobody_configured_exits_2(cli: Any, faulty: Path) -> None:
    """There is nothing to test."""
    run = cli("alerts", "test", "ops", "-w", faulty)

    assert (run.code, "no channel is called 'ops'" in run.err) == (2, True)


def test_a_channel_that_does_not_answer_exits_3(cli: Any, faulty: Path) -> None:
    """The reason is said, the address is not."""
    (faulty / "watchkeeper.toml").write_text(
        '[[channel]]\nkind = "webhook"\nname = "ops"\nurl = "http://127.0.0.1:9/T0/abc"\n'
    )

    run = cli("alerts", "test", "ops", "-w", faulty)

    assert (run.code, run.out) == (3, "ops: again, ConnectError\n")
