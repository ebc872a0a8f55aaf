"""The process of the client is killed: what it had collected arrives."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchkeeper.sdk import Client, Stats

Connect = Callable[..., Client]
Collected = Callable[[Client], Stats]


def url(port: int) -> str:
    """Return the address of a port here."""
    return f"http://127.0.0.1:{port}"


KILLED = """
import sys, time
from watchkeeper.sdk import Client
client = Client(sys.argv[1], model="flights", spool=sys.argv[2], packages=())
for n in range(int(sys.argv[3])):
    print(client.log({"n": n}))
while client.stats.queued:
    time.sleep(0.01)
print("in the spool", flush=True)
time.sleep(600)
"""


def killed_after_spooling(
    address: str, folder: Path, records: int, until: threading.Event | None = None
) -> list[str]:
    """Log in a process of its own, kill it with -9 once all is collected; return the ids."""
    command = [sys.executable, "-c", KILLED, address, str(folder), str(records)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [line.strip() for line in iter(process.stdout.readline, "in the spool\n")]
        assert until is None or until.wait(60)
        process.kill()
    return told


def test_a_killed_process_loses_nothing_that_was_collected(
    free_port: int, connect: Connect, open_door: Callable[[int], Any], tmp_path: Path
) -> None:
    """After kill -9 the next process finds the unlocked file, torn at its end, and sends it."""
    ids = killed_after_spooling(url(free_port), tmp_path / "spool", 1200)
    (left,) = (tmp_path / "spool").iterdir()
    with left.open("ab") as file:
        file.write(left.read_bytes()[:40])

    door = open_door(free_port)
    client = connect(url(free_port))
    client.log({}, id="new")
    while sum(door.ids().values()) < 1201:
        time.sleep(0.01)
    client.close()

    assert door.ids() == dict.fromkeys([*ids, "new"], 1)
    assert list((tmp_path / "spool").iterdir()) == []


KILLED_AT_WORK = """
import sys, time
from watchkeeper.sdk import Client
client = Client(
    sys.argv[1], model="flights", spool=sys.argv[2], packages=(), batch=50, max_age_s=0.01
)
while True:
    ids = [client.log({"n": n}) for n in range(170)]
    while client.stats.queued:
        time.sleep(0.001)
    print(*ids, sep="\\n", flush=True)
"""


def test_killed_at_work_again_and_again(door: Any, connect: Connect, tmp_path: Path) -> None:
    """Whatever the moment of the kill -9: what was collected is at the server, and once."""
    told: list[str] = []
    command = [sys.executable, "-c", KILLED_AT_WORK, door.url, str(tmp_path / "spool")]
    for kill_after in (170, 1, 700, 1300):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            read = [process.stdout.readline() for _ in range(kill_after)]
            process.kill()
            told.extend(line.strip() for line in [*read, *process.stdout] if line.endswith("\n"))
    with connect(door.url) as last:
        last.log({}, id="last")
        while set(told) - set(door.ids()):
            time.sleep(0.01)

    assert set(door.ids().values()) == {1}
    assert list((tmp_path / "spool").iterdir()) == []


def test_killed_while_the_server_is_silent(door: Any, connect: Connect, tmp_path: Path) -> None:
    """A request without an answer is repeated by the next process, under the same batch id."""
    asked, release = threading.Event(), threading.Event()

    def silent(path: str, body: Any) -> None:
        door.rule = lambda path, body: None
        asked.set()
        release.wait(60)

    door.rule = silent
    ids = killed_after_spooling(door.url, tmp_path / "spool", 10, until=asked)
    release.set()

    client = connect(door.url)
    client.log({}, id="new")
    while sum(door.ids().values()) < 11 or len(door.requests) < 3:
        time.sleep(0.01)
    client.close()

    assert door.ids() == dict.fromkeys([*ids, "new"], 1)
    assert door.repeated == 1
