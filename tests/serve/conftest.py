"""A real server in processes of its own, on a workspace in a folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import ReplayClock

NOW = datetime(2024, 3, 10, tzinfo=UTC)


@dataclass
class Server:
    """A running ``watchkeeper serve``: its process, its address and what it logs."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    def client(self) -> httpx.Client:
        """Return a client of it."""
        return httpx.Client(base_url=self.url, timeout=60.0)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)

    def kill(self, *, all_processes: bool) -> None:
        """End it in the middle of whatever it does, with or without what is behind it."""
        if all_processes:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait(60)

    def events(self) -> list[dict[str, Any]]:
        """Return what it and the processes behind it logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


Start = Callable[..., Server]


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    """A workspace on a replay clock with the model `m`, version 1."""
    folder = tmp_path / "watch"
    with open_workspace(folder, clock=ReplayClock(NOW)) as workspace:
        workspace.register("m", task="binary", positive="late")
        workspace.deploy("m", version="1")
    return folder


@pytest.fixture
def start(watch: Path, tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a server on the workspace and waits for its address."""
    servers: list[Server] = []

    def started(*arguments: str, port: int = 0, before: Sequence[str] = ()) -> Server:
        log = tmp_path / f"log-{len(servers)}"
        command = [*before, sys.executable, "-m", "watchkeeper", "serve", "-w", str(watch)]
        with log.open("w") as errors:
            process = subprocess.Popen(
                [*command, "--port", str(port), *arguments],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url, log.read_text()
        servers.append(Server(process, url, log))
        return servers[-1]

    yield started
    for server in servers:
        if server.process.poll() is None:
            server.kill(all_processes=True)
        if server.process.stdout is not None:
            server.process.stdout.close()


@pytest.fixture
def wait_for() -> Callable[[Callable[[], bool]], None]:
    """Return a function that waits until a condition holds; a minute is for busy machines."""

    def waited(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60.0
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    return waited
