"""Two frames without time: rows are taken as independent, and the answer says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.profile.bins import CategoryBins
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.quality.decision.groups import frame_groups
from watchkeeper.quality.decision.judged import Judged, Why
from watchkeeper.quality.decision.kinds import Kinds, kinds_of
from watchkeeper.quality.decision.rules import MeasureName
from watchkeeper.quality.decision.series import SeriesKey

Floats = npt.NDArray[np.float64]

FALSE_ALARM_SHARE = 0.05
ASKED_ROWS = 100
LEAST_ROWS = 30


def judge_frames(
    columns: Sequence[ColumnBaseline], reference: ProfileCells, current: ProfileCells
) -> Judged:
    """Judge missing, unseen, mean and shape of every column of *current* (one cell each).

    All series of the frame share an error of 5 % (Bonferroni). Shares are compared by the
    exact (hypergeometric) test, means by a z-test whose variance is the larger of the two
    frames', shapes by the chi-square law of PSI; and the effect must reach the tolerance of
    its rule. Fewer than 100 rows: unknown, unless the difference is gross; fewer than 30:
    unknown.

    Source:
        I. J. Good, Biometrika 40 (1953) 237-264, and W. W. Esty, A normal limit law for a
        nonparametric estimator of the coverage of a random sample, Annals of Statistics 11
        (1983) 905-912: categories that a reference of that size misses.
    """
    tests = [test for c in columns for test in _tests(c, reference, current)]
    keys = tuple(key for key, _ in tests)
    parts = np.array([part for _, part in tests]).reshape(len(tests), len(_Part._fields))
    value, expected, n, m, statistic, parameter = parts.T
    kinds = kinds_of(keys)
    off = value - expected
    p_value = _p_values(kinds, n, m, statistic, parameter)
    effect = np.where(kinds.one_sided, off, np.abs(off))
    judgeable = np.isfinite(off) & (n >= LEAST_ROWS) & (m >= LEAST_ROWS)
    enough = judgeable & (n >= ASKED_ROWS)
    significant = p_value <= FALSE_ALARM_SHARE / max(len(keys), 1)
    gross = judgeable & ~enough & significant & (effect >= kinds.gross)
    alarm = enough & significant & (effect >= kinds.warning)
    level = np.where(enough, 0, 1)
    level[alarm] = 2
    level[gross | (alarm & (effect >= kinds.critical))] = 3
    few = np.where(np.isfinite(off) | (n < LEAST_ROWS), Why.FEW_ROWS, Why.NO_VALUE)
    nothing = np.zeros(len(keys), np.int64)
    return Judged(
        keys=keys,
        level=level.astype(np.int64),
        why=np.select([gross, alarm, enough], [Why.GROSS, Why.SINGLE, Why.WITHIN], few),
        baseline=nothing,
        value=value,
        expected=expected,
        off=off,
        effect=effect,
        limit=kinds.warning,
        largest=np.full(len(keys), np.nan),
        windows=nothing,
        rows=n,
        p_value=p_value,
        open_for=nothing,
        accepted=nothing.astype(bool),
    )


class _Part(NamedTuple):
    """One series of the two frames.

    ``statistic`` and ``parameter``: of a share the count now and the count in both frames, of
    a mean z and nothing, of a shape PSI over its unit and the degrees of freedom.
    """

    value: float
    expected: float
    n: float
    m: float
    statistic: float
    parameter: float = 0.0


def _nothing(n: float, m: float) -> _Part:
    return _Part(np.nan, np.nan, n, m, np.nan)


def _p_values(kinds: Kinds, n: Floats, m: Floats, statistic: Floats, parameter: Floats) -> Floats:
    p_value = np.full(n.size, np.nan)
    share, mean, shape = kinds.share, kinds.mean, kinds.shape
    # At least as many as seen, had the two frames' rows been dealt out at random.
    p_value[share] = scipy.stats.hypergeom.sf(
        statistic[share] - 1, n[share] + m[share], parameter[share], n[share]
    )
    p_value[mean] = 2 * scipy.stats.norm.sf(statistic[mean])
    p_value[shape] = scipy.stats.chi2.sf(statistic[shape], parameter[shape])
    return p_value


def _tests(
    column: ColumnBaseline, reference: ProfileCells, current: ProfileCells
) -> list[tuple[SeriesKey, _Part]]:
    """Return what is to be compared of one column."""
    now = current.columns.get(column.name)
    then = reference.columns[column.name]
    if now is None:
        now = ColumnCells.empty(1, column.bins.size)
    n, m = float(now.present[0]), float(then.present[0])
    missing, missing_ref = (float(cells.rows[0] - cells.present[0]) for cells in (now, then))
    rows, rows_ref = float(now.rows[0]), float(then.rows[0])
    found: list[tuple[MeasureName, _Part]] = [
        ("missing", _share(missing, rows, missing_ref, rows_ref)),
        ("shape", _shape(column, now, then, n, m)),
    ]
    if column.kind == "numeric":
        found.append(("mean", _mean(now, then, n, m)))
    else:
        found.append(("unseen", _unseen(column.category, float(now.unseen[0]), n, m)))
    return [(SeriesKey(column.name, measure), part) for measure, part in found]


def _share(k: float, n: float, k_ref: float, m: float) -> _Part:
    if n == 0 or m == 0:
        return _nothing(n, m)
    return _Part(k / n, k_ref / m, n, m, k, k + k_ref)


def _unseen(bins: CategoryBins, k: float, n: float, m: float) -> _Part:
    """Compare unseen rows with the reference's rows whose category no other row has.

    Their share is Good's estimate of what a next row brings. Its variance is larger than that
    of a share of as many rows (Esty): it is taken as one of fewer.
    """
    if not bins.once:
        return _share(k, n, 0.0, m)
    fewer = 1.0 + 2.0 * bins.twice / bins.once
    found = _share(k, n, np.floor(bins.once / fewer), np.floor(m / fewer))
    return found._replace(expected=bins.once / m)


def _mean(now: ColumnCells, then: ColumnCells, n: float, m: float) -> _Part:
    if n < 2 or m < 2:
        return _nothing(n, m)
    mean, mean_ref = float(now.s1[0] / n), float(then.s1[0] / m)
    variance = max(float(now.s2[0] / n) - mean**2, 0.0)
    variance_ref = max(float(then.s2[0] / m) - mean_ref**2, 0.0)
    # The larger variance for the smaller frame: one outlier must not look like a shift.
    error = float(np.sqrt(max(variance, variance_ref) / n + variance_ref / m))
    off = abs(mean - mean_ref)
    z = off / error if error > 0 else (np.inf if off else 0.0)
    return _Part(mean, mean_ref, n, m, z)


def _shape(
    column: ColumnBaseline, now: ColumnCells, then: ColumnCells, n: float, m: float
) -> _Part:
    if n == 0 or m == 0:
        return _nothing(n, m)
    groups = frame_groups(column.bins, then, int(n))
    counts, base = groups.counts(now)[0], groups.of_reference(then)[0]
    used = (counts + base) > 0
    size = int(used.sum())
    if size < 2:
        return _Part(0.0, 0.0, n, m, 0.0, 1.0)
    p = (counts[used] + 0.5) / (n + 0.5 * size)
    q = (base[used] + 0.5) / (m + 0.5 * size)
    psi, k = float(np.sum((p - q) * np.log(p / q))), 1 / n + 1 / m
    return _Part(psi - (size - 1) * k, 0.0, n, m, psi / k, size - 1.0)
