"""What was read again, and what was not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from watchkeeper.app.workspace import Workspace
from watchkeeper.model import Level
from watchkeeper.store.judged import read_judged
from watchkeeper.store.lake.snapshot import Snapshot
from watchkeeper.store.results import append_results, read_results
from watchkeeper.web.site import Site
from watchkeeper.web.views.standing import standing


def test_levels_agree_with_the_findings(workspace: Workspace) -> None:
    """The short way says the same as the long one."""
    store = workspace.store
    said = sorted(
        (f.monitor, f.subject, str(f.window_start), f.level.value)
        for f in read_results(store, "flights")
    )
    names = ("monitor", "subject", "window_start", "level")
    levels = read_judged(store, "flights").levels.select(list(names)).to_pylist()

    assert (
        sorted((r["monitor"], r["subject"], str(r["window_start"]), r["level"]) for r in levels)
        == said
    )


def test_only_some_levels_or_one_subject_can_be_read(workspace: Workspace) -> None:
    """The same findings as when all are read and sorted out."""
    store = workspace.store
    every = read_results(store, "flights")
    loud = read_results(store, "flights", levels=(Level.WARNING, Level.CRITICAL))
    about = read_results(store, "flights", subject="x")

    assert loud == [f for f in every if f.level.rank >= Level.WARNING.rank]
    assert about == [f for f in every if f.subject == "x"]


def test_results_are_read_once_until_there_are_new_ones(
    handled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that nobody wrote for costs no reading, new results cost only theirs."""
    reads: list[int] = []
    real = Snapshot.read

    def read(self: Snapshot, *args: Any, files: Any = None, **more: Any) -> Any:
        reads.append(len(self.files if files is None else files))
        return real(self, *args, files=files, **more)

    monkeypatch.setattr(Snapshot, "read", read)
    site = Site(handled)
    first = standing(site, "unlabelled", "production")
    again = standing(site, "unlabelled", "production")
    one = first.loud[0]
    quiet = [replace(f, level=Level.OK) for f in first.loud if f.window_start == one.window_start]
    append_results(handled.store, "unlabelled", quiet, known_at=site.now(), batch=77_000)
    after = standing(site, "unlabelled", "production")

    assert again is first
    assert reads[0] > 20
    assert reads[2:4] == [1, 1]
    assert len(after.loud) < len(first.loud)
    assert list(after.loud) == read_results(
        handled.store, "unlabelled", levels=(Level.WARNING, Level.CRITICAL)
    )
