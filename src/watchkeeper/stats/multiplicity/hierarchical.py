"""Families first, then the hypotheses in the families that were selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, Mask, open_share
from watchkeeper.stats.multiplicity.decisions import p_values_1d, step_up
from watchkeeper.stats.multiplicity.simes import simes


@dataclass(frozen=True, slots=True)
class FamilyDecisions:
    """Which families are selected, and which hypotheses are rejected inside each.

    ``selected`` and ``family_p_values`` have shape (families,); ``rejected`` has one mask a
    family, all False where the family is not selected.
    """

    selected: Mask
    family_p_values: Floats
    rejected: tuple[Mask, ...]


def hierarchical_bh(families: Sequence[npt.ArrayLike], *, q: float) -> FamilyDecisions:
    """Select families, then reject inside them, so that each page is believed on average.

    Simes' p-value of each family; Benjamini-Hochberg at *q* over families selects R of M;
    Benjamini-Hochberg at ``q * R / M`` inside each selected one. What is held at *q* is the
    false discovery rate of families and the mean, over the selected families, of the false
    share inside.

    Args:
        families: One array of p-values a family (the features of a model), each shape (m,). They
            may differ in length; one without hypotheses is never selected.
        q: False discovery rate, between 0 and 1; see ``budget``.

    Returns:
        Selected families, their p-values, and the rejected hypotheses of each, in the order of
        the input. With no drift anywhere the chance of any selection is at most *q*.

    Raises:
        ValueError: a family is not 1-d, NaN, infinity, a number outside [0, 1], or *q* not
            between 0 and 1.

    Source:
        Y. Benjamini, M. Bogomolov, Selective inference on multiple families of hypotheses,
        Journal of the Royal Statistical Society B 76 (2014) 297-318.
    """
    rate = open_share(q, name="q")
    arrays = [p_values_1d(p, name=f"family {i}") for i, p in enumerate(families)]
    together = np.asarray([simes(p) for p in arrays], dtype=np.float64)
    selected = step_up(together, q=rate).rejected
    inside = rate * float(selected.mean()) if len(arrays) else rate
    rejected = tuple(
        step_up(p, q=inside).rejected if chosen else np.zeros(p.size, dtype=np.bool_)
        for p, chosen in zip(arrays, selected.tolist(), strict=True)
    )
    return FamilyDecisions(selected, together, rejected)
