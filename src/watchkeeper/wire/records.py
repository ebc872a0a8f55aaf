"""The names that records carry on the wire, and the environments that there are."""

from __future__ import annotations

# In the order of the arguments of Client.log: features are a mapping of their own.
PREDICTION_FIELDS = (
    "id",
    "timestamp",
    "features",
    "prediction",
    "score",
    "scores",
    "status",
    "latency_ms",
    "entity_id",
    "group_id",
    "parents",
    "request_id",
)
LABEL_FIELDS = (
    "prediction_id",
    "label",
    "observed_at",
    "prediction_time",
    "source",
    "annotator",
    "verdict",
)
OPERATION_FIELDS = (
    "timestamp",
    "kind",
    "name",
    "latency_ms",
    "status",
    "error",
    "cpu_s",
    "memory_mb",
    "gpu_share",
)

ENVIRONMENTS = ("training", "validation", "production", "shadow", "canary")
