"""One class of several against the rest: every metric of a confusion matrix, for each class."""

from __future__ import annotations

from watchkeeper.stats.metric.metric import Metric
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary, MulticlassSummary


def one_vs_rest(summary: MulticlassSummary, name: str) -> BinarySummary:
    """Return the rows of *summary* as those of a binary classifier of the class *name*.

    Its precision, recall, F1 and so on are those of the class. Scores are left out.

    Args:
        summary: Its confusion matrix is used.
        name: One of the summary's classes; it becomes the positive class.

    Returns:
        The summary of the rows that have a prediction. It adds up as the summaries do.

    Raises:
        ValueError: no class has that name.
    """
    if name not in summary.classes:
        raise ValueError(f"no class is called {name!r}, known: {', '.join(summary.classes)}")
    place = summary.classes.index(name)
    tp = int(summary.confusion[place, place])
    labels = int(summary.confusion[place].sum())
    predictions = int(summary.confusion[:, place].sum())
    n = summary.n_predicted
    return BinarySummary(
        n=n,
        n_positive=labels,
        tp=tp,
        fp=predictions - tp,
        fn=labels - tp,
        tn=n - labels - predictions + tp,
    )


def metric_of_class(metric: Metric, name: str) -> Metric:
    """Return a metric of predictions as that of one class of several, ``recall[bee]``.

    Args:
        metric: A binary row of ``METRICS`` that needs a prediction or only a label.
        name: The class.

    Returns:
        A row like those of ``METRICS``. Its answer for a summary without that class is unknown,
        with the classes that there are.

    Raises:
        ValueError: the metric is not binary, or needs a score: scores of one class among
            several are not counted by bin.
    """
    if metric.task != "binary" or metric.needs == "score":
        raise ValueError(
            f"metric must be a binary one that needs no score, got {metric.name!r} "
            f"({metric.task}, needs a {metric.needs})"
        )

    def of_class(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
        if name not in summary.classes:
            known = ", ".join(summary.classes)
            return MetricResult(None, reason=f"no class is called {name!r}, known: {known}")
        result: MetricResult = metric.call(one_vs_rest(summary, name), level=level)
        return result

    return metric._replace(
        name=f"{metric.name}[{name}]", task="multiclass", call=of_class, needs="prediction"
    )
