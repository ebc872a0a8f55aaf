"""``watchkeeper demo``."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchkeeper.cli.options import Json
from watchkeeper.cli.output import note, print_json, print_rich, write_html
from watchkeeper.cli.progress import progress_bar, progress_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from watchkeeper.demo.story import DemoStory


def demo(
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", metavar="DIR", help="Folder for the replay.")
    ] = Path("watchkeeper-demo"),
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the report goes; default DIR/report.html."),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port of its pages; if taken, a free one.")
    ] = 8765,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Open no page, and leave when done.")
    ] = False,
    json: Json = False,
) -> int:
    """Replay nine months of real flights and tell what was found.

    A model that foretells late flights is trained, put under watch and followed from April to
    December 2013. What is announced as injected is injected; all else happened. A real server
    takes the records in; its pages open at once, and stay until Ctrl-C.

    Takes two to three minutes. Interrupted and called again, it goes on where it stopped.
    """
    from watchkeeper.demo.ending import ending_on_signals
    from watchkeeper.demo.replay import prepare
    from watchkeeper.demo.served import served

    prepare(workspace)
    with ending_on_signals(), served(workspace, port=port) as server:
        if not no_serve:
            note(f"its pages: {server.address}")
            _open(server.address)
        _replay(workspace, server.address, html, json)
        if not no_serve:
            note(f"its pages stay at {server.address} until Ctrl-C")
            server.wait()
    return 0


def _open(address: str) -> None:
    """Open a page where there is a screen: elsewhere a text browser would take the terminal."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in screens):
        webbrowser.open(address)


def _replay(workspace: Path, address: str, html: Path | None, json: bool) -> None:
    from watchkeeper.demo.story import run_demo

    with progress_bar("training a model on January and February") as bar:
        story = run_demo(workspace, address, progress=bar or progress_lines(_month))
    page = workspace / "report.html" if html is None else html
    write_html(story.report, page)
    if json:
        print_json(_plain(story, workspace, page))
    else:
        print_rich(*_told(story))
        note(f"the report is {page}")
        note(f"the workspace is {workspace}: watchkeeper status --workspace {workspace}")


def _month(what: str) -> str:
    """Return "replaying April" for "replaying 1 April"."""
    words = what.split()
    return " ".join(word for word in words if not word.isdigit())


def _told(story: DemoStory) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    for heading, sentences in story.chapters:
        yield Text(heading, "bold")
        yield from (Padding(Text(sentence), (0, 0, 0, 2)) for sentence in sentences)
        yield Text()
    yield Text(story.report.verdict, "bold")


def _plain(story: DemoStory, workspace: Path, page: Path) -> dict[str, object]:
    return {
        "workspace": str(workspace),
        "html": str(page),
        "verdict": story.report.verdict,
        "story": [
            {"heading": heading, "sentences": sentences} for heading, sentences in story.chapters
        ],
        "findings": story.report.to_dicts(),
    }
