"""The replay's way to the server: what a model's owner and its serving code would call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import pyarrow as pa

from watchkeeper.demo.gate import ServedDay
from watchkeeper.errors import StoreError
from watchkeeper.sdk import Client
from watchkeeper.wire.doors import ARROW, PREFIX

PACKAGES = ("numpy", "scikit-learn")
_PATIENCE_S = 120.0
_MOST_ROWS = 20_000


class Road:
    """One model on one server: the API for its owner, the client for its serving code."""

    def __init__(self, address: str, model: str, *, spool: Path) -> None:
        self._http = httpx.Client(base_url=f"{address}{PREFIX}", timeout=_PATIENCE_S)
        self._address = address
        self._model = model
        self._spool = spool
        self._client: Client | None = None
        self._serving = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._client is not None:
            self._client.close()
        self._http.close()

    def register(self, facts: Mapping[str, Any]) -> None:
        """Put the model under watch."""
        self._call("PUT", f"/models/{self._model}", json=dict(facts))

    def fit_baseline(self, reference: pa.Table, roles: Mapping[str, str]) -> str:
        """Have what is normal learned from *reference*; return the baseline's id."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, reference.schema) as writer:
            writer.write_table(reference)
        made = self._call(
            "POST",
            f"/models/{self._model}/baselines",
            params=dict(roles),
            content=sink.getvalue().to_pybytes(),
            headers={"Content-Type": ARROW},
        )
        return str(made["id"])

    def deploy(self, facts: Mapping[str, Any]) -> None:
        """Say that a version answers."""
        packages = {name: version(name) for name in PACKAGES}
        self._call("POST", f"/models/{self._model}/versions", json={"packages": packages, **facts})

    def has(self, serving: str) -> bool:
        """Return whether a version is deployed."""
        found = self._call("GET", f"/models/{self._model}/versions")["versions"]
        return any(known["version"] == serving for known in found)

    def set_clock(self, now: datetime, *, until: datetime) -> None:
        """Move the workspace's time to *now*; the replay goes on to *until*."""
        self._call("POST", "/clock", json={"now": now.isoformat(), "until": until.isoformat()})

    def send(self, answers: pa.Table, features: tuple[str, ...], *, serving: str) -> None:
        """Log answers of the version *serving*, as its code would, one by one."""
        client = self._as(serving)
        for row in answers.to_pylist():
            client.log(
                {name: row[name] for name in features},
                row["prediction"],
                score=row["score"],
                id=str(row["flight_id"]),
                timestamp=row["scheduled_departure"],
            )

    def tell(self, landed: pa.Table, *, serving: str) -> None:
        """Log what turned out to be true."""
        client = self._as(serving)
        for row in landed.to_pylist():
            client.label(
                str(row["flight_id"]),
                row["late"],
                observed_at=row["landed_at"],
                prediction_time=row["scheduled_departure"],
            )

    def tell_costs(self, served: ServedDay, *, begin: datetime, serving: str) -> None:
        """Log what the answers of the day from *begin* on took; sent in the background."""
        client = self._as(serving)
        for request in served.requests:
            client.operation(
                "request", name="/departures", timestamp=request.at, latency_ms=request.latency_ms
            )
        client.operation(
            "interval", timestamp=begin, cpu_s=served.cpu_s, memory_mb=served.memory_mb
        )

    def judge(self, until: datetime) -> None:
        """Wait until the server has everything and has judged what is due.

        Raises:
            StoreError: it did not take all.
        """
        if self._client is not None and not self._client.flush(_PATIENCE_S):
            raise StoreError(f"the server did not take all records: {self._client.stats}")
        self._call("POST", "/evaluate", params={"until": until.isoformat()})

    def _as(self, serving: str) -> Client:
        if self._client is None or self._serving != serving:
            if self._client is not None:
                self._client.close(_PATIENCE_S)
            self._serving = serving
            self._client = Client(
                self._address,
                model=self._model,
                version=serving,
                spool=self._spool,
                queue=_MOST_ROWS,
                packages=PACKAGES,
            )
        return self._client

    def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        reply = self._http.request(method, path, **more)
        if reply.is_error:
            raise StoreError(f"{method} {path} was answered {reply.status_code}: {reply.text}")
        answer: dict[str, Any] = reply.json()
        return answer
