"""The processes behind the server: started, watched, started again, ended."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from watchkeeper.serve.logs import log

#: Module of each process.
CHILDREN: tuple[str, ...] = ("writer_process", "evaluator_process")

_POLL_S = 0.2
_LONGEST_PAUSE_S = 10.0
_PATIENCE_S = {"writer_process": 30.0, "evaluator_process": 2.0}


@dataclass(slots=True)
class _Child:
    name: str
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0


class Children:
    """The processes of one server. They end when it does, however it ends."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._stop = threading.Event()
        self._children = [self._started(name) for name in CHILDREN]
        self._thread = threading.Thread(target=self._watch, name="children", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let each end its work, and wait; one that takes too long is ended."""
        self._stop.set()
        self._thread.join()
        for child in self._children:
            _end_input(child.process)
        for child in self._children:
            try:
                child.process.wait(_PATIENCE_S[child.name])
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()

    def _started(self, name: str) -> _Child:
        command = [sys.executable, "-m", f"watchkeeper.serve.{name}", str(self._workspace)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603
        return _Child(name, process, time.monotonic())

    def _watch(self) -> None:
        while not self._stop.wait(_POLL_S):
            for at, child in enumerate(self._children):
                if child.process.poll() is not None:
                    try:
                        self._children[at] = self._again(child)
                    except OSError as error:
                        # No process to be had now: the next look tries again.
                        log("process_not_started", {"name": child.name, "error": str(error)})

    def _again(self, child: _Child) -> _Child:
        lived = time.monotonic() - child.started
        deaths = child.deaths + 1 if lived < _LONGEST_PAUSE_S else 1
        log("process_died", {"name": child.name, "code": child.process.returncode})
        _end_input(child.process)
        # One that dies at once must not eat a core.
        if deaths > 1:
            self._stop.wait(min(2.0 ** (deaths - 2), _LONGEST_PAUSE_S))
        again = self._started(child.name)
        again.deaths = deaths
        return again


def _end_input(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        try:
            process.stdin.close()
        except OSError:
            # It has gone already.
            return
