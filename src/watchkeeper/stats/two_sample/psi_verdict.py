"""Verdict on a population stability index, silent only where it would have seen a drift."""

from __future__ import annotations

from typing import Literal

import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample.power_of_psi_test import power_of_psi_test
from watchkeeper.stats.two_sample.psi_test import psi_test

WARNING, CRITICAL = 0.1, 0.25
_LEAST_POWER = 0.8

Level = Literal["ok", "warning", "critical"]


def psi_verdict(reference: npt.ArrayLike, current: npt.ArrayLike, *, alpha: float = 0.01) -> Level:
    """Return what the index of two periods says, if they have rows enough to say it.

    ``critical`` where ``psi_test`` finds the index above .25, ``warning`` where it finds it above
    .1. ``ok`` only if the test would have found an index of .25 above .1 with power .8: silence
    of a test that sees nothing is no good news.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        alpha: Level of either test.

    Returns:
        One of three words. With no drift it is ``warning`` or ``critical`` with chance *alpha* at
        most.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts),
            or *alpha* not between 0 and 1.
        NotEnoughData: one of the two holds no row, fewer than 2 bins expect 5 rows, or the power
            is too small for ``ok``.

    Source:
        As ``psi_test``; the levels .1 and .25 are the custom of credit scoring: N. Siddiqi,
        Credit Risk Scorecards, Wiley 2006.
    """
    found = psi_test(reference, current, tolerated=WARNING)
    power = power_of_psi_test(reference, found.m, index=CRITICAL, tolerated=WARNING, alpha=alpha)
    if found.p_value <= alpha:
        above = psi_test(reference, current, tolerated=CRITICAL)
        return "critical" if above.p_value <= alpha else "warning"
    if power < _LEAST_POWER:
        raise NotEnoughData(
            f"{found.m} rows against {found.n} find an index of {CRITICAL} with power {power:.2f}, "
            f"need {_LEAST_POWER}",
            hint="widen the window or use fewer bins",
        )
    return "ok"
