"""What requests, intervals and jobs of a model took, and how they ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa

from watchkeeper.app.history import History
from watchkeeper.app.recording import times_in
from watchkeeper.errors import ConfigError
from watchkeeper.model.clock import aware
from watchkeeper.profile.frame import open_frame
from watchkeeper.store.operations import read_operations, write_operations


class OperationsLog(History):
    """The operations of the models of a workspace: recorded, and read back."""

    __slots__ = ()

    def log_operations(self, model: str, frame: Any, *, tz: str | None = None) -> int:
        """Record operations; when this returns they are on the disk. Two alike are two.

        Args:
            model: Its name.
            frame: ``timestamp`` and ``kind`` (request, interval, training or pipeline); also
                ``name``, ``status`` (ok or error), ``error``, ``latency_ms``, ``cpu_s``,
                ``memory_mb``, ``gpu_share``.
            tz: Time zone of times without one; left out: UTC.

        Returns:
            How many were recorded.
        """
        rows = open_frame(frame)
        table = {name: rows.column(name) for name in rows.names}
        if "timestamp" not in table:
            raise ConfigError("log_operations needs the column timestamp")
        table["timestamp"] = times_in(rows, "timestamp", tz)
        return write_operations(self._store, model, pa.table(table))

    def operations(
        self,
        model: str,
        start: datetime | None = None,
        end: datetime | None = None,
        *,
        kind: str | None = None,
    ) -> pa.Table:
        """Return the operations in ``[start, end)``, earliest first; of one *kind*, or of all."""
        self._store.catalog.models.get(model)
        start = None if start is None else aware(start, "start")
        end = None if end is None else aware(end, "end")
        return read_operations(self._store, model, start, end, kind=kind)
