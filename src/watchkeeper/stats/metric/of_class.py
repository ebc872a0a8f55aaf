"""One class of several against the rest: every metric of a confusion matrix, for each class."""

from __future__ import annotations

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
