"""SAFFRON: adaptive online control of the false discovery rate."""

from __future__ import annotations

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.multiplicity.online import OnlineProcedure

# 1 / zeta(1.6), so that the sequence adds up to 1.
_NORM = 0.4374901658
_CANDIDATE = 0.5


class SAFFRON(OnlineProcedure):
    """Decide one by one at a false discovery rate of *q*, with more power where much is false.

    As LORD++, with ``g(j) = .4375 / j^1.6``, on a clock that stands still at candidates (p-values
    of 1/2 or less), half of the sum, and 1/2 at most: wealth is not spent on what is no null
    anyway.

    For independent p-values, uniform where the null holds; see :class:`LORD` for what it is for.

    Args:
        q: False discovery rate, between 0 and 1.
        wealth: Spent before the first rejection, between 0 and q; half of q unless given.

    Returns:
        A procedure with ``update(p_values)``, ``threshold``, ``save()`` and ``restore(state)``.
        With no drift anywhere the chance of any rejection is at most *q*. Its state grows by one
        number a rejection.

    Raises:
        ValueError: *q* not between 0 and 1, *wealth* not between 0 and q.

    Source:
        A. Ramdas, T. Zrnic, M. Wainwright, M. Jordan, SAFFRON: an adaptive algorithm for online
        control of the false discovery rate, International Conference on Machine Learning (2018).
    """

    __slots__ = ()

    @staticmethod
    def _gamma(j: Floats) -> Floats:
        shares: Floats = _NORM / j**1.6
        return shares

    @property
    def threshold(self) -> float:
        """The level at which the next hypothesis is tested."""
        return min(_CANDIDATE, (1.0 - _CANDIDATE) * super().threshold)

    def _advance(self, p_value: float) -> int:
        return 0 if p_value <= _CANDIDATE else 1
