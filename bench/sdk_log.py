"""What ``Client.log`` takes from the thread that calls it, in the three situations of the design.

Nothing listens and the queue is long; eight threads that also wait, with a server; eight threads
that never wait. Only the call is timed. A full queue makes ``log`` faster than a working one, so
the drops are printed beside every row.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchkeeper.sdk import Client

FEATURES = {f"number_{i}": i * 0.37 for i in range(14)} | {f"word_{i}": f"w{i}" for i in range(6)}
WORK_S, PAUSE_S = 100e-6, 300e-6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        reply = json.dumps({"accepted": body.count(b'"features"'), "rejected": []}).encode()
        self.send_response(202)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _serve(port: multiprocessing.Queue[int]) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    port.put(server.server_address[1])
    server.serve_forever()


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _work(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def _loop(client: Client, calls: int, work_s: float, pause_s: float) -> list[int]:
    clock, log, taken = time.perf_counter_ns, client.log, []
    for _ in range(calls):
        if work_s:
            _work(work_s)
        before = clock()
        log(FEATURES, "late", score=0.83)
        taken.append(clock() - before)
        if pause_s:
            time.sleep(pause_s)
    return taken


def _threads(run: Callable[[], list[int]], number: int) -> list[int]:
    taken: list[list[int]] = []
    threads = [threading.Thread(target=lambda: taken.append(run())) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for of_thread in taken for one in of_thread]


def _row(name: str, taken: list[int], seconds: float, client: Client) -> None:
    taken.sort()
    at = [taken[int(share * (len(taken) - 1))] / 1000 for share in (0.5, 0.99, 0.999, 1.0)]
    stats, slow = client.stats, sum(one > 1_000_000 for one in taken)
    assert len(taken) == stats.sent + stats.dropped + stats.spooled + stats.queued
    print(
        f"{name:<42} {at[0]:7.2f} {at[1]:7.2f} {at[2]:8.1f} {at[3]:10.1f} {slow:5d} "
        f"{len(taken) / seconds:9,.0f} {stats.dropped:8,d} {stats.sent:8,d} {stats.spooled:8,d}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    ports: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=_serve, args=(ports,), daemon=True)
    server.start()
    up, down = (f"http://127.0.0.1:{port}" for port in (ports.get(), _closed_port()))
    situations = (
        ("nothing listens, tight, queue 200,000", down, 200_000, 1, 0.0, 0.0),
        ("8 threads, 100 us work, 300 us waiting", up, 10_000, 8, WORK_S, PAUSE_S),
        ("8 threads, 100 us work, no waiting", up, 10_000, 8, WORK_S, 0.0),
    )
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; times in us")
    print(
        f"{'situation':<42} {'p50':>7} {'p99':>7} {'p99.9':>8} {'max':>10} {'>1ms':>5} "
        f"{'calls/s':>9} {'dropped':>8} {'sent':>8} {'spooled':>8}"
    )
    for name, url, queue, threads, work_s, pause_s in situations:
        for _ in range(options.repeat):
            with tempfile.TemporaryDirectory() as folder:
                client = Client(url, model="bench", queue=queue, spool=Path(folder))
                calls = options.calls // threads
                began = time.perf_counter()
                taken = _threads(lambda: _loop(client, calls, work_s, pause_s), threads)  # noqa: B023
                seconds = time.perf_counter() - began
                client.flush(60.0 if url == up else 0.1)
                while client.stats.queued:
                    time.sleep(0.01)
                _row(name, taken, seconds, client)
                client.close()
    server.terminate()


if __name__ == "__main__":
    main()
