"""A metric, with the facts that go with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from watchkeeper.stats.metric.result import MetricResult


class Metric(NamedTuple):
    """A metric and the facts a screen, a limit or a config check needs about it.

    ``name`` is unique within a ``task``. ``higher_is_better`` is None where neither direction
    is. ``needs`` is what a labelled row must have to count.
    """

    name: str
    task: Literal["binary", "multiclass", "regression"]
    call: Callable[..., MetricResult]
    unit: str
    higher_is_better: bool | None
    needs: Literal["label", "score", "prediction"]
