"""Vanished: a category that always occurred no longer does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import count, number
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells

Floats = npt.NDArray[np.float64]
_LEAST_WINDOWS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class VanishedConfig(MonitorConfig):
    """Settings of the vanished monitor.

    ``error`` is the chance, per column, that the absence of any category is an accident of
    sampling; from ``critical_share`` of the rows on, its absence is critical.
    """

    error: float = 1e-4
    critical_share: float = 0.05


def check(observed: Observed, config: VanishedConfig) -> Iterator[Finding]:
    """Report categories without a row where even their smallest usual share gives some.

    Usual is the smallest share over the windows in memory (a category that was absent from
    any of them cannot vanish); for frames without time it is the reference's share.
    """
    for column in observed.baseline.columns:
        cells = observed.profile.columns.get(column.name)
        if column.kind == "category" and cells is not None:
            yield _check_column(observed, config, column, cells)


def _check_column(
    observed: Observed, config: VanishedConfig, column: ColumnBaseline, cells: ColumnCells
) -> Finding:
    n = int(cells.present[0])
    usual = _usual_share(observed, column)
    answer = {
        "monitor": "vanished",
        "subject": column.name,
        "subject_kind": column.role,
        "measure": "share of the vanished",
        "n_current": n,
    }
    if n == 0 or usual is None:
        why = "no rows with a value" if n == 0 else f"fewer than {_LEAST_WINDOWS} windows before"
        return observed.finding(level=Level.UNKNOWN, reason=why, **answer)
    absent = (cells.bins[0, :-1] == 0) & (usual > 0)
    by_chance = np.where(absent, (1.0 - usual) ** n, 1.0)
    gone = np.flatnonzero(by_chance * max(np.count_nonzero(usual > 0), 1) <= config.error)
    if gone.size == 0:
        return observed.finding(
            level=Level.OK, reason="every usual category occurs", value=0.0, **answer
        )
    share = float(usual[gone].sum())
    names = ", ".join(repr(column.category.names[i]) for i in gone[:3])
    more = f" and {count(gone.size - 3)} more" if gone.size > 3 else ""
    return observed.finding(
        level=Level.CRITICAL if share >= config.critical_share else Level.WARNING,
        reason=f"no row has {names}{more}, at least {number(share, unit='share')} before",
        value=0.0,
        expected=share,
        p_value=float(by_chance[gone].max()),
        **answer,
    )


def _usual_share(observed: Observed, column: ColumnBaseline) -> Floats | None:
    """Return each named category's smallest usual share, shape (names,)."""
    if observed.settings is None:
        return _shares(column.total)[0]
    recent = observed.recent.columns.get(column.name) if observed.recent else None
    if recent is None:
        return None
    shares = _shares(recent)[recent.present > 0]
    if len(shares) < _LEAST_WINDOWS:
        return None
    smallest: Floats = shares.min(0)
    return smallest


def _shares(cells: ColumnCells) -> Floats:
    return np.asarray(cells.bins[:, :-1] / np.maximum(cells.present, 1)[:, None])
