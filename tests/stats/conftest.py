"""Summaries from rows, for the tests of metrics."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from watchkeeper.stats.metric import (
    BinarySummary,
    MulticlassSummary,
    RegressionSummary,
    brier_terms,
    log_loss_terms,
    multiclass_log_loss_terms,
)

BinaryRows = Callable[..., BinarySummary]
MulticlassRows = Callable[..., MulticlassSummary]
RegressionRows = Callable[..., RegressionSummary]


@pytest.fixture
def binary_rows() -> BinaryRows:
    """Return a function from labels and scores to their summary, one bin a distinct score."""

    def summarise(
        label: npt.ArrayLike, score: npt.ArrayLike, *, threshold: float = 0.5
    ) -> BinarySummary:
        y, p = np.asarray(label, dtype=bool), np.asarray(score, dtype=float)
        values, place = np.unique(p, return_inverse=True)
        d = p >= threshold
        brier, log_loss = brier_terms(y, p), log_loss_terms(y, p)
        return BinarySummary(
            n=y.size,
            n_positive=y.sum(),
            positives=np.bincount(place[y], minlength=values.size),
            negatives=np.bincount(place[~y], minlength=values.size),
            single_valued=np.ones(values.size, dtype=bool),
            score_low=values,
            score_high=values,
            tp=(y & d).sum(),
            fp=(~y & d).sum(),
            fn=(y & ~d).sum(),
            tn=(~y & ~d).sum(),
            n_probability=y.size,
            brier_sum=brier.sum(),
            brier_sumsq=np.square(brier).sum(),
            log_loss_sum=log_loss.sum(),
            log_loss_sumsq=np.square(log_loss).sum(),
        )

    return summarise


@pytest.fixture
def multiclass_rows() -> MulticlassRows:
    """Return a function from labels and predictions (class indices) and scores to a summary."""

    def summarise(
        label: npt.ArrayLike,
        prediction: npt.ArrayLike,
        scores: npt.ArrayLike | None = None,
        *,
        classes: int,
    ) -> MulticlassSummary:
        y, d = np.asarray(label), np.asarray(prediction)
        confusion = np.bincount(y * classes + d, minlength=classes**2)
        terms = np.zeros(0) if scores is None else multiclass_log_loss_terms(y, scores)
        return MulticlassSummary(
            n=y.size,
            classes=tuple("abcdefghij"[:classes]),
            confusion=confusion.reshape(classes, classes),
            n_scored=terms.size,
            log_loss_sum=terms.sum(),
            log_loss_sumsq=np.square(terms).sum(),
        )

    return summarise


@pytest.fixture
def regression_rows() -> RegressionRows:
    """Return a function from labels and predictions to their summary."""

    def summarise(label: npt.ArrayLike, prediction: npt.ArrayLike) -> RegressionSummary:
        r = np.asarray(prediction, dtype=float) - np.asarray(label, dtype=float)
        return RegressionSummary(
            n=r.size,
            n_predicted=r.size,
            residual_sum=r.sum(),
            residual_sumsq=(r**2).sum(),
            residual_sum4=(r**4).sum(),
            absolute_sum=np.abs(r).sum(),
        )

    return summarise
