"""Which deviations are one incident, and which only follow from it.

A pure function of the deviations, in any order: run again, it says the same.

1. Deviations of one root (a data source, a column, the metrics of a model, ...) are one as long
   as no more than two windows between them are quiet.
2. Columns of one model that break, by data faults, in the same window or the next are one:
   that two feeds fail on one day by accident is less likely than that one cause hit both. (The
   next, because a fault may need two windows in a row to be told from chance.)
3. What follows from a data fault is muted under it: drift of the same column; and drift of the
   answers and loss of performance that begin while it lasts, if they are not louder than it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watchkeeper.alerting.roots import Root, data_of, is_consequence, is_fault, root_of
from watchkeeper.alerting.threads import Thread, in_order, quiet_windows, threads
from watchkeeper.model.deviation import Deviation
from watchkeeper.model.finding import Level

# Metrics look back over more windows than one. Longer muting could hide a loss of another cause.
ECHO = 2
_BREAK_TOGETHER = 1


@dataclass(frozen=True, slots=True)
class Muted:
    """A deviation that follows from a fault, and why it is taken to."""

    deviation: Deviation
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One incident, as the deviations show it, those in order of time."""

    root: Root
    environment: str
    evidence: Thread
    muted: tuple[Muted, ...] = ()

    @property
    def own(self) -> Thread:
        """Return what keeps it open: the evidence, and muted drift of the same columns."""
        same = (m.deviation for m in self.muted if not is_consequence(m.deviation))
        return tuple(in_order((*self.evidence, *same)))

    @property
    def models(self) -> tuple[str, ...]:
        """Return the models it concerns."""
        return tuple(sorted({d.check.model for d in self.evidence}))

    @property
    def started_at(self) -> datetime:
        """Return the start of the first window that deviated."""
        return self.evidence[0].window.start

    @property
    def last_seen(self) -> datetime:
        """Return the end of the newest window that deviated."""
        return max(d.window.end for d in self.own)

    @property
    def level(self) -> Level:
        """Return the worst level."""
        return max((d.level for d in self.evidence), key=lambda level: level.rank)

    @property
    def has_fault(self) -> bool:
        """Return whether the data themselves are wrong."""
        return any(is_fault(d) for d in self.evidence)


def group(deviations: Iterable[Deviation]) -> tuple[Group, ...]:
    """Return the incidents that *deviations* make, by their start."""
    given = in_order(deviations)
    causes = _causes([d for d in given if not is_consequence(d)])
    found = _with_consequences(causes, [d for d in given if is_consequence(d)])
    return tuple(sorted(found, key=lambda g: (g.started_at, g.environment, g.root.name)))


def _key(deviation: Deviation) -> tuple[str, Root]:
    return deviation.check.environment, root_of(deviation)


def _group(root: Root, thread: Thread) -> Group:
    return Group(root=root, environment=thread[0].check.environment, evidence=thread)


def _causes(deviations: Sequence[Deviation]) -> list[Group]:
    found = [_group(root_of(thread[0]), thread) for thread in threads(deviations, _key)]
    return [_mute_drift(one) for one in _broken_together(found)]


def _broken_together(groups: Sequence[Group]) -> list[Group]:
    """Join groups of one model that begin together, each with a data fault of a column."""
    found: list[Group] = []
    leading: dict[tuple[str, str], int] = {}
    for one in sorted(groups, key=lambda g: (g.started_at, g.root.kind, g.root.name)):
        if not _begins_with_fault(one):
            found.append(one)
            continue
        key = one.models[0], one.environment
        at = leading.get(key)
        if at is not None and _together(found[at], one):
            both = tuple(in_order((*found[at].evidence, *one.evidence)))
            found[at] = _group(data_of(key[0]), both)
        else:
            leading[key] = len(found)
            found.append(one)
    return found


def _begins_with_fault(one: Group) -> bool:
    if len(one.models) > 1 or one.root.kind not in ("source", "column"):
        return False
    return any(is_fault(d) for d in one.evidence if d.window.start == one.started_at)


def _together(first: Group, second: Group) -> bool:
    apart = second.started_at - first.started_at
    window = first.evidence[0].window
    return round(apart / (window.end - window.start)) <= _BREAK_TOGETHER


def _mute_drift(one: Group) -> Group:
    """Mute what else is told of a column once it has a fault."""
    broken: dict[tuple[str, str], Deviation] = {}
    evidence: list[Deviation] = []
    muted: list[Muted] = []
    # Of one window the faults first: they explain the rest of it.
    for d in sorted(one.evidence, key=lambda d: (d.window, not is_fault(d))):
        column = d.check.model, d.check.subject
        if is_fault(d):
            broken.setdefault(column, d)
        elif column in broken:
            muted.append(Muted(d, f"follows from {_fault(broken[column])}"))
            continue
        evidence.append(d)
    return replace(one, evidence=tuple(in_order(evidence)), muted=tuple(muted))


def _fault(deviation: Deviation) -> str:
    monitor = "a break" if deviation.check.monitor == "drift" else deviation.check.monitor
    return f"{deviation.check.subject} ({monitor})"


@dataclass(frozen=True, slots=True)
class _Fault:
    """A group with a data fault, as far as others may follow from it."""

    at: int
    models: tuple[str, ...]
    environment: str
    start: datetime
    end: datetime
    level: Level
    name: str

    def explains(self, deviation: Deviation, began: datetime) -> bool:
        """Return whether *deviation*, of a thread that *began* then, follows from the fault."""
        check = deviation.check
        if check.environment != self.environment or check.model not in self.models:
            return False
        if deviation.level.rank > self.level.rank or not self.start <= began < self.end:
            return False
        if deviation.window.start < self.end:
            return True
        echo = ECHO if deviation.subject_kind in ("metric", "label") else 0
        return quiet_windows(self.end, deviation.window) < echo


def _faults(causes: Sequence[Group]) -> list[_Fault]:
    return [
        _Fault(
            at=at,
            models=cause.models,
            environment=cause.environment,
            start=cause.started_at,
            end=cause.last_seen,
            level=cause.level,
            name=_fault(next(d for d in cause.evidence if is_fault(d))),
        )
        for at, cause in enumerate(causes)
        if cause.has_fault
    ]


def _with_consequences(causes: Sequence[Group], rest: Sequence[Deviation]) -> list[Group]:
    """Mute consequences under the earliest fault that explains them; the others stand alone."""
    muted: dict[int, list[Muted]] = {}
    alone: list[Deviation] = []
    faults = _faults(causes)
    for thread in threads(rest, _key):
        began = thread[0].window.start
        for d in thread:
            fault = next((f for f in faults if f.explains(d, began)), None)
            if fault is None:
                alone.append(d)
            else:
                muted.setdefault(fault.at, []).append(Muted(d, f"follows from {fault.name}"))
    found = [
        replace(cause, muted=(*cause.muted, *muted.get(at, ()))) for at, cause in enumerate(causes)
    ]
    return found + [_group(root_of(thread[0]), thread) for thread in threads(alone, _key)]
