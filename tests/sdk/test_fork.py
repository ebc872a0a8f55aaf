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
from pathlib import Path
from watchkeeper.sdk import Client

address, spool, told, before, end = sys.argv[1:]
client = Client(address, model="flights", spool=spool, packages=(), max_age_s=60)
ids = [client.log({"from": "parent"}) for _ in range(int(before))]

def tell():
    stats = client.stats
    text = "\\n".join([f"{stats.sent} {stats.dropped}", *ids])
    Path(told, str(os.getpid())).write_text(text)

children = []
for child in range(2):
    pid = os.fork()
    if pid == 0:
        ids = [client.log({"from": f"child {child}"}) for _ in range(700)]
        client.close(30.0)
        tell()
        os._exit(0)
    children.append(pid)
ids += [client.log({"from": "parent"}) for _ in range(300)]
for pid in children:
    os.waitpid(pid, 0)
if end == "close":
    client.close(30.0)
tell()
"""


def run_preloaded(address: str, folder: Path, before: int, end: str) -> tuple[list[str], list[str]]:
    """Return the ids that all three processes logged, and what each says it sent and dropped."""
    told = folder / "told"
    told.mkdir()
    given = [address, str(folder / "spool"), str(told), str(before), end]
    subprocess.run([sys.executable, "-c", PRELOADED, *given], check=True)
    texts = [path.read_text().split("\n") for path in told.iterdir()]
    return [one for text in texts for one in text[1:]], sorted(text[0] for text in texts)


@pytest.mark.parametrize("before", [0, 700])
def test_both_sides_log_and_nothing_is_sent_twice(door: Any, tmp_path: Path, before: int) -> None:
    """What was queued before the fork the parent sends; each child sends its own."""
    ids, told = run_preloaded(door.url, tmp_path, before, "close")

    assert len(set(ids)) == len(ids) == 2 * 700 + 300 + before
    assert door.ids() == dict.fromkeys(ids, 1)
    assert door.repeated == 0
    assert told == sorted(["700 0", "700 0", f"{300 + before} 0"])
    clients = {
        (record["features"]["from"], body["client"]["id"])
        for _, body, _ in door.requests
        for record in body["records"]
    }
    assert len(clients) == 3
    assert list((tmp_path / "spool").iterdir()) == []


def test_the_end_of_a_process_sends_the_rest(door: Any, tmp_path: Path) -> None:
    """Without a close, the parent's last records go when the interpreter ends."""
    ids, _ = run_preloaded(door.url, tmp_path, 5, "end")

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
        "client.flush(0.05)\n"
        "while client.stats.queued:\n"
        "    time.sleep(0.01)\n"
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
