"""Charts as Vega-Lite specs: plain dicts, one definition for page, notebook and picture.

To add a chart: write ``<name>.py`` beside this file with one builder, add one row to
``CHARTS``. A builder takes plain values and returns a spec without any colour: it names styles
of ``vega-theme.json``, so both themes and every place that draws it agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from watchkeeper.charts.distribution import distribution
from watchkeeper.charts.drift_by_importance import drift_by_importance
from watchkeeper.charts.episode_spans import episode_spans
from watchkeeper.charts.lines_over_time import lines_over_time
from watchkeeper.charts.metric_over_time import metric_over_time
from watchkeeper.charts.monitored_series import monitored_series
from watchkeeper.charts.row_counts import row_counts
from watchkeeper.charts.spec import Spec


class Chart(NamedTuple):
    """A chart and the question that it answers."""

    name: str
    build: Callable[..., Spec]
    answers: str


CHARTS: tuple[Chart, ...] = (
    Chart("distribution", distribution, "how do the values differ from the reference?"),
    Chart("metric_over_time", metric_over_time, "how good was the model, when?"),
    Chart("row_counts", row_counts, "on how many rows does that rest?"),
    Chart("monitored_series", monitored_series, "what was measured, and what was allowed?"),
    Chart("lines_over_time", lines_over_time, "how did it go, beside what is like it?"),
    Chart("drift_by_importance", drift_by_importance, "which drift matters?"),
    Chart("episode_spans", episode_spans, "what was beyond its limits, and when?"),
)

__all__ = ["CHARTS", "Chart", "Spec"]
