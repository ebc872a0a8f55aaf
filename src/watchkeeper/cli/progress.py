"""What is being done, on stderr: a bar where a person looks, now and then a line elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from watchkeeper.cli.output import note

Progress = Callable[[int, int, str], None]
"""Told ``(done, total, what)`` as work goes on."""


@contextmanager
def progress_bar(title: str) -> Iterator[Progress | None]:
    """Show a bar while the block runs; yields None where stderr is not a terminal.

    As long as nothing is told the bar only shows that something is going on.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    text = TextColumn("{task.description}")
    columns = (text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def advanced(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what or title)

        yield advanced


def progress_lines(heading: Callable[[str], str]) -> Progress:
    """Return what writes a line whenever the *heading* of what is being done changes."""
    told = ""

    def advanced(done: int, total: int, what: str) -> None:
        nonlocal told
        if heading(what) != told:
            told = heading(what)
            note(f"{told} ({done} of {total})")

    return advanced
