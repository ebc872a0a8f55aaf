"""A disk that is full, and has room again: a small real one, under a real server."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from watchkeeper.app.doctor import examine
from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Level, SystemClock
from watchkeeper.store.inbox import inbox_state

PATH = "/api/v1/models/m/predictions"
PER_BATCH = 200
MOUNT, UNMOUNT = (shutil.which(name) or "/bin/false" for name in ("mount", "umount"))
Mount = Callable[[Path, str], None]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Return a function that puts a small disk in memory under a folder."""
    mounted: list[Path] = []

    def put(folder: Path, size: str) -> None:
        command = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        done = subprocess.run([MOUNT, *command], check=False, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
        mounted.append(folder)

    yield put
    for folder in mounted:
        subprocess.run([UNMOUNT, "--lazy", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path, mount: Mount) -> None:
    """Put the workspace that the fixture ``watch`` makes on a disk of 24 MB."""
    (tmp_path / "watch").mkdir()
    mount(tmp_path / "watch", "24m")


def fill(folder: Path) -> Path:
    """Write until nothing is free; return the file to remove."""
    path = folder / ".ballast"
    with path.open("wb", buffering=0) as file:
        for size in (2**16, 2**12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return path


class Sender:
    """Sends batches; knows which records were acknowledged."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._numbers = itertools.count()
        self.acknowledged: Counter[str] = Counter()
        self.refused: list[int] = []

    def send(self, number: int | None = None) -> httpx.Response:
        """Send the batch of that number, or a new one."""
        at = next(self._numbers) if number is None else number
        ids = [f"{at}-{i}" for i in range(PER_BATCH)]
        features = {f"f{i}": i * 0.37 for i in range(20)}
        records = [{"id": id, "features": features} for id in ids]
        body = {"batch_id": f"{at}", "records": records}
        reply = self._client.post(PATH, json=body)
        if reply.status_code == 202:
            self.acknowledged.update(ids)
        else:
            self.refused.append(at)
        return reply

    def send_until(self, status: int) -> httpx.Response:
        """Send batches until one is answered with *status*."""
        while (reply := self.send()).status_code != status:
            assert reply.status_code == 202, reply.text
        return reply


def found(watch: Path) -> Counter[str]:
    """Return how often each prediction is in the lake."""
    with open_workspace(watch) as workspace:
        return Counter(workspace.predictions("m", ["prediction_id"])["prediction_id"].to_pylist())


def test_a_full_disk_is_a_507_until_there_is_room(
    small_disk: None, watch: Path, start: Any, wait_for: Any
) -> None:
    """Nothing is acknowledged meanwhile; the same processes go on, and all is there once."""
    server = start()
    with server.client() as client:
        sender = Sender(client)
        assert sender.send().status_code == 202
        wait_for(lambda: inbox_state(watch).requests == 0)
        ballast = fill(watch)
        reply = sender.send_until(507)
        assert "the inbox failed: database or disk is full" in reply.json()["error"]
        assert "make room" in reply.json()["hint"]
        assert reply.headers["retry-after"] == "10"
        assert client.get("/healthz").status_code == 200
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["lake"].startswith("only ")
        assert free_bytes_told(client) < 2**20
        disk = next(c for c in examine(watch, SystemClock()) if c.name == "disk")
        assert disk.level is Level.CRITICAL
        # The writer finds that it cannot write, more often than a deadly batch may kill.
        wait_for(lambda: told(server, "stream_waits") + told(server, "writer_waits") > 4)
        assert sender.send().status_code == 507

        ballast.unlink()
        again = sender.refused.copy()
        assert [sender.send(number).status_code for number in again] == [202] * len(again)
        assert sender.send().status_code == 202
        wait_for(lambda: inbox_state(watch).requests == 0)
    assert told(server, "process_died") == 0
    assert server.stop() == 0
    assert inbox_state(watch).set_aside == ()
    assert found(watch) == sender.acknowledged
    assert set(sender.acknowledged.values()) == {1}


def free_bytes_told(client: httpx.Client) -> float:
    """Return what ``/metrics`` says is free."""
    lines = client.get("/metrics").text.splitlines()
    return next(float(ln.split()[1]) for ln in lines if ln.startswith("watchkeeper_disk_free"))


def told(server: Any, event: str, **facts: str) -> int:
    """Return how many such events the server and its processes logged."""
    return sum(e["event"] == event and facts.items() <= e.items() for e in server.events())


def test_a_lake_on_a_full_disk_waits_and_says_so(
    watch: Path, mount: Mount, start: Any, wait_for: Any
) -> None:
    """Requests still come in; page, doctor, health and metrics say what the writer waits for."""
    mount(watch / "lake", "4m")
    server = start()
    with server.client() as client:
        sender = Sender(client)
        ballast = fill(watch / "lake")
        for _ in range(3):
            assert sender.send().status_code == 202
        wait_for(lambda: "No space left" in writer_error(watch))
        # Long enough for the note that it lives, which must not hide that it waits.
        for _ in range(70):
            assert "No space left" in writer_error(watch)
            time.sleep(0.1)
        ready = client.get("/readyz").json()
        assert ready["inbox"] == "ok"
        assert ready["writer"] == "some records could not be written yet"
        assert "\nwatchkeeper_writer_waits 1.0" in client.get("/metrics").text
        checks = [c for c in examine(watch, SystemClock()) if c.name == "inbox"]
        assert [c.level for c in checks] == [Level.OK, Level.CRITICAL]
        assert "No space left" in checks[1].text
        page = client.get("/system.json").json()
        assert "No space left" in str(page["service"])
        ballast.unlink()
        wait_for(lambda: inbox_state(watch).requests == 0)
        wait_for(lambda: "\nwatchkeeper_writer_waits 0.0" in client.get("/metrics").text)
    assert server.stop() == 0
    assert found(watch) == sender.acknowledged
    assert set(sender.acknowledged.values()) == {1}
    files = {path.name for path in (watch / "lake").rglob("*.parquet")}
    assert len(files) == len(parquet_named_by_commits(watch))


def writer_error(watch: Path) -> str:
    """Return what the writer said last of its trouble."""
    said = inbox_state(watch).said.get("writer")
    return "" if said is None else said.error


def parquet_named_by_commits(watch: Path) -> set[str]:
    """Return the data files of the lake that a commit knows."""
    logs = [p.read_text() for p in (watch / "lake").rglob("_delta_log/*.json")]
    files = (watch / "lake").rglob("day=*/*.parquet")
    return {path.name for path in files if any(path.name in log for log in logs)}
