"""What a check or a replay found, in the forms that people keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from watchkeeper.model import Finding, Level, MetricValue
from watchkeeper.report.verdict import verdict, worst

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console, ConsoleOptions, RenderableType


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """The distributions of one column, re-binned for a picture.

    ``reference`` and ``current`` are shares of the rows that have a value, one per label.
    ``edges`` (one more than the labels; the first and last may be infinite) makes the column
    numeric: equal widths are drawn to scale, others side by side. ``missing_...`` are shares of
    all rows, or None where that was not counted.
    """

    name: str
    role: str
    kind: Literal["numeric", "category"]
    labels: tuple[str, ...]
    reference: tuple[float, ...]
    current: tuple[float, ...]
    edges: tuple[float, ...] | None = None
    n_reference: int = 0
    n_current: int = 0
    missing_reference: float | None = None
    missing_current: float | None = None
    reference_name: str = "reference"
    current_name: str = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSeries:
    """A performance metric over windows (one point without windows), with what it is held to."""

    metric: str
    points: tuple[MetricValue, ...]
    reference: MetricValue | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesView:
    """A monitored number over windows: value, expectation, limits and level of each.

    A point is ``(window_start, value, expected, low_limit, high_limit, level)``; what does not
    exist is None. ``unit`` is that of the numbers (``share`` is shown in per cent).
    """

    subject: str
    measure: str
    points: tuple[
        tuple[datetime, float | None, float | None, float | None, float | None, Level], ...
    ]
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: ``kind`` is ``deploy``, ``fault``, ``schema`` or ``note``.

    With ``until`` it is a stretch; faults are shaded.
    """

    at: datetime
    text: str
    kind: Literal["deploy", "fault", "schema", "note"] = "note"
    until: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """Findings with all that is needed to show them; it shows itself where it is looked at.

    ``timezone`` is the zone in which times are written.
    """

    title: str
    findings: tuple[Finding, ...]
    columns: tuple[ColumnView, ...] = ()
    metrics: tuple[MetricSeries, ...] = ()
    series: tuple[SeriesView, ...] = ()
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    generated_at: datetime | None = None
    rows_reference: int = 0
    rows_current: int = 0
    timezone: str = "UTC"

    @property
    def level(self) -> Level:
        """Return the worst level; ``unknown`` when nothing was looked at."""
        return worst(self.findings)

    @property
    def verdict(self) -> str:
        """Return the answer as one plain sentence."""
        return verdict(self.findings, timezone=self.timezone)

    @property
    def not_judged(self) -> tuple[Finding, ...]:
        """Return the findings that are ``unknown``, each with its reason."""
        return tuple(f for f in self.findings if f.level is Level.UNKNOWN)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the findings as plain dicts, ready for JSON."""
        return [finding.to_dict() for finding in self.findings]

    def to_arrow(self) -> pa.Table:
        """Return the findings as an Arrow table; the schema is the same without any."""
        from watchkeeper.report.arrow import findings_table

        return findings_table(self.findings)

    def to_html(self, path: str | PathLike[str] | None = None) -> str:
        """Return the report as one HTML page that needs nothing else; also write it to *path*."""
        from watchkeeper.report.page import page

        text = page(self)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    def __repr__(self) -> str:
        return f"<Report {self.title!r}: {self.verdict}>"

    def _repr_html_(self) -> str:
        from watchkeeper.report.notebook import fragment

        return fragment(self)

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        from watchkeeper.report.terminal import lines

        yield from lines(self)
