from __future__ import annotations

from collections.abc import Callable

from watchkeeper.model import Finding, Level
from watchkeeper.report import ColumnView, Report
from watchkeeper.report.panels import column_panels


def _column(name: str, *current: float, missing: float = 0.0) -> ColumnView:
    return ColumnView(
        name=name, role="feature", kind="category", labels=("a", "b"), reference=(0.5, 0.5),
        current=current, missing_reference=0.0, missing_current=missing,
    )  # fmt: skip


def test_order_is_level_then_distance_then_difference(finding: Callable[..., Finding]) -> None:
    """Columns that nobody spoke of come last, the most different of them first."""
    report = Report(
        "r",
        (
            finding("warned", Level.WARNING),
            finding("far", value=9.0, limit=1.0),
            finding("near", value=2.0, limit=1.0),
        ),
        columns=(
            _column("alike", 0.5, 0.5),
            _column("differs", 0.9, 0.1),
            _column("warned", 0.5, 0.5),
            _column("near", 0.5, 0.5),
            _column("far", 0.5, 0.5),
        ),
    )

    names = [p.column.name for p in column_panels(report)]
    assert names == ["far", "near", "warned", "differs", "alike"]


def test_cold_start_long_ago_does_not_mark_a_column_for_ever(
    finding: Callable[..., Finding],
) -> None:
    """Unknown in the first windows, judged since: the panel shows how it is now."""
    findings = (finding("a", Level.UNKNOWN, 1), finding("a", Level.OK, 2))

    (panel,) = column_panels(Report("r", findings, columns=(_column("a", 0.5, 0.5),)))

    assert panel.level is Level.OK


def test_missing_values_are_said_with_what_they_were() -> None:
    """A change by more than a point is marked."""
    (panel,) = column_panels(Report("r", (), columns=(_column("a", 0.5, 0.5, missing=0.2),)))

    assert panel.missing == "missing 20.0\u202f%, was 0\u202f%"
    assert panel.missing_moved
    assert not panel.judged
