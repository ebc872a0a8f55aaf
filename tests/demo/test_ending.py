"""However the demo ends, its server ends too: real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from watchkeeper.demo.ending import ending_on_signals

#: The demo's frame without its replay: a server, and a wait.
DEMO = """
import signal, sys, time
from pathlib import Path
# Tests that are run under nohup hand it on that this is ignored.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from watchkeeper.demo.ending import ending_on_signals
from watchkeeper.demo.replay import prepare
from watchkeeper.demo.served import served
folder = Path(sys.argv[1])
prepare(folder)
with ending_on_signals(), served(folder) as server:
    print(server.process.pid, server.address, flush=True)
    time.sleep(120)
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_its_server_ends_with_it(tmp_path: Path, name: str) -> None:
    """Told to end it ends its server; killed, its server sees that nobody is there."""
    number = signal.Signals[name]
    with subprocess.Popen(
        [sys.executable, "-c", DEMO, str(tmp_path / "watch")],
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        pid, address = demo.stdout.readline().split()
        assert httpx.get(f"{address}/healthz", timeout=30).json() == {"status": "ok"}
        demo.send_signal(number)
        code = demo.wait(60)
    assert code == (-number if name == "SIGKILL" else 128 + number)
    _wait_for_end(int(pid))
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{address}/healthz", timeout=5)


def _wait_for_end(pid: int) -> None:
    until = time.monotonic() + 30
    while _runs(pid):
        assert time.monotonic() < until, "the server runs on"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Killed parents leave their children to somebody who may be slow to ask how they ended.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_signals_are_given_back() -> None:
    """Inside the block they end it; afterwards they mean what they meant before."""
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as left, ending_on_signals():
        signal.raise_signal(signal.SIGTERM)
    assert left.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_nohup_ignores_stays_ignored() -> None:
    """SIGHUP does not end it then."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_on_signals():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
