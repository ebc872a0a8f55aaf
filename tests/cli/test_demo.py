from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from watchkeeper.demo import story
from watchkeeper.demo.served import Served
from watchkeeper.demo.story import DemoStory
from watchkeeper.report import Report

TOLD = DemoStory((("The base rate", ("March 0.200; it fell.",)),), Report("Flights", ()))


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Put a replay of 40 days in the place of the real one; return the folders it was given."""
    folders: list[Path] = []

    def run_demo(folder: Path, address: str, *, progress: Any) -> DemoStory:
        folders.append(folder)
        for day in range(40):
            month = "April" if day < 30 else "May"
            progress(day + 1, 40, f"replaying {day % 30 + 1} {month}")
        return TOLD

    @contextmanager
    def served(folder: Path, *, port: int) -> Iterator[Served]:
        process: Any = SimpleNamespace(wait=lambda: None)
        yield Served(f"http://127.0.0.1:{port}", process)

    monkeypatch.setattr(story, "run_demo", run_demo)
    monkeypatch.setattr("watchkeeper.demo.served.served", served)
    return folders


def test_the_story_goes_to_stdout_and_the_rest_to_stderr(
    cli: Any, replayed: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an empty folder, with the usual places; a line a month where nobody looks."""
    monkeypatch.chdir(tmp_path)

    run = cli("demo", "--no-serve")

    assert run.code == 0
    assert run.out.startswith("The base rate\n  March 0.200; it fell.")
    assert replayed == [Path("watchkeeper-demo")]
    assert (tmp_path / "watchkeeper-demo" / "report.html").exists()
    assert run.err.splitlines()[:2] == [
        "note: replaying April (1 of 40)",
        "note: replaying May (31 of 40)",
    ]


def test_places_can_be_chosen_and_json_has_all(
    cli: Any, replayed: list[Path], tmp_path: Path
) -> None:
    """For scripts: where things are, what was told, what was found."""
    page = tmp_path / "page.html"

    said = json.loads(cli("demo", "-w", tmp_path / "w", "--html", page, "--json").out)

    assert page.exists()
    assert replayed == [tmp_path / "w"]
    assert said == {
        "workspace": str(tmp_path / "w"),
        "html": str(page),
        "verdict": TOLD.report.verdict,
        "story": [{"heading": "The base rate", "sentences": ["March 0.200; it fell."]}],
        "findings": [],
    }


def test_its_pages_open_and_stay_until_the_server_ends(
    cli: Any, replayed: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the replay begins; the address is told too."""
    seen: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.open", lambda address: seen.append(address) or replayed == [])

    run = cli("demo", "-w", tmp_path / "w", "--port", "8799")

    assert run.code == 0
    assert seen == ["http://127.0.0.1:8799"]
    assert run.err.splitlines()[0] == "note: its pages: http://127.0.0.1:8799"
    assert run.err.splitlines()[-1] == "note: its pages stay at http://127.0.0.1:8799 until Ctrl-C"


def test_without_a_screen_the_address_is_told(
    cli: Any, replayed: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text browser would take the terminal over."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("webbrowser.open", lambda _: pytest.fail("a browser was opened"))

    run = cli("demo", "-w", tmp_path / "w")

    assert run.code == 0
    assert "note: its pages: http://127.0.0.1:8765" in run.err
