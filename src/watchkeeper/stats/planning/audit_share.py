"""How often a confident model must say "I don't know" so that its errors are seen."""

from __future__ import annotations

import math

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import count, not_negative, open_share


def audit_share(
    labels: int, confident_per_day: float, days: float, *, latency: float = 0.0
) -> float:
    """Return the share of confident answers to withhold, so that a human answers instead.

    ``labels / (confident_per_day * (days - latency))``: each confident row is withheld with this
    chance, independently, before its label is known; every row the model itself abstains on is
    answered anyway. Estimates then weigh by one over the chance.

    Args:
        labels: Labels that the question needs, as from :func:`labels_for_drop`.
        confident_per_day: Rows a day on which the model does not abstain.
        days: Days within which the answer is wanted.
        latency: Days from withholding an answer to having a human's.

    Returns:
        A share in [0, 1]; times *confident_per_day* it is the human load a day. It does not
        depend on drift; with no drift the test behind *labels* keeps its false alarms.

    Raises:
        NotEnoughData: even all confident rows are fewer than *labels*, or *days* is not longer
            than *latency*.
        ValueError: *labels* no count, NaN, infinite or negative numbers.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd ed., 1977, section 9A.7 (unequal chances).
    """
    needed = count(labels, name="labels")
    rate = not_negative(confident_per_day, name="confident_per_day")
    within, wait = not_negative(days, name="days"), not_negative(latency, name="latency")
    rows = rate * max(within - wait, 0.0)
    if needed > rows:
        raise NotEnoughData(
            f"{rows:.4g} confident rows come within days ({within:g} less a latency of {wait:g}), "
            f"needs {needed}",
            hint="wait for longer, or look for a larger drop",
        )
    return needed / rows if needed else 0.0


def zero_errors_limit(audits: int, *, level: float = 0.95) -> float:
    """Return the upper limit of an error rate after audits that found no error.

    ``1 - (1 - level)**(1 / audits)``; at 95 % a little below ``3 / audits``, the rule of three.

    Args:
        audits: Rows looked at, all of them right.
        level: Chance that the true rate is not above the limit; one-sided.

    Returns:
        A share in (0, 1). With no drift, of a model whose rate is above it, so many audits
        without an error come up with chance 1 - *level* at most.

    Raises:
        NotEnoughData: no audit.
        ValueError: *audits* no count, or *level* not between 0 and 1.

    Source:
        J. A. Hanley, A. Lippman-Hand, If nothing goes wrong, is everything all right?, JAMA 249
        (1983) 1743-1745.
    """
    n, sure = count(audits, name="audits"), open_share(level, name="level")
    if n == 0:
        raise NotEnoughData("audits is 0, needs 1", hint="withhold a share of confident answers")
    return -math.expm1(math.log1p(-sure) / n)
