"""What a monitor may look at: one window of one stream, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from watchkeeper.model import Finding, Window
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.quality.decision import DecisionSettings, Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What arrived of labels: cells of windows (not hours), the judged one last.

    ``reference`` are the windows of the baseline with their labels, None where the reference
    had none. ``tests_per_week`` is how many judgements share the budget.
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
    (None where that is not known); ``deployed_at`` and ``trained_until`` belong to the
    version; ``last_row_at`` is when the stream was last heard of.
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
    deployed_at: datetime | None = None
    trained_until: datetime | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    stream: Stream = Stream()

    @property
    def rows(self) -> int:
        """Return how many rows the window has."""
        return int(self.profile.rows[0])

    def finding(self, **answer: Any) -> Finding:
        """Return a finding of this window: *answer* are the fields a monitor decides."""
        subject = answer.get("subject", "")
        answer.setdefault("n_reference", self.baseline.rows)
        answer.setdefault("n_current", self.rows)
        answer.setdefault("source", self.sources.get(subject))
        return Finding(
            window_start=self.window.start if self.window else None,
            window_end=self.window.end if self.window else None,
            known_at=self.now,
            model=self.stream.model,
            version=self.stream.version,
            environment=self.stream.environment,
            segment=self.stream.segment,
            **answer,
        )

    def column(self, name: str) -> ColumnBaseline:
        """Return what the baseline knows about a column."""
        return self.baseline.column(name)
