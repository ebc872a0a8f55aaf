"""Additive summaries of labelled rows: what every metric and its interval are made from.

Each holds counts and sums only, so the summary of two sets of rows is the sum of their
summaries: counts exactly and in any order, floats to rounding. Rows without a label are not
in a summary; a labelled row without a score (or without a prediction) is in ``n`` and only
there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from watchkeeper.stats.arrays import (
    Counts,
    Floats,
    Mask,
    count,
    counts_1d,
    finite,
    not_negative,
    whole,
)


def _no_bins() -> Counts:
    return np.zeros(0, dtype=np.int64)


def _no_mask() -> Mask:
    return np.zeros(0, dtype=np.bool_)


def _no_scores() -> Floats:
    return np.zeros(0, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BinarySummary:
    """Labelled rows of a binary classifier.

    Attributes:
        n: Labelled rows.
        n_positive: Those whose label is the positive class.
        positives: Shape (bins,). Scored rows of the positive class, by score bin, ascending.
        negatives: Shape (bins,). Scored rows of the other class, on the same bins.
        single_valued: Shape (bins,). True where the bin can hold one score only. It belongs to
            the edges, not to the rows: all True for the distinct scores of a plain frame.
        tp: Rows predicted positive that are positive.
        fp: Rows predicted positive that are not.
        fn: Rows predicted negative that are positive.
        tn: Rows predicted negative that are not.
        n_probability: Scored rows whose score lies in [0, 1]; the four sums are over these.
        brier_sum: Sum of ``loss_terms.brier_terms``.
        brier_sumsq: Sum of their squares.
        log_loss_sum: Sum of ``loss_terms.log_loss_terms``, in nats.
        log_loss_sumsq: Sum of their squares.
    """

    _ADDITIVE: ClassVar[tuple[str, ...]] = (
        *("n", "n_positive", "positives", "negatives", "tp", "fp", "fn", "tn", "n_probability"),
        *("brier_sum", "brier_sumsq", "log_loss_sum", "log_loss_sumsq"),
    )

    n: int
    n_positive: int
    positives: Counts = field(default_factory=_no_bins)
    negatives: Counts = field(default_factory=_no_bins)
    single_valued: Mask = field(default_factory=_no_mask)
    score_low: Floats = field(default_factory=_no_scores)
    score_high: Floats = field(default_factory=_no_scores)
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0
    n_probability: int = 0
    brier_sum: float = 0.0
    brier_sumsq: float = 0.0
    log_loss_sum: float = 0.0
    log_loss_sumsq: float = 0.0

    def __post_init__(self) -> None:
        """Refuse by name what is no count or no sum, and what does not fit together."""
        for name in ("n", "n_positive", "tp", "fp", "fn", "tn", "n_probability"):
            object.__setattr__(self, name, count(getattr(self, name), name=name))
        for name in ("positives", "negatives"):
            object.__setattr__(self, name, counts_1d(getattr(self, name), name=name))
        object.__setattr__(self, "single_valued", np.array(self.single_valued, dtype=np.bool_))
        for name in ("score_low", "score_high"):
            object.__setattr__(self, name, np.array(getattr(self, name), dtype=np.float64))
        for name in ("brier_sum", "brier_sumsq", "log_loss_sum", "log_loss_sumsq"):
            object.__setattr__(self, name, not_negative(getattr(self, name), name=name))
        self._require_bins()
        self._require_rows()

    def _require_bins(self) -> None:
        shapes = {self.positives.shape, self.negatives.shape, self.single_valued.shape}
        if len(shapes) != 1:
            raise ValueError(
                f"positives, negatives and single_valued must share their bins, got {shapes}"
            )
        low, high = self.score_low, self.score_high
        if low.shape != high.shape or low.shape not in {(0,), *shapes}:
            raise ValueError(
                f"score_low and score_high must share the {self.positives.size} bins or be empty, "
                f"got {low.shape} and {high.shape}"
            )
        # Written so that NaN is refused too: every comparison with it is false.
        if not (low <= high).all():
            raise ValueError("score_low must be at most score_high in each bin, and neither NaN")

    def _require_rows(self) -> None:
        if max(self.n_positive, self.n_scored, self.n_predicted) > self.n:
            raise ValueError(
                f"n is {self.n}, but {self.n_positive} rows are positive, "
                f"{self.n_scored} have a score and {self.n_predicted} a prediction"
            )
        if self.n_probability > self.n_scored:
            raise ValueError(
                f"n_probability is {self.n_probability}, but {self.n_scored} rows have a score"
            )

    @property
    def n_scored(self) -> int:
        """Return the number of labelled rows that have a score."""
        return int(self.positives.sum() + self.negatives.sum())

    @property
    def n_predicted(self) -> int:
        """Return the number of labelled rows that have a prediction."""
        return self.tp + self.fp + self.fn + self.tn

    def __add__(self, other: BinarySummary) -> BinarySummary:
        """Return the summary of both sets of rows; both must rest on the same score bins."""
        if not all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("single_valued", "score_low", "score_high")
        ):
            raise ValueError(
                "summaries on different score bins cannot be added: "
                f"{self.single_valued.size} and {other.single_valued.size} bins"
            )
        sums: dict[str, Any] = {
            name: getattr(self, name) + getattr(other, name) for name in self._ADDITIVE
        }
        return replace(self, **sums)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MulticlassSummary:
    """Labelled rows of a classifier with several classes.

    Attributes:
        n: Labelled rows.
        classes: The class names, in the order of the confusion matrix.
        confusion: Shape (classes, classes). Rows by label (first axis) and prediction (second).
        n_scored: Labelled rows that have a score for every class.
        log_loss_sum: Sum over scored rows of ``loss_terms.multiclass_log_loss_terms``, in nats.
        log_loss_sumsq: Sum of their squares.
    """

    n: int
    classes: tuple[str, ...]
    confusion: Counts
    n_scored: int = 0
    log_loss_sum: float = 0.0
    log_loss_sumsq: float = 0.0

    def __post_init__(self) -> None:
        """Refuse by name what is no count or no sum, and what does not fit together."""
        for name in ("n", "n_scored"):
            object.__setattr__(self, name, count(getattr(self, name), name=name))
        object.__setattr__(self, "confusion", whole(self.confusion, name="confusion"))
        for name in ("log_loss_sum", "log_loss_sumsq"):
            object.__setattr__(self, name, not_negative(getattr(self, name), name=name))
        if self.confusion.shape != (len(self.classes), len(self.classes)):
            raise ValueError(
                f"confusion must have shape (classes, classes) for {len(self.classes)} classes, "
                f"got {self.confusion.shape}"
            )
        if max(self.n_predicted, self.n_scored) > self.n:
            raise ValueError(
                f"n is {self.n}, but {self.n_predicted} rows have a prediction "
                f"and {self.n_scored} have scores"
            )

    @property
    def n_predicted(self) -> int:
        """Return the number of labelled rows that have a prediction."""
        return int(self.confusion.sum())

    def __add__(self, other: MulticlassSummary) -> MulticlassSummary:
        """Return the summary of both sets of rows; both must name the same classes."""
        if self.classes != other.classes:
            raise ValueError(
                f"summaries of different classes cannot be added: {self.classes}, {other.classes}"
            )
        return MulticlassSummary(
            n=self.n + other.n,
            classes=self.classes,
            confusion=self.confusion + other.confusion,
            n_scored=self.n_scored + other.n_scored,
            log_loss_sum=self.log_loss_sum + other.log_loss_sum,
            log_loss_sumsq=self.log_loss_sumsq + other.log_loss_sumsq,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegressionSummary:
    """Labelled and predicted rows of a regression; residual = prediction - label.

    Attributes:
        n: Labelled rows.
        n_predicted: Those that have a prediction; the sums are over these.
        residual_sum: Sum of the residuals.
        residual_sumsq: Sum of their squares.
        residual_sum4: Sum of their fourth powers.
        absolute_sum: Sum of their absolute values.
    """

    n: int
    n_predicted: int
    residual_sum: float = 0.0
    residual_sumsq: float = 0.0
    residual_sum4: float = 0.0
    absolute_sum: float = 0.0

    def __post_init__(self) -> None:
        """Refuse by name what is no count or no sum, and what does not fit together."""
        for name in ("n", "n_predicted"):
            object.__setattr__(self, name, count(getattr(self, name), name=name))
        object.__setattr__(self, "residual_sum", finite(self.residual_sum, name="residual_sum"))
        for name in ("residual_sumsq", "residual_sum4", "absolute_sum"):
            object.__setattr__(self, name, not_negative(getattr(self, name), name=name))
        if self.n_predicted > self.n:
            raise ValueError(f"n is {self.n}, but {self.n_predicted} rows have a prediction")

    def __add__(self, other: RegressionSummary) -> RegressionSummary:
        """Return the summary of both sets of rows."""
        return RegressionSummary(
            n=self.n + other.n,
            n_predicted=self.n_predicted + other.n_predicted,
            residual_sum=self.residual_sum + other.residual_sum,
            residual_sumsq=self.residual_sumsq + other.residual_sumsq,
            residual_sum4=self.residual_sum4 + other.residual_sum4,
            absolute_sum=self.absolute_sum + other.absolute_sum,
        )
