"""A client in a process that forks after it was loaded, as gunicorn --preload does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.sdk import Client

if sys.platform == "win32":
    pytest.skip("Windows has no fork", allow_module_level=True)

PRELOADED = """
import os, sys
from watchkeeper.sdk import Client
client = Client(sys.argv[1], model="flights", spool=sys.argv[2], packages=(), max_age_s=60)
for n in range(int(sys.argv[3])):
    print(client.log({"from": "before"}))
sys.stdout.flush()
children = []
for child in range(2):
    pid = os.fork()
    if pid == 0:
        for n in range(700):
            print(client.log({"from": f"child {child}"}))
        done = client.close(30.0)
        print(f"{client.stats.sent} {client.stats.dropped} {done}", file=sys.stderr)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    children.append(pid)
for n in range(300):
    print(client.log({"from": "parent"}))
for pid in children:
    os.waitpid(pid, 0)
if sys.argv[4] == "close":
    client.close(30.0)
print(f"{client.stats.sent} {client.stats.dropped} True", file=sys.stderr)
sys.stdout.flush()
sys.stderr.flush()
if sys.argv[4] == "die":
    os._exit(0)
"""


def run_preloaded(address: str, folder: Path, before: int, end: str) -> tuple[list[str], list[str]]:
    """Return the ids that all three processes logged, and what each said at its end."""
    command = [sys.executable, "-c", PRELOADED, address, str(folder), str(before), end]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return run.stdout.split(), [line for line in run.stderr.splitlines() if line.endswith("True")]


@pytest.mark.parametrize("before", [0, 700])
def test_both_sides_log_and_nothing_is_sent_twice(door: Any, tmp_path: Path, before: int) -> None:
    """What was queued before the fork the parent sends; each child sends its own."""
    ids, told = run_preloaded(door.url, tmp_path / "spool", before, "close")

    assert len(set(ids)) == len(ids) == 2 * 700 + 300 + before
    assert door.ids() == dict.fromkeys(ids, 1)
    assert door.repeated == 0
    assert sorted(told) == sorted(["700 0 True"] * 2 + [f"{300 + before} 0 True"])
    clients = {
        (record["features"]["from"].replace("before", "parent"), body["client"]["id"])
        for _, body, _ in door.requests
        for record in body["records"]
    }
    assert len(clients) == 3
    assert list((tmp_path / "spool").iterdir()) == []


def test_the_end_of_a_process_sends_the_rest(door: Any, tmp_path: Path) -> None:
    """Without a close, the parent's last records go when the interpreter ends."""
    ids, _ = run_preloaded(door.url, tmp_path / "spool", 5, "end")

    assert door.ids() == dict.fromkeys(ids, 1)


def test_a_child_does_not_hold_the_lock_of_its_parent(
    free_port: int,
    tmp_path: Path,
    connect: Callable[..., Client],
    open_door: Callable[[int], Any],
) -> None:
    """The parent's file can be adopted when the parent is dead and its child lives."""
    script = (
        "import os, sys, time\n"
        "from watchkeeper.sdk import Client\n"
        "client = Client(sys.argv[1], model='flights', spool=sys.argv[2], packages=())\n"
        "client.log({}, id='of the parent')\n"
        "client.flush(0.3)\n"
        "reader, writer = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    os.write(writer, b'.')\n"
        "    sys.stdin.read()\n"
        "    os._exit(0)\n"
        "os.read(reader, 1)\n"
        "print('forked', flush=True)\n"
        "os._exit(0)\n"
    )
    command = [sys.executable, "-c", script, f"http://127.0.0.1:{free_port}", tmp_path / "spool"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"forked\n"
        assert parent.wait(60) == 0
        door = open_door(free_port)
        client = connect(door.url)
        client.log({}, id="of the next")
        while len(door.ids()) < 2:
            client.flush(0.1)

    assert door.ids() == {"of the parent": 1, "of the next": 1}
