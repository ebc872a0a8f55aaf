"""What a monitor may look at: one window of one stream, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from watchkeeper.model import Finding, Measure, SetLimit, Window
from watchkeeper.model.figures import finite
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.quality.decision import DecisionSettings, Judged

_NUMBERS = ("value", "lower", "upper", "expected", "limit", "p_value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What arrived of labels: cells of windows (not hours), the judged one last.

    ``reference`` are the windows of the baseline with their labels, in one cell where they
    have no time; None where the reference had no labels.
    """

    windows: ScoreCells
    reference: ScoreCells | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Whose rows these are; all None for frames outside a workspace."""

    model: str | None = None
    version: str | None = None
    environment: str | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One window, as monitors see it; everything in it is at rest.

    ``profile`` has a single cell; ``recent`` one for each of the (up to 28) windows before,
    newest last. ``settings`` is None for frames without time: their rows
    were taken as independent. ``columns`` are the names and types that arrived, in order
    (None where that is not known); ``rejected`` rows are not in ``profile``, ``rescued`` ones
    are; ``deployed_at`` and ``trained_until`` belong to the version; ``last_row_at`` is when
    the stream was last heard of; ``trained_with`` are the version's packages, ``served_with``
    what each process that served in the window reported of its own; ``sources`` say which data
    source a column comes from; ``limits`` are tolerances that somebody set, by monitor, subject
    and measure.
    """

    baseline: Baseline
    profile: ProfileCells
    judged: Judged
    recent: ProfileCells | None = None
    now: datetime | None = None
    window: Window | None = None
    settings: DecisionSettings | None = None
    scored: Scored | None = None
    columns: tuple[tuple[str, str], ...] | None = None
    rejected: int = 0
    rescued: int = 0
    last_row_at: datetime | None = None
    limits: Mapping[tuple[str, str, str], SetLimit] = field(default_factory=dict)
    deployed_at: datetime | None = None
    trained_until: datetime | None = None
    trained_with: Mapping[str, str] = field(default_factory=dict)
    served_with: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    stream: Stream = Stream()

    @property
    def rows(self) -> int:
        """Return how many rows the window has."""
        return int(self.profile.rows[0])

    def column(self, name: str) -> ColumnBaseline:
        """Return what the baseline knows about a column."""
        return self.baseline.column(name)

    def cells(self, name: str) -> ColumnCells | None:
        """Return the window's counts of a column; None where the column did not arrive."""
        return self.profile.columns.get(name)

    def finding(self, **answer: Any) -> Finding:
        """Return a finding of this window: *answer* are the fields a monitor decides.

        NaN and infinity are no answer: they become None.
        """
        fields: dict[str, Any] = {
            "n_reference": self.baseline.rows,
            "n_current": self.rows,
            "source": self.sources.get(answer["subject"]),
            "window_start": self.window.start if self.window else None,
            "window_end": self.window.end if self.window else None,
            "known_at": self.now,
            "model": self.stream.model,
            "version": self.stream.version,
            "environment": self.stream.environment,
            "segment": self.stream.segment,
        }
        fields |= answer
        fields |= {name: finite(fields[name]) for name in _NUMBERS if name in fields}
        fields["measures"] = tuple(_finite(m) for m in fields.get("measures", ()))
        return Finding(**fields)


def _finite(measure: Measure) -> Measure:
    return replace(
        measure,
        value=finite(measure.value),
        lower=finite(measure.lower),
        upper=finite(measure.upper),
    )
