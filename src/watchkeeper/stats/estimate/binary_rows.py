"""Rows of a binary classifier, some labelled; and any ratio of two sums over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, Mask
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.sampled import Sampled, sampled


@dataclass(frozen=True, slots=True)
class BinaryRows:
    """Labels (0 where there is none), decisions, and the chance of a positive label if known."""

    sampled: Sampled
    label: Floats
    decision: Floats
    chance: Floats | None

    @property
    def false_positives(self) -> Mask:
        """Labelled rows that were wrongly taken as positive."""
        return self.sampled.drawn & (self.label < self.decision)

    @property
    def false_negatives(self) -> Mask:
        """Labelled rows that were wrongly taken as negative."""
        return self.sampled.drawn & (self.label > self.decision)


class Term(NamedTuple):
    """What a row adds to a sum if its label is positive, and if it is negative."""

    if_positive: Floats
    if_negative: Floats

    def at(self, label: Floats) -> Floats:
        """Return what rows of these labels (or chances of one) add, on average."""
        return self.if_negative + label * (self.if_positive - self.if_negative)


def binary_rows(
    label: npt.ArrayLike,
    prediction: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    score: npt.ArrayLike | None,
    *,
    decided: str = "prediction",
) -> BinaryRows:
    """Return the rows, checked; *decided* is what the caller calls the predictions.

    Raises:
        NotEnoughData: fewer than 2 labelled rows.
        ValueError: NaN or infinity, labels or predictions other than 0 and 1, a score outside
            [0, 1], or shapes that do not fit.
    """
    rows = sampled(inclusion, labelled)
    y = _zero_or_one(rows.known(label, name="label"), name="label")
    d = _zero_or_one(rows.every(prediction, name=decided), name=decided)
    return BinaryRows(rows, y, d, None if score is None else chances(score, rows, name="score"))


def chances(score: npt.ArrayLike, rows: Sampled, *, name: str) -> Floats:
    """Return *score* as the chance of a positive label, or refuse what is no probability."""
    p = rows.every(score, name=name)
    if p.min() < 0.0 or p.max() > 1.0:
        raise ValueError(f"{name} must lie in 0 to 1, got {p.min()} to {p.max()}")
    return p


def _zero_or_one(values: Floats, *, name: str) -> Floats:
    if not np.isin(values, (0.0, 1.0)).all():
        raise ValueError(f"{name} must hold 0 and 1 only")
    return values


def binary_ratio(rows: BinaryRows, top: Term, bottom: Term, *, of: str) -> Linear:
    """Return the ratio of two sums over all rows, with what each row adds to its error.

    Each sum is over ``f + w * (m - f)``, f being what the chance of a positive label makes of
    the row (0 where it is not known: the weighted ratio). To first order the error of the ratio
    is the sum of ``top - ratio * bottom`` over the estimated denominator.
    """
    w, y, p = rows.sampled.weight, rows.label, rows.chance
    foreseen = [np.zeros(y.size) if p is None else term.at(p) for term in (top, bottom)]
    seen = [
        np.where(rows.sampled.drawn, term.at(y) - f, 0.0)
        for term, f in zip((top, bottom), foreseen, strict=True)
    ]
    sums = [float(np.sum(f + w * e)) for f, e in zip(foreseen, seen, strict=True)]
    if sums[1] <= 0.0:
        raise NotEnoughData(f"labelled has 0 rows that are {of}, needs 1", hint="label more rows")
    value = sums[0] / sums[1]

    def against(a: Floats, b: Floats) -> Floats:
        difference: Floats = (a - value * b) / sums[1]
        return difference

    known, residual = against(foreseen[0], foreseen[1]), against(seen[0], seen[1])
    if p is None:
        return Linear(value, known, residual)
    either = [against(top[i], bottom[i]) - known for i in (0, 1)]
    return Linear(value, known, residual, either[0], either[1])


def binary_mean(rows: BinaryRows, term: Term) -> Linear:
    """Return the mean of a term over all rows.

    By `aipw` where the chance of a positive label is known, else by the weighted mean.
    """
    one = np.ones(rows.label.size)
    return binary_ratio(rows, term, Term(one, one), of="labelled")
