"""Alarm that a model does worse than on its reference by more than is tolerated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, not_negative, open_share
from watchkeeper.stats.interval.clopper_pearson import clopper_pearson
from watchkeeper.stats.sequential.asymptotic import asymptotic
from watchkeeper.stats.sequential.empirical_bernstein import empirical_bernstein
from watchkeeper.stats.sequential.predictable import (
    known_before,
    log_odds_of_error,
    penalty,
)
from watchkeeper.stats.sequential.sequence import Range

By = Literal["bernstein", "asymptotic"]
_LARGEST_STAKE = 0.5


@dataclass(frozen=True, slots=True)
class HarmfulShift:
    """What the alarm found.

    ``alarm`` is the first row of the target at which ``lower`` is above ``limit``, None if none
    is. ``limit`` is the upper limit of the source's mean loss, plus what is tolerated. ``lower``,
    shape (n,), is the lower limit of the target's after each row.
    """

    alarm: int | None
    limit: float
    lower: Floats


def harmful_shift(
    source: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    tolerated: float = 0.0,
    level: float = 0.95,
    by: By = "bernstein",
    lowest: float = 0.0,
    highest: float = 1.0,
    tightest_at: float = 500.0,
    first: int = 200,
) -> HarmfulShift:
    """Raise an alarm when the mean loss is above that of the source by more than *tolerated*.

    ``L(target) > U(source) + tolerated``. U is an upper limit at the source's fixed size
    (Clopper-Pearson where every loss is 0 or 1, else empirical-Bernstein); L is the lower limit
    of a confidence sequence, so it may be looked at after every row. Each is wrong with chance
    (1 - *level*) / 2. A shift of the inputs that does no harm raises no alarm.

    Args:
        source: Shape (m,). Losses of the reference in [0, 1], all of them labelled.
        target: Shape (n,). Losses since, in order; or terms f + w (m - f) of all rows, where
            only some were drawn for labelling.
        tolerated: Rise of the mean loss that does not matter, >= 0.
        level: Chance that there never is a false alarm.
        by: The sequence: ``bernstein`` holds at any n and needs *lowest* and *highest*;
            ``asymptotic`` needs none and is tighter where terms have a wide range, from row
            *first* on.
        lowest: The lowest value there can be in *target*; for terms 1 - 1 / lowest pi.
        highest: The highest value there can be in *target*; for terms 1 / lowest pi.
        tightest_at: As in ``asymptotic``.
        first: As in ``asymptotic``.

    Returns:
        The first row of the alarm if there is one, the limit, and the target's lower limits. The
        null of no drift is that every target loss has at most the limit as its mean given the
        past; for ``asymptotic`` that the running mean has.

    Raises:
        NotEnoughData: no source, no target, or for ``asymptotic`` too few rows.
        ValueError: NaN, infinity, a loss outside the range, *tolerated* below 0, a level not
            between 0 and 1, or a sequence of another name.

    Source:
        A. Podkopaev, A. Ramdas, Tracking the risk of a deployed model and detecting harmful
        distribution shifts, International Conference on Learning Representations 2022. With
        terms as target: prediction-powered risk monitoring, arXiv 2602.02229 (2026).
    """
    half = (1.0 - open_share(level, name="level")) / 2.0
    if by not in ("bernstein", "asymptotic"):
        raise ValueError(f"by must be 'bernstein' or 'asymptotic', got {by!r}")
    limit = _upper(source, half) + not_negative(tolerated, name="tolerated")
    one_sided = 1.0 - 2.0 * half
    if by == "asymptotic":
        lower = asymptotic(target, level=one_sided, tightest_at=tightest_at, first=first).lower
    else:
        lower = empirical_bernstein(target, level=one_sided, lowest=lowest, highest=highest).lower
    hits = np.flatnonzero(lower > limit)
    return HarmfulShift(int(hits[0]) if hits.size else None, limit, lower)


def _upper(source: npt.ArrayLike, alpha: float) -> float:
    """Return the upper limit of the mean of *source*, wrong with chance *alpha*."""
    losses = Range(0.0, 1.0).to_unit(source, name="source")
    level = 1.0 - 2.0 * alpha
    if ((losses == 0.0) | (losses == 1.0)).all():
        return clopper_pearson(int(losses.sum()), losses.size, level=level).upper
    reach = log_odds_of_error(level)
    x = 1.0 - losses
    before = known_before(x)
    stake = np.minimum(_LARGEST_STAKE, np.sqrt(2.0 * reach / (before.variance * x.size)))
    spread = float(np.square(x - before.mean) @ penalty(stake))
    lower = (float(stake @ x) - reach - spread) / float(stake.sum())
    return min(1.0, 1.0 - lower)
