"""The client for serving code: records predictions, labels and operations; never in the way."""

from __future__ import annotations

import atexit
import os
import weakref
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from watchkeeper.sdk.clock import as_us, now_us
from watchkeeper.sdk.ids import new_id, time_in
from watchkeeper.sdk.line import Line
from watchkeeper.sdk.settings import Settings, server_address, state_folder
from watchkeeper.sdk.tally import Stats
from watchkeeper.wire.doors import Kind

# Their versions, where they are installed, are what a model was served with.
USUAL_PACKAGES = (
    "numpy",
    "scipy",
    "pandas",
    "polars",
    "scikit-learn",
    "lightgbm",
    "xgboost",
    "catboost",
    "torch",
    "tensorflow",
    "onnxruntime",
)
# How long the end of a process may take for the records that are left.
CLOSE_S = 5.0

Time = datetime | float | str


class Client:
    """Hands records of one model to a Watchkeeper server, from the background.

    ``log``, ``log_many``, ``label`` and ``operation`` put a copy into a queue and return: they
    wait for nothing, raise nothing and write no log line. All that can go wrong is counted in
    ``stats`` and told once through ``logging`` by a thread of the client.

    Args:
        url: Address of the server, e.g. ``http://127.0.0.1:8765``.
        model: Name of the model, as registered.
        version: Its version; the server knows which one is deployed if there is only one.
        environment: ``production``, ``shadow``, ``canary``, ``validation`` or ``training``.
        token: A token with the scope ``ingest``.
        spool: Folder for what the server cannot take; the user's state folder if not given.
        queue: Records held in memory at most; more are dropped and counted.
        batch: Records in one request at most.
        max_age_s: How long a record waits at most for others to travel with.
        spool_mb: Size of the spool of one process at most; more is dropped and counted.
        packages: Libraries whose installed versions are reported.

    Raises:
        ConfigError: an argument makes no sense; the only error that a client ever raises.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str,
        version: str | None = None,
        environment: str = "production",
        token: str | None = None,
        spool: str | Path | None = None,
        queue: int = 10_000,
        batch: int = 500,
        max_age_s: float = 1.0,
        spool_mb: float = 256,
        packages: Iterable[str] = USUAL_PACKAGES,
    ) -> None:
        self._settings = Settings(
            server=server_address(url),
            model=model,
            version=None if version is None else str(version),
            environment=str(environment),
            token=token,
            spool_folder=state_folder() if spool is None else Path(spool),
            spool_bytes=int(spool_mb * 1024 * 1024),
            queue=queue,
            batch=batch,
            max_age_s=max_age_s,
            packages=tuple(packages),
        )
        self._line = Line(self._settings)
        self._limit = queue
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_renewing(self))

    def log(
        self,
        features: Mapping[str, Any],
        prediction: Any = None,
        *,
        score: float | None = None,
        scores: Mapping[str, float] | None = None,
        id: str | None = None,
        timestamp: Time | None = None,
        latency_ms: float | None = None,
        status: str | None = None,
        entity_id: str | None = None,
        group_id: str | None = None,
        parents: Iterable[str] | None = None,
        request_id: str | None = None,
    ) -> str:
        """Record one answer of the model and return its id.

        Args:
            features: What the model was given, by name; copied now.
            prediction: The class or the number that it answered.
            score: Probability of the positive class.
            scores: Probability of each class, where there are more than two.
            id: The name under which a label will come; made if not given.
            timestamp: When it answered, if not now; without a zone it is UTC.
            latency_ms: How long it took.
            status: ``answered``, ``rejected`` (before scoring) or ``failed``.
            entity_id: Whom or what the answer is about.
            group_id: What belongs together, e.g. the candidates of one ranking.
            parents: Ids of the predictions that this one was made from.
            request_id: The request in which it was asked.
        """
        line = self._line
        try:
            time_us = now_us() if timestamp is None else _us(timestamp)
            if id is None:
                id = new_id(time_us, line.id, next(line.numbers))
            values = (
                id,
                time_us / 1_000_000 if timestamp is None else timestamp,
                dict(features),
                prediction,
                score,
                None if scores is None else dict(scores),
                status,
                latency_ms,
                entity_id,
                group_id,
                None if parents is None else _names(parents),
                request_id,
            )
            self._put(line, "predictions", values)
        except Exception as error:
            self.refuse("log()", error)
        return id if type(id) is str else _text(id)

    def log_many(self, records: Iterable[Mapping[str, Any]]) -> list[str]:
        """Record several answers, each given as the arguments of ``log``; return their ids."""
        ids: list[str] = []
        try:
            for record in records:
                ids.append(self._log_one(record))
        except Exception as error:
            self.refuse("log_many()", error)
        return ids

    def label(
        self,
        prediction_id: str,
        label: Any,
        *,
        observed_at: Time | None = None,
        prediction_time: Time | None = None,
        source: str | None = None,
        annotator: str | None = None,
        verdict: str | None = None,
    ) -> None:
        """Record what turned out to be true of a prediction.

        Args:
            prediction_id: What ``log`` returned.
            label: The true class or number; None with a ``verdict`` that is no label.
            observed_at: When it became known, if not now.
            prediction_time: When the prediction was made; ids made by ``log`` say so themselves.
            source: ``natural``, ``manual``, ``weak``, ``feedback`` or ``judge``.
            annotator: Who says so.
            verdict: ``label``, ``cannot_say`` or ``skip``.
        """
        try:
            made_at = prediction_time
            if made_at is None and isinstance(prediction_id, str):
                made_at = time_in(prediction_id)
            seen = now_us() / 1_000_000 if observed_at is None else observed_at
            values = (prediction_id, label, seen, made_at, source, annotator, verdict)
            self._put(self._line, "labels", values)
        except Exception as error:
            self.refuse("label()", error)

    def operation(
        self,
        kind: str = "request",
        *,
        name: str | None = None,
        timestamp: Time | None = None,
        latency_ms: float | None = None,
        status: str | None = None,
        error: str | None = None,
        cpu_s: float | None = None,
        memory_mb: float | None = None,
        gpu_share: float | None = None,
    ) -> None:
        """Record what running the model took: one request, an interval, or a job.

        Args:
            kind: ``request``, ``interval``, ``training`` or ``pipeline``.
            name: Which request or job.
            timestamp: When it began, if not now.
            latency_ms: How long it took.
            status: ``ok`` or ``error``.
            error: The class of the error; not its text, which may hold a person's data.
            cpu_s: Processor time used.
            memory_mb: Memory in use.
            gpu_share: Share of the GPU in use, 0 to 1.
        """
        try:
            began = now_us() / 1_000_000 if timestamp is None else timestamp
            values = (
                *(began, kind, name, latency_ms, status, error),
                *(cpu_s, memory_mb, gpu_share),
            )
            self._put(self._line, "operations", values)
        except Exception as refused:
            self.refuse("operation()", refused)

    def refuse(self, where: str, error: Exception) -> None:
        """Count one record as dropped because of *error*: for integrations that make records."""
        self._line.tally.drop(1, f"{where} was given what it cannot take ({type(error).__name__})")

    @property
    def stats(self) -> Stats:
        """Return where the records of this process are."""
        return self._line.stats()

    def flush(self, timeout_s: float = 10.0) -> bool:
        """Send what was logged so far; return whether the server has it within *timeout_s*.

        When it is False nothing is lost: the client goes on trying.
        """
        return self._line.flush(timeout_s)

    def close(self, timeout_s: float = CLOSE_S) -> bool:
        """Flush and stop; return whether the server has all.

        What it cannot take now rests in the spool for the next process. Called at the end of the
        process by itself. Later records are dropped and counted.
        """
        atexit.unregister(self.close)
        return self._line.close(timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _put(self, line: Line, kind: Kind, values: tuple[Any, ...]) -> None:
        if not line.running and not line.start():
            line.tally.drop(1, "the client is closed")
        elif len(line.queue) >= self._limit:
            line.tally.drop(1, "the queue is full")
        else:
            line.queue.append((kind, values))

    def _log_one(self, record: Mapping[str, Any]) -> str:
        try:
            return self.log(**record)
        except TypeError as error:
            self.refuse("log_many()", error)
            return new_id(0, self._line.id, next(self._line.numbers))

    def _renew(self) -> None:
        """Begin anew in a forked child: what the parent has queued the parent sends."""
        if not self._line.closed:
            self._line.forget()
            self._line = Line(self._settings)


def _renewing(client: Client) -> Callable[[], None]:
    """Return what renews *client* in a forked child, without keeping it alive for that."""
    reference = weakref.ref(client)

    def renew() -> None:
        living = reference()
        if living is not None:
            living._renew()

    return renew


def _us(timestamp: object) -> int:
    try:
        return as_us(timestamp) or 0
    except (ValueError, OverflowError):
        return 0


def _names(parents: Iterable[str]) -> list[str]:
    return [parents] if isinstance(parents, str) else list(parents)


def _text(value: object) -> str:
    try:
        return str(value)
    except Exception:
        return ""
