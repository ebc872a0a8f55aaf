"""Vanished: a category that always occurred no longer does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level, Measure
from watchkeeper.model.figures import count, number, times
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.names import listed
from watchkeeper.monitors.observed import Observed
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.stats.interval import wilson

Floats = npt.NDArray[np.float64]

LEAST_ROWS = 30
LEAST_WINDOWS = 14
# A category that stays away is reported for as many windows, then its absence is normal.
MOST_WINDOWS_AWAY = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class VanishedConfig(MonitorConfig):
    """Settings of the vanished monitor.

    ``error`` is the chance, per column and window, that the absence of any category is an
    accident of sampling; from ``critical_share`` of the rows on, its absence is critical.
    """

    error: float = 1e-4
    critical_share: float = 0.05

    def __post_init__(self) -> None:
        for name, value in (("error", self.error), ("critical_share", self.critical_share)):
            if not 0 < value < 1:
                raise ConfigError(f"vanished.{name} must lie between 0 and 1, got {value}")


def check(observed: Observed, config: VanishedConfig) -> Iterator[Finding]:
    """Report categories without a row where even their smallest usual share gives some.

    Usual is the smallest share over the windows in memory: a category that was absent from any
    of them (a weekday, a Sunday's product) cannot vanish. The windows since it vanished do not
    count, for up to 7 of them. For frames without time it is the reference's share.
    """
    for column in observed.baseline.columns:
        if column.kind == "category":
            yield _check_column(observed, config, column)


def _check_column(observed: Observed, config: VanishedConfig, column: ColumnBaseline) -> Finding:
    cells = observed.cells(column.name)
    n = int(cells.present[0]) if cells is not None else 0
    answer: dict[str, Any] = {
        "monitor": "vanished",
        "subject": column.name,
        "subject_kind": column.role,
        "measure": "row share",
        "n_current": n,
    }
    usual = _usual_share(observed, column)
    if cells is None or usual is None or n < LEAST_ROWS:
        why = _why_not(column, n, arrived=cells is not None)
        return observed.finding(level=Level.UNKNOWN, reason=why, **answer)
    chance = _chance_of_none(observed, column, usual, n)
    judged = (usual > 0) & (chance <= config.error)
    if not judged.any():
        why = f"no category comes so steadily that {count(n)} rows without it were a surprise"
        return observed.finding(level=Level.UNKNOWN, reason=why, **answer)
    gone = np.flatnonzero(judged & (cells.bins[0, :-1] == 0))
    if gone.size:
        return _gone(observed, config, column, gone, usual, float(chance[gone].max()), answer)
    here = times(int(judged.sum()), "steady category", "steady categories")
    return observed.finding(level=Level.OK, reason=f"{here} of the column all occur", **answer)


def _chance_of_none(observed: Observed, column: ColumnBaseline, usual: Floats, n: int) -> Floats:
    """Return the chance that *n* rows without a change have none of a category, (names,).

    It is that of any of the categories: the share that comes of one times their number. Of
    two frames, that all rows of a category lie in the reference by accident, had the rows of
    both been dealt out at random: a share of few rows is not well known.
    """
    if observed.settings is not None:
        return (1.0 - usual) ** n * max(int(np.count_nonzero(usual)), 1)
    rows = column.total.bins[0, :-1]
    none = np.asarray(scipy.stats.hypergeom.pmf(0, column.present + n, rows, n))
    return none * len(column.category.known)


def _gone(
    observed: Observed,
    config: VanishedConfig,
    column: ColumnBaseline,
    gone: npt.NDArray[np.intp],
    usual: Floats,
    chance: float,
    answer: dict[str, Any],
) -> Finding:
    share, n = float(usual[gone].sum()), answer["n_current"]
    names = listed([column.category.names[i] for i in gone])
    together = "together " if gone.size > 1 else ""
    before = "the reference" if observed.settings is None else "every window before"
    none = wilson(0, n)
    return observed.finding(
        level=Level.CRITICAL if share >= config.critical_share else Level.WARNING,
        reason=(
            f"none of {times(n, 'row')} has {names}; {before} had {together}at least "
            f"{number(share, unit='share')}"
        ),
        value=0.0,
        lower=none.lower,
        upper=none.upper,
        expected=share,
        p_value=min(chance, 1.0),
        measures=(
            Measure(name="row share", value=0.0, unit="share", note="of those that vanished"),
        ),
        **answer,
    )


def _why_not(column: ColumnBaseline, n: int, *, arrived: bool) -> str:
    if not arrived:
        return "the column did not arrive"
    if n < LEAST_ROWS:
        return f"{count(n)} usable rows, {LEAST_ROWS} are needed"
    if not column.present:
        return "the reference has no value"
    return f"fewer than {LEAST_WINDOWS} windows before, so nothing is known to be usual"


def _usual_share(observed: Observed, column: ColumnBaseline) -> Floats | None:
    """Return each named category's smallest usual share, shape (names,)."""
    if observed.settings is None:
        return _shares(column.total)[0] if column.present else None
    recent = observed.recent.columns.get(column.name) if observed.recent else None
    if recent is None:
        return None
    shares = _shares(recent)[recent.present >= LEAST_ROWS]
    if len(shares) < LEAST_WINDOWS:
        return None
    away = np.argmax(shares[::-1] > 0, axis=0)
    since = np.minimum(away, min(MOST_WINDOWS_AWAY - 1, len(shares) - LEAST_WINDOWS))
    counted = np.arange(len(shares))[:, None] < len(shares) - since
    smallest: Floats = np.where(counted, shares, 1.0).min(axis=0)
    return smallest


def _shares(cells: ColumnCells) -> Floats:
    return np.asarray(cells.bins[:, :-1] / np.maximum(cells.present, 1)[:, None])
