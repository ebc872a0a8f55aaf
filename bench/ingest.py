"""What a request costs the server: singles and batches through the real doors.

    python bench/ingest.py [seconds for each measurement, default 5]

The server is a process of its own; its CPU time is read from the system. A Starlette route that
does nothing, served the same way, and ``json.loads`` of the same batch are measured in the same
run: ratios to them carry from one machine to another.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from watchkeeper.app.workspace import open_workspace

NUMBERS, TEXTS = 14, 6
ARROW = "application/vnd.apache.arrow.stream"
RNG = np.random.default_rng(1)
TICK = os.sysconf("SC_CLK_TCK")


def record(number: int) -> dict[str, object]:
    values = RNG.normal(50, 10, NUMBERS).tolist()
    features: dict[str, object] = {f"feature_{i}": v for i, v in enumerate(values)}
    texts = RNG.choice(["JFK", "LGA", "EWR"], TEXTS).tolist()
    features |= {f"category_{i}": text for i, text in enumerate(texts)}
    now = datetime.now(UTC).isoformat()
    return {
        "id": f"{number:012x}",
        "timestamp": now,
        "features": features,
        "prediction": "late",
        "score": float(RNG.uniform()),
        "latency_ms": 3.2,
    }


def arrow_body(records: list[dict[str, object]]) -> bytes:
    table = pa.Table.from_pylist(records)
    times = pa.array([datetime.fromisoformat(str(r["timestamp"])) for r in records])
    table = table.set_column(table.column_names.index("timestamp"), "timestamp", times)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def request(path: str, body: bytes, kind: str = "application/json") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


async def hammer(port: int, requests: list[bytes], connections: int, seconds: float) -> list[float]:
    """Send *requests* over and over; return how long each took."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def one(first: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        at = first
        while time.perf_counter() < end:
            start = time.perf_counter()
            writer.write(requests[at % len(requests)])
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 202 " not in head[:20] and b" 200 " not in head[:20]:
                raise SystemExit(head.decode())
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
            await reader.readexactly(length)
            took.append(time.perf_counter() - start)
            at += connections
        writer.close()

    await asyncio.gather(*(one(i) for i in range(connections)))
    return took


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


@dataclass
class Measured:
    per_s: float
    cpu_us: float
    p50_ms: float
    p99_ms: float


def measure(
    server: subprocess.Popen[str],
    port: int,
    requests: list[bytes],
    connections: int,
    seconds: float,
) -> Measured:
    asyncio.run(hammer(port, requests, connections, 0.5))
    before, start = cpu(server.pid), time.perf_counter()
    took = sorted(asyncio.run(hammer(port, requests, connections, seconds)))
    wall, used = time.perf_counter() - start, cpu(server.pid) - before
    p50, p99 = (1000 * took[int(q * (len(took) - 1))] for q in (0.5, 0.99))
    return Measured(len(took) / wall, 1e6 * used / len(took), p50, p99)


def start(*command: str) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline().rpartition(":")[2])


def noop() -> None:
    """Serve a route that reads the body and does nothing."""
    import socket

    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    async def nothing(request: Request) -> Response:
        await request.body()
        return JSONResponse({})

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    app = Starlette(routes=[Route("/models/{model}/predictions", nothing, methods=["POST"])])
    config = uvicorn.Config(app, http="httptools", loop="uvloop", log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


def say(name: str, found: Measured, records: int, compared: str) -> None:
    print(
        f"{name:24} {found.per_s * records:10,.0f} records/s  "
        f"{found.cpu_us / records:7.2f} us CPU a record  {compared}  "
        f"p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms"
    )


def compare(
    server: subprocess.Popen[str],
    port: int,
    nothing: subprocess.Popen[str],
    nothing_port: int,
    path: str,
    seconds: float,
) -> None:
    time.sleep(5)
    bodies = [json.dumps({"records": [record(i)]}).encode() for i in range(2_000)]
    singles = [request(path, body) for body in bodies]
    empty = measure(
        nothing,
        nothing_port,
        [request("/models/m/predictions", body) for body in bodies],
        32,
        seconds,
    )
    say("Starlette, nothing done", empty, 1, "")
    found = measure(server, port, singles, 32, seconds)
    say("singles", found, 1, f"= {found.cpu_us / empty.cpu_us:.1f} x nothing")
    batches = [[record(1_000 * b + i) for i in range(1_000)] for b in range(20)]
    texts = [json.dumps({"records": batch}).encode() for batch in batches]
    begin = time.process_time()
    for text in texts:
        json.loads(text)
    unit = 1e6 * (time.process_time() - begin) / 20_000
    print(f"json.loads of the same   {unit:.2f} us a record")
    found = measure(server, port, [request(path, t) for t in texts], 8, seconds)
    say("JSON, batches of 1,000", found, 1_000, f"= {found.cpu_us / 1_000 / unit:.2f} J")
    arrows = [request(path, arrow_body(batch), ARROW) for batch in batches]
    found = measure(server, port, arrows, 8, seconds)
    say("Arrow, batches of 1,000", found, 1_000, f"= {found.cpu_us / 1_000 / unit:.2f} J")


def main(seconds: float) -> None:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {seconds:g} s each")
    path = "/api/v1/models/m/predictions"
    with tempfile.TemporaryDirectory() as folder:
        watch = Path(folder) / "watch"
        with open_workspace(watch) as workspace:
            workspace.register("m", task="binary", positive="late")
            workspace.deploy("m", version="1")
        # The doors are measured: they are faster than the writer, and would refuse after a while.
        (watch / "watchkeeper.toml").write_text(f"[workspace]\ninbox_max_bytes = {2**36}\n")
        nothing, nothing_port = start(__file__, "noop")
        server, port = start("-m", "watchkeeper", "serve", "-w", str(watch), "--port", "0")
        try:
            compare(server, port, nothing, nothing_port, path, seconds)
        finally:
            for process in (nothing, server):
                process.terminate()
            for process in (nothing, server):
                process.wait()


if __name__ == "__main__":
    if sys.argv[1:] == ["noop"]:
        noop()
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
