"""LORD++: online control of the false discovery rate."""

from __future__ import annotations

import numpy as np

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.multiplicity.online import OnlineProcedure

# As published: the sequence adds up to .976, no more than the 1 that there is.
_NORM = 0.07720838


class LORD(OnlineProcedure):
    """Decide one by one at a false discovery rate of *q* (LORD++).

    The t-th hypothesis is tested at ``g(t) wealth + (q - wealth) g(t - t1) + q sum_j g(t - tj)``,
    t1 the time of the first rejection, tj those of the later ones, and
    ``g(j) = .0772 ln(max(j, 2)) / (j exp(sqrt(ln j)))``.

    For hypotheses that arrive one by one and are independent: questions asked on the way, slices
    that a search found. Not for the daily tests of one monitor, which hang together: see ESR.

    Args:
        q: False discovery rate, between 0 and 1.
        wealth: Spent before the first rejection, between 0 and q; half of q unless given.

    Returns:
        A procedure with ``update(p_values)``, ``threshold``, ``save()`` and ``restore(state)``.
        With no drift anywhere the chance of any rejection is at most *wealth*. Its state grows by
        one number a rejection.

    Raises:
        ValueError: *q* not between 0 and 1, *wealth* not between 0 and q.

    Source:
        A. Ramdas, F. Yang, M. Wainwright, M. Jordan, Online control of the false discovery rate
        with decaying memory, Advances in Neural Information Processing Systems 30 (2017), with
        the sequence of A. Javanmard, A. Montanari, Annals of Statistics 46 (2018) 526-554.
    """

    __slots__ = ()

    @staticmethod
    def _gamma(j: Floats) -> Floats:
        shares: Floats = _NORM * np.log(np.maximum(j, 2.0)) / (j * np.exp(np.sqrt(np.log(j))))
        return shares

    def _advance(self, p_value: float) -> int:
        return 1
