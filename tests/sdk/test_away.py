"""The client and a server that is away, full, or comes back."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.sdk import Client, Stats

Connect = Callable[..., Client]
Collected = Callable[[Client], Stats]
FEATURES = {f"f{n}": n * 0.37 for n in range(20)}


def url(port: int) -> str:
    """Return the address of a port here."""
    return f"http://127.0.0.1:{port}"


def test_a_hundred_thousand_calls_into_nothing(
    free_port: int, connect: Connect, open_door: Callable[[int], Any], collected: Collected
) -> None:
    """None is dropped while nothing listens; the server gets each exactly once when it starts."""
    client = connect(url(free_port), queue=200_000)
    ids = [client.log(FEATURES, "late", score=0.5) for _ in range(100_000)]

    assert collected(client) == Stats(spooled=100_000)
    door = open_door(free_port)
    assert client.flush(120.0)
    assert door.ids() == dict.fromkeys(ids, 1)
    assert [record["id"] for record in door.records()] == ids
    assert client.stats == Stats(sent=100_000)


def test_the_next_process_sends_what_was_left(
    free_port: int, connect: Connect, open_door: Callable[[int], Any], tmp_path: Path
) -> None:
    """A client that was closed without a server leaves its records to the next one."""
    first = connect(url(free_port))
    ids = [first.log({"n": n}) for n in range(700)]
    assert not first.close()
    assert first.stats == Stats(spooled=700)

    door = open_door(free_port)
    second = connect(url(free_port))
    ids.append(second.log({"n": 700}))
    while sum(door.ids().values()) < 701:
        time.sleep(0.01)
    second.close()

    assert door.ids() == dict.fromkeys(ids, 1)
    assert second.stats == Stats(sent=1, adopted=700)
    assert list((tmp_path / "spool").iterdir()) == []


@pytest.mark.parametrize("other", [{"model": "trains"}, {"url": "http://127.0.0.1:{port}/other"}])
def test_what_is_left_goes_nowhere_else(
    free_port: int, connect: Connect, open_door: Callable[[int], Any], other: dict[str, str]
) -> None:
    """Another model's or another server's client does not touch it."""
    first = connect(url(free_port))
    first.log({"n": 1})
    first.close()

    door = open_door(free_port)
    given = {"url": url(free_port), **other}
    given["url"] = given["url"].format(port=free_port)
    second = connect(given.pop("url"), **given)
    mine = second.log({"n": 2})
    assert second.flush()
    second.close()

    assert list(door.ids()) == [mine]


def test_what_nobody_takes_holds_nobody_up(door: Any, connect: Connect, tmp_path: Path) -> None:
    """Left records of a version that the server does not know stay; all others go on."""
    door.rule = lambda path, body: (503, {}, {})
    for version in ("0", "1", "0"):
        left = connect(door.url, version=version)
        left.log({}, id=f"version {version}")
        left.close()

    def unknown(path: str, body: Any) -> Any:
        return (404, {"error": "no version"}, {}) if body["version"] == "0" else None

    door.rule = unknown
    living = connect(door.url, version="2")
    ids = [living.log({"n": n}) for n in range(2000)]
    assert living.flush(30.0)
    while not living.stats.adopted:
        time.sleep(0.01)
    living.close()

    assert living.stats == Stats(sent=2000, adopted=1)
    assert door.ids() == dict.fromkeys([*ids, "version 1"], 1)
    assert len(list((tmp_path / "spool").iterdir())) == 2


def test_a_living_process_keeps_its_file(
    free_port: int, connect: Connect, tmp_path: Path, collected: Collected
) -> None:
    """Two clients of one model in one folder leave each other's spool alone."""
    first, second = connect(url(free_port)), connect(url(free_port))
    first.log({})
    second.log({})

    assert [collected(client) for client in (first, second)] == [Stats(spooled=1)] * 2
    assert len(list((tmp_path / "spool").iterdir())) == 2
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "spool").iterdir()} == {0o600}


def test_a_full_spool_drops_the_newest_and_counts(
    free_port: int,
    connect: Connect,
    open_door: Callable[[int], Any],
    tmp_path: Path,
    collected: Collected,
) -> None:
    """The file stays within its limit; what it holds is the oldest, and arrives."""
    client = connect(url(free_port), spool_mb=0.25, batch=100)
    ids = []
    for _ in range(50):
        ids.extend(client.log(FEATURES) for _ in range(100))
        collected(client)
    kept = client.stats.spooled

    assert client.stats.dropped == 5000 - kept > 0
    (file,) = (tmp_path / "spool").iterdir()
    assert file.stat().st_size <= 0.25 * 1024 * 1024
    door = open_door(free_port)
    assert client.flush(60.0)
    last = client.log(FEATURES)
    assert client.flush(60.0)
    assert list(door.ids()) == [*ids[:kept], last]
    assert client.stats == Stats(sent=kept + 1, dropped=5000 - kept)
    assert door.requests[-1][1]["client"]["dropped"] == 5000 - kept


def test_without_a_disk_memory_holds_it_and_says_so_once(
    free_port: int,
    connect: Connect,
    open_door: Callable[[int], Any],
    tmp_path: Path,
    collected: Collected,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A spool folder below a file cannot be made; the records wait in memory, and arrive."""
    (tmp_path / "file").write_text("")
    client = connect(url(free_port), spool=tmp_path / "file" / "spool")
    ids = [client.log({"n": n}) for n in range(2000)]

    assert collected(client) == Stats(spooled=2000)
    door = open_door(free_port)
    assert client.flush(30.0)
    assert door.ids() == dict.fromkeys(ids, 1)
    told = [r.getMessage() for r in caplog.records if "memory only" in r.getMessage()]
    assert len(told) == 1


def test_memory_is_bounded_too(
    free_port: int, connect: Connect, tmp_path: Path, collected: Collected
) -> None:
    """Without a disk the limit holds as well: the newest are dropped and counted."""
    (tmp_path / "file").write_text("")
    client = connect(url(free_port), spool=tmp_path / "file", spool_mb=0.1, batch=50)
    for _ in range(3000):
        client.log(FEATURES)

    stats = collected(client)
    assert stats.spooled + stats.dropped == 3000
    assert 0 < stats.spooled < 1000


def test_busy_threads_are_bounded_and_counted(door: Any, connect: Connect, tmp_path: Path) -> None:
    """Eight threads that never wait: what is not sent is dropped and counted, to the record."""
    client = connect(door.url, queue=500)
    longest = []

    def work() -> None:
        for _ in range(5000):
            client.log(FEATURES, "late")
            longest.append(client.stats.queued)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.flush(60.0)

    stats = client.stats
    assert stats.dropped > 0
    assert stats.sent + stats.dropped == 40_000
    assert len(door.records()) == stats.sent == len(door.ids())
    # The queue, one batch in the collector's hand, and one record for each thread between.
    assert max(longest) <= 500 + 500 + 8


def test_nothing_is_raised_or_held_up_by_a_silent_server(
    door: Any, connect: Connect, collected: Collected
) -> None:
    """While a request gets no answer, records go on into the spool."""
    release = threading.Event()

    def silent(path: str, body: Any) -> None:
        release.wait(60)

    door.rule = silent
    client = connect(door.url, queue=1000)
    for _ in range(10):
        for _ in range(500):
            client.log(FEATURES)
        collected(client)
    assert client.stats == Stats(spooled=5000)
    release.set()

    assert client.flush(60.0)
    assert client.stats == Stats(sent=5000)
    assert len(door.ids()) == 5000


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_what_waits_is_synced_to_the_disk(free_port: int, tmp_path: Path) -> None:
    """While the server is away, each batch is followed by an fdatasync of the spool file."""
    script = (
        "import sys, time\n"
        "from watchkeeper.sdk import Client\n"
        "client = Client(sys.argv[1], model='flights', spool=sys.argv[2], packages=())\n"
        "for n in range(4):\n"
        "    client.log({'n': n})\n"
        "    client.flush(0.05)\n"
        "    while client.stats.queued:\n"
        "        time.sleep(0.01)\n"
    )
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-y", "-e", "trace=pwrite64,fdatasync", "-o", str(trace)]
    given = [sys.executable, "-c", script, url(free_port), str(tmp_path / "spool")]
    subprocess.run([*command, *given], check=True, capture_output=True)

    calls = re.findall(r"(pwrite64|fdatasync)\(\d+<[^>]*\.spool>", trace.read_text())
    assert calls.count("pwrite64") == 4
    assert calls[-1] == "fdatasync"
    # Until it is known that the server is away, several may wait for the first sync.
    known = calls[calls.index("fdatasync") :]
    assert all(known[at + 1] == "fdatasync" for at, call in enumerate(known) if call == "pwrite64")
