"""What can be said when labellers answer some rows with "I don't know"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import finite_1d
from watchkeeper.stats.estimate.hajek import hajek
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.spread import Target


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a share can be, whatever the skipped rows hold.

    ``lowest`` is the share if every skipped row were 0, ``highest`` if every one were 1; the
    truth lies between their true values. ``skipped`` is the share of rows that are skipped.
    """

    lowest: Estimate
    highest: Estimate
    skipped: Estimate

    @property
    def lower(self) -> float:
        """Lower limit of the lowest share."""
        return max(0.0, self.lowest.lower)

    @property
    def upper(self) -> float:
        """Upper limit of the highest share."""
        return min(1.0, self.highest.upper)


def manski_bounds(
    values: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    asked: npt.ArrayLike,
    answered: npt.ArrayLike,
    *,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Bounds:
    """Return the bounds of a share where some of the rows that were asked about have no answer.

    ``share of the answered * (1 - r)`` and the same plus r, r being the weighted share of skips:
    the weighted mean with every skip taken as 0, and as 1.

    Args:
        values: Shape (N,). 0 or 1 on answered rows; read there only.
        inclusion: Shape (N,). The chance of each row to be asked about, in (0, 1].
        asked: Shape (N,). Whether it was.
        answered: Shape (N,). Whether an answer came, among the rows that were asked about.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance, at least, that lower and upper contain the true share.

    Returns:
        The two bounds and the share of skips, each with its interval; the bounds are one where
        nothing was skipped.

    Raises:
        NotEnoughData: fewer than 2 rows that were asked about.
        ValueError: NaN or infinity, values other than 0 and 1, an answer on a row that was not
            asked about, an inclusion outside (0, 1], or shapes that do not fit.

    Source:
        C. F. Manski, Nonparametric bounds on treatment effects, American
        Economic Review 80 (1990) 319-323.
    """
    mask = finite_1d(asked, name="asked") == 1.0
    got = finite_1d(answered, name="answered") == 1.0
    m = np.asarray(values, dtype=np.float64)
    if not mask.shape == got.shape == m.shape:
        raise ValueError(
            f"values, asked and answered must have one shape, got {m.shape}, {mask.shape} "
            f"and {got.shape}"
        )
    if (got & ~mask).any():
        raise ValueError("answered holds rows that were not asked about")
    finite_1d(m[got], name="values of the answered rows")
    if not np.isin(m[got], (0.0, 1.0)).all():
        raise ValueError("values must hold 0 and 1 only")
    as_zero, as_one = np.where(got, m, 0.0), np.where(got, m, 1.0)
    skips = np.where(got, 0.0, 1.0)
    lowest, highest, skipped = (
        hajek(x, inclusion, mask, target=target, cluster=cluster, level=level)
        for x in (as_zero, as_one, skips)
    )
    return Bounds(lowest, highest, skipped)
