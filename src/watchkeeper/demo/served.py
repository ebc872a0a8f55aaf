"""A server for the demo: `watchkeeper serve` as a process of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from watchkeeper.errors import StoreError

LOG = ".service.log"
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running server and where it answers."""

    address: str
    process: subprocess.Popen[str]

    def wait(self) -> None:
        """Wait until the server ends."""
        self.process.wait()


@contextmanager
def served(folder: Path, *, port: int = 0) -> Iterator[Served]:
    """Serve the workspace *folder* while the block runs, or this process does: however it ends.

    Args:
        folder: The workspace; the log of its service goes into its ``.service.log``.
        port: Where; a free port instead where that one is taken, or for 0.

    Raises:
        StoreError: the server did not start; the log says why.
    """
    log = folder / LOG
    command = [sys.executable, "-m", "watchkeeper", "serve", "--workspace", str(folder)]
    command += ["--port", str(port if _is_free(port) else 0), "--end-with-input"]
    with log.open("a", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        address = process.stdout.readline().strip() if process.stdout is not None else ""
        if not address:
            raise StoreError(f"the server did not start; {log} says why")
        yield Served(address, process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
