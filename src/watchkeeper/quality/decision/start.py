"""Begin to judge a stream: from the history of its reference, or from one pooled reference."""

from __future__ import annotations

from watchkeeper.model import Every
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.windows import windows_of
from watchkeeper.quality.decision.complete import complete
from watchkeeper.quality.decision.extract import (
    SeriesLayout,
    as_next_rows,
    extract,
    extract_pooled,
)
from watchkeeper.quality.decision.own_history import OwnHistory
from watchkeeper.quality.decision.settings import DecisionSettings


def start_history(
    baseline: Baseline, shape: SeriesLayout, every: Every, settings: DecisionSettings
) -> OwnHistory:
    """Return what is known before the first window.

    A reference with times is cut into windows of the same grid, each compared with the ones
    before it: so there is a history of differences at once. Without times there is only
    something to expect, and the first 14 windows are ``unknown`` but for gross faults.
    """
    history = OwnHistory(shape.keys, shape.most_groups, settings)
    if baseline.history is None or not len(baseline.history):
        history.learn_pooled(as_next_rows(extract_pooled(baseline.total, shape), shape))
        return history
    windows = windows_of(baseline.history, every)
    whole = complete(baseline.history, windows)
    series = extract(baseline.history, windows, shape, complete=whole)
    history.learn(as_next_rows(series, shape))
    return history
