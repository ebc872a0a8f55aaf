"""The per-row terms of Brier score and log loss, as scikit-learn computes them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, finite_1d

# scikit-learn clips probabilities by the machine epsilon of their type, not by a round number.
_EPS = float(np.finfo(np.float64).eps)
LARGEST_LOG_LOSS = -math.log(_EPS)


def brier_terms(label: npt.ArrayLike, score: npt.ArrayLike) -> Floats:
    """Return (score - label)**2 of each row.

    Args:
        label: Shape (n,). 1 or True for the positive class, 0 or False for the other.
        score: Shape (n,). Probability of the positive class, in [0, 1].

    Returns:
        Shape (n,), each in [0, 1].

    Raises:
        ValueError: NaN or infinity, a label that is not 0 or 1, a score outside [0, 1], or
            unequal lengths.
    """
    y, p = _labels_and_scores(label, score)
    return np.square(p - y)


def log_loss_terms(label: npt.ArrayLike, score: npt.ArrayLike) -> Floats:
    """Return minus the log of the probability given to the class that came true.

    Probabilities are clipped to [eps, 1 - eps] with the eps of float64, as scikit-learn does,
    so one wrong certainty costs 36.04 nats.

    Args:
        label: Shape (n,). 1 or True for the positive class, 0 or False for the other.
        score: Shape (n,). Probability of the positive class, in [0, 1].

    Returns:
        Shape (n,), in nats, each in [0, 36.04].

    Raises:
        ValueError: as :func:`brier_terms`.
    """
    y, p = _labels_and_scores(label, score)
    return _minus_log(np.where(y == 1.0, p, 1.0 - p))


def multiclass_log_loss_terms(label: npt.ArrayLike, scores: npt.ArrayLike) -> Floats:
    """Return minus the log of the probability given to the class that came true.

    Args:
        label: Shape (n,). Index of the true class, 0 to classes - 1.
        scores: Shape (n, classes). Probabilities; rows are used as they are, not normalised.

    Returns:
        Shape (n,), in nats, each in [0, 36.04].

    Raises:
        ValueError: NaN or infinity, a label that is no index of a class, a score outside
            [0, 1], or shapes that do not fit.
    """
    y = np.asarray(label)
    p = np.asarray(scores, dtype=np.float64)
    if y.ndim != 1 or p.ndim != 2 or y.size != p.shape[0]:
        raise ValueError(
            f"label and scores must have shapes (n,) and (n, classes), got {y.shape} and {p.shape}"
        )
    if y.dtype.kind not in "iu" or (y.size and not 0 <= y.min() <= y.max() < p.shape[1]):
        raise ValueError(f"label must hold class indices from 0 to {p.shape[1] - 1}")
    _refuse_no_probability(p, name="scores")
    return _minus_log(p[np.arange(y.size), y])


def _minus_log(probability: Floats) -> Floats:
    logs: Floats = np.log(np.clip(probability, _EPS, 1.0 - _EPS))
    return -logs


def _labels_and_scores(label: npt.ArrayLike, score: npt.ArrayLike) -> tuple[Floats, Floats]:
    y, p = finite_1d(label, name="label"), finite_1d(score, name="score")
    if y.size != p.size:
        raise ValueError(f"label and score must have the same length, got {y.size} and {p.size}")
    if not np.isin(y, (0.0, 1.0)).all():
        raise ValueError("label must hold 0 and 1 only")
    _refuse_no_probability(p, name="score")
    return y, p


def _refuse_no_probability(values: Floats, *, name: str) -> None:
    # Written so that NaN is refused too: every comparison with it is false.
    bad = int(np.count_nonzero(~((values >= 0.0) & (values <= 1.0))))
    if bad:
        raise ValueError(f"{name} holds {bad} values outside 0 to 1 of {values.size}")
