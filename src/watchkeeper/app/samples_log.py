"""Which predictions were drawn for labelling."""

from __future__ import annotations

from typing import Any

from watchkeeper.app.operations_log import OperationsLog
from watchkeeper.app.recording import record_samples
from watchkeeper.store.predictions import WriteResult


class SamplesLog(OperationsLog):
    """The samples of the models of a workspace."""

    __slots__ = ()

    def log_samples(self, model: str, frame: Any, *, tz: str | None = None) -> WriteResult:
        """Record which predictions were drawn for labelling: a prediction once for each plan.

        Args:
            model: Its name.
            frame: ``prediction_id``, ``plan``, ``inclusion_probability``; also ``drawn_at``.
            tz: Time zone of times without one; left out: UTC.
        """
        return record_samples(self._store, self._store.catalog.models.get(model), frame, tz)
