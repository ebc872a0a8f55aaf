"""The order in which things reach the disk, as the kernel saw it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.store.inbox import inbox_state

STRACE = shutil.which("strace")
CAN_TRACE = (
    STRACE is not None
    and subprocess.run([STRACE, "-o", "/dev/null", sys.executable, "-V"], check=False).returncode
    == 0
)
needs_strace = pytest.mark.skipif(
    not CAN_TRACE, reason="strace is not installed, or may not trace: it sees the system calls"
)
CALLS = (
    "trace=fsync,fdatasync,write,pwrite64,writev,sendto,sendmsg,"
    "link,linkat,rename,renameat,renameat2"
)
MARK = "the-record-of-this-test"
LINE = re.compile(r"^(?P<pid>\d+) +[\d.]+ (?P<call>\w+)\((?P<rest>.*)$")


@dataclass(frozen=True)
class Call:
    """A system call that returned: its name, and everything it was given, as text."""

    name: str
    text: str

    @property
    def is_sync(self) -> bool:
        """Return whether it waits for the disk."""
        return self.name in ("fsync", "fdatasync")


def calls_of(trace: Path) -> list[Call]:
    """Return the calls in the order in which they ended; a call that waits is two lines."""
    found = []
    begun: dict[tuple[str, str], str] = {}
    for line in trace.read_text(errors="replace").splitlines():
        pid, _, rest = line.partition(" ")
        resumed = re.search(r"<\.\.\. (\w+) resumed>(.*)$", rest)
        if resumed:
            text = begun.pop((pid, resumed[1]), "") + resumed[2]
            found.append(Call(resumed[1], text))
            continue
        match = LINE.match(line)
        if match is None:
            continue
        if rest.endswith("<unfinished ...>"):
            begun[pid, match["call"]] = match["rest"]
        else:
            found.append(Call(match["call"], match["rest"]))
    return found


def last_words(trace: Path) -> str:
    """Return the lines about processes that ended."""
    lines = trace.read_text(errors="replace").splitlines()
    return "\n".join(line for line in lines if line.endswith("+++"))


def first(calls: list[Call], what: str, *, sync: bool | None = None, after: int = 0) -> int:
    """Return the place of the first call at or after *after* that speaks of *what*."""
    for at, call in enumerate(calls[after:], after):
        if what in call.text and (sync is None or call.is_sync is sync):
            return at
    raise AssertionError(f"no call speaks of {what}")


@needs_strace
def test_nothing_is_promised_or_cleared_before_it_is_on_the_disk(
    start: Any, watch: Path, tmp_path: Path, wait_for: Any
) -> None:
    """The inbox before the 202; rows, commit and their folders before the inbox lets go."""
    trace = tmp_path / "trace"
    # Detached (-D): the process started is the server, and strace watches from behind.
    strace = ["strace", "-D", "-f", "-y", "-s", "5000", "-ttt", "-e", CALLS, "-o", str(trace)]
    server = start(before=strace)
    with server.client() as client:
        records = [{"id": MARK, "timestamp": "2024-03-01T00:00:00Z", "features": {"x": 1}}]
        reply = client.post("/api/v1/models/m/predictions", json={"records": records})
        assert reply.status_code == 202
        wait_for(lambda: inbox_state(watch).requests == 0)
    server.stop()
    wait_for(lambda: f"{server.process.pid} " in last_words(trace))
    calls = calls_of(trace)

    answered = first(calls, "HTTP/1.1 202")
    body = first(calls, MARK)
    assert "inbox.db-wal" in calls[body].text
    kept = first(calls, "inbox.db-wal", sync=True, after=body)
    assert body < kept < answered

    rows = first(calls, "day=2024-03-01/part-", sync=True, after=answered)
    its_folder = first(calls, "predictions/day=2024-03-01>", sync=True, after=rows)
    version = commit_of_rows(watch)
    commit = first(calls, f"{version}.json>", sync=True, after=its_folder)
    log_folder = first(calls, "_delta_log>", sync=True, after=commit)
    batch_frozen = first(calls, "inbox.db-wal", sync=True, after=answered)
    assert batch_frozen < rows
    cleared = first(calls, "inbox.db-wal", sync=True, after=log_folder)
    assert rows < its_folder < commit < log_folder < cleared
    between = [c for c in calls[rows:log_folder] if c.is_sync and "inbox.db" in c.text]
    assert between == []


def commit_of_rows(watch: Path) -> str:
    """Return the version of the table in which the row came, as its log names it."""
    for commit in sorted(watch.glob("lake/m/predictions/_delta_log/*.json")):
        if '"add"' in commit.read_text():
            return commit.stem
    raise AssertionError("no commit adds a file")
