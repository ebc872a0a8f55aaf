"""The nouns of the product: frozen, slotted dataclasses in the field's standard terms."""

from watchkeeper.model.clock import Clock, ReplayClock, SystemClock
from watchkeeper.model.finding import Finding, Level, Measure
from watchkeeper.model.limit import SetLimit
from watchkeeper.model.metric_value import MetricValue
from watchkeeper.model.registry import Environment, Model, Version
from watchkeeper.model.roles import Roles, Task
from watchkeeper.model.window import Every, Window

__all__ = [
    "Clock",
    "Environment",
    "Every",
    "Finding",
    "Level",
    "Measure",
    "MetricValue",
    "Model",
    "ReplayClock",
    "Roles",
    "SetLimit",
    "SystemClock",
    "Task",
    "Version",
    "Window",
]
