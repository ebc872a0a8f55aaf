"""What people keep: a report in a terminal, in a notebook, and as one HTML file."""

from watchkeeper.report.episodes import Episode, find_episodes
from watchkeeper.report.report import ColumnView, Event, MetricSeries, Report, SeriesView

__all__ = [
    "ColumnView",
    "Episode",
    "Event",
    "MetricSeries",
    "Report",
    "SeriesView",
    "find_episodes",
]
