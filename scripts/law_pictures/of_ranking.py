"""A metric of rankings by where they are cut, for good and for useless scores."""

from __future__ import annotations

import numpy as np

from law_pictures.chart import Chart, Line
from watchkeeper.stats.metric.ranking import RankingMetric

CUTS = (1, 2, 3, 5, 10, 20)
QUERIES, ITEMS = 300, 20


def picture(metric: RankingMetric) -> Chart:
    """Return the mean over queries with two relevant items of twenty."""
    rng = np.random.default_rng(13)
    lines = []
    for label, gap in (("scores 2 s.d. apart", 2.0), ("1 s.d. apart", 1.0), ("useless", 0.0)):
        relevance = np.zeros((QUERIES, ITEMS))
        relevance[:, :2] = 1.0
        order = np.argsort(-(rng.normal(size=relevance.shape) + gap * relevance), axis=1)
        ranked = np.take_along_axis(relevance, order, axis=1)
        lines.append(Line(label, CUTS, [float(metric.of_queries(ranked, k).mean()) for k in CUTS]))
    return Chart(
        title=f"{metric.name} by k",
        x_title="k: ranks that are looked at",
        y_title=f"mean of {metric.name} over {QUERIES} queries, 2 of {ITEMS} items relevant",
        lines=lines,
        log_x=True,
    )
