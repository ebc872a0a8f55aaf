"""The whole replay, once, by a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.demo.replay import prepare
from watchkeeper.demo.served import served
from watchkeeper.demo.story import DemoStory, run_demo


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the replay lies."""
    return tmp_path_factory.mktemp("demo") / "watch"


@pytest.fixture(scope="session")
def story(folder: Path) -> DemoStory:
    """Replay April to December."""
    prepare(folder)
    with served(folder) as server:
        return run_demo(folder, server.address)


@pytest.fixture(scope="session")
def workspace(story: DemoStory, folder: Path) -> Iterator[Workspace]:
    """Open what the replay left."""
    with open_workspace(folder) as opened:
        yield opened
