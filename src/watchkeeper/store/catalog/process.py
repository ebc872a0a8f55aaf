"""Which process holds something, and whether it is still there."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process that cannot be mistaken for a later one with the same number.

    ``host`` names the machine, its boot and its process namespace, as far as the system tells;
    ``started`` is the start time of the process in the system's own ticks, or empty.
    """

    host: str
    pid: int
    started: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host.partition('/')[0]}"

    def is_dead(self) -> bool:
        """Return whether it is surely gone; False when it runs elsewhere or cannot be asked."""
        if self.host != _this_host():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
        return _start_of(self.pid) != self.started


def this_process() -> ProcessId:
    """Return the process that asks."""
    return ProcessId(_this_host(), os.getpid(), _start_of(os.getpid()))


def _this_host() -> str:
    boot = _read(_PROC / "sys/kernel/random/boot_id").strip()
    try:
        namespace = str((_PROC / "self/ns/pid").readlink())
    except OSError:
        namespace = ""
    return f"{socket.gethostname()}/{boot}/{namespace}"


def _start_of(pid: int) -> str:
    # The name in brackets may hold anything, brackets too; the fields after it are numbers.
    fields = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    # A zombie has ended: only its parent has not looked yet.
    if not fields or fields[0] in "ZX":
        return "" if not fields else "ended"
    return fields[19]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
