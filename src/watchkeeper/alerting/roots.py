"""What a deviation is a deviation of: the root that an incident is told by."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.model.deviation import Deviation
from watchkeeper.model.incident import RootKind

# What is wrong with the data themselves, whatever the world does.
_FAULTS = frozenset(
    {"schema", "missing", "unseen", "vanished", "precision", "constant", "contract"}
)
# A step from one hour to the next that was unheard of: a feed that changed its unit.
_BREAK = "jump"
_KEPT_UNTIL_ACKNOWLEDGED = frozenset({"missing", "unseen", "precision", "constant", "duplicates"})
_ANSWERS = ("prediction", "score")
_METRICS = ("metric", "label")


@dataclass(frozen=True, slots=True)
class Root:
    """What is at fault; ``model`` is empty for a data source, which many models may use."""

    kind: RootKind
    name: str
    model: str


def root_of(deviation: Deviation) -> Root:
    """Return the root of a deviation that is looked at by itself."""
    model, kind = deviation.check.model, deviation.subject_kind
    if kind in _METRICS:
        return Root("metric", f"performance of {model}", model)
    if kind in _ANSWERS:
        return Root("model", f"answers of {model}", model)
    if kind == "model":
        what = "age" if deviation.check.monitor == "staleness" else "rows"
        return Root("model", f"{what} of {model}", model)
    if deviation.source:
        return Root("source", deviation.source, "")
    return Root("column", deviation.check.subject, model)


def data_of(model: str) -> Root:
    """Return the root of columns without a common source that broke together."""
    return Root("model", f"data of {model}", model)


def is_fault(deviation: Deviation) -> bool:
    """Return whether the data themselves are wrong: values gone, unknown, stuck or broken off."""
    if deviation.subject_kind == "feature" and _BREAK in deviation.alarms:
        return True
    columns = (*_ANSWERS, "feature")
    return deviation.subject_kind in columns and deviation.check.monitor in _FAULTS


def is_consequence(deviation: Deviation) -> bool:
    """Return whether it may follow from wrong data: other answers, another performance."""
    return deviation.subject_kind in (*_ANSWERS, *_METRICS) and not is_fault(deviation)


def stays_until_acknowledged(deviation: Deviation) -> bool:
    """Return whether its level, accepted as normal, still needs a person to say so."""
    return deviation.check.monitor in _KEPT_UNTIL_ACKNOWLEDGED
