"""What the rules in use look at: one column of one day against a pooled reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy import stats

from watchkeeper.quality.faults import Values

Floats = npt.NDArray[np.float64]
QUANTILES = np.linspace(0.0005, 0.9995, 1000)
_EPSILON = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One day of one column; NaN where a measure is not for its kind.

    ``psi`` with 10 bins of equal reference mass and one of missing values, ``js`` the
    Jensen-Shannon distance (base 2) without the latter, ``p_value`` of Kolmogorov-Smirnov or
    chi-square, ``wasserstein`` over the reference's s.d.
    """

    missing: float
    unseen: float
    mean: float
    sd: float
    most_frequent: float
    psi: float
    js: float
    p_value: float
    wasserstein: float


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A column's pooled reference and how its days differed from it."""

    edges: Floats
    codes: Mapping[str, int]
    counts: Floats
    missing: float
    ordered: Floats
    quantiles: Floats
    sd: float
    usual: Mapping[str, float]
    spread: Mapping[str, float]

    @classmethod
    def of(cls, days: Sequence[Values]) -> Reference:
        """Learn from the days of the reference."""
        pooled = np.concatenate(days)
        parts = _of_numbers(pooled) if pooled.dtype.kind == "f" else _of_categories(pooled)
        alone = cls(*parts, {}, {})
        by_day = np.array([astuple(alone.measure(day)) for day in days])
        names = [field.name for field in fields(Measured)]
        mean, sd = by_day.mean(0), by_day.std(0, ddof=1)
        return cls(*parts, dict(zip(names, mean, strict=True)), dict(zip(names, sd, strict=True)))

    def sds_off(self, now: Measured, name: str) -> float:
        """Return how far a measure is from its usual value, in s.d. of the reference's days."""
        off, spread = getattr(now, name) - self.usual[name], self.spread[name]
        if np.isnan(off) or abs(off) < 1e-12:
            return 0.0
        return float(off / spread) if spread > 1e-12 else float(np.sign(off) * np.inf)

    def measure(self, values: Values) -> Measured:
        """Measure one day."""
        numbers = values.dtype.kind == "f"
        present = values[~np.isnan(values)] if numbers else values[values != np.array(None)]
        missing = 1 - present.size / max(values.size, 1)
        if not present.size:
            return Measured(**{f.name: np.nan for f in fields(Measured)} | {"missing": missing})
        counts = self._counted(present, numbers)
        p, q = counts / counts.sum(), self.counts / self.counts.sum()
        return Measured(
            missing=missing,
            unseen=np.nan if numbers else float(p[-1]),
            mean=float(present.mean()) if numbers else np.nan,
            sd=float(present.std()) if numbers else np.nan,
            most_frequent=np.nan if numbers else float(p[0]),
            psi=_psi(_with(missing, p), _with(self.missing, q)),
            js=_js(p, q),
            p_value=self._ks(present) if numbers else _chi2(counts, self.counts),
            wasserstein=self._wasserstein(present) if numbers else np.nan,
        )

    def _counted(self, present: Values, numbers: bool) -> Floats:
        if numbers:
            at = np.searchsorted(self.edges, present, side="right")
        else:
            other = len(self.codes)
            at = np.array([self.codes.get(name, other) for name in present])
        return np.bincount(at, minlength=self.counts.size).astype(np.float64)

    def _ks(self, present: Floats) -> float:
        now, then = np.sort(present), self.ordered
        points = np.concatenate([now, self.quantiles])
        gap = np.searchsorted(now, points, side="right") / now.size
        gap -= np.searchsorted(then, points, side="right") / then.size
        size = now.size * then.size / (now.size + then.size)
        return float(stats.kstwobign.sf(np.sqrt(size) * np.abs(gap).max()))

    def _wasserstein(self, present: Floats) -> float:
        return float(np.abs(np.quantile(present, QUANTILES) - self.quantiles).mean() / self.sd)


_Parts = tuple[Floats, Mapping[str, int], Floats, float, Floats, Floats, float]


def _of_numbers(pooled: Values) -> _Parts:
    ordered = np.sort(pooled[~np.isnan(pooled)])
    edges = np.unique(np.quantile(ordered, np.linspace(0, 1, 11)[1:-1]))
    counts = np.bincount(np.searchsorted(edges, ordered, side="right"), minlength=edges.size + 1)
    quantiles = np.quantile(ordered, QUANTILES)
    missing = 1 - ordered.size / pooled.size
    sd = float(ordered.std()) or 1.0
    return edges, {}, counts.astype(np.float64), missing, ordered, quantiles, sd


def _of_categories(pooled: Values) -> _Parts:
    names, counts = np.unique([name for name in pooled if name is not None], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    codes = {str(names[at]): i for i, at in enumerate(order)}
    none = np.empty(0)
    # The last place is for names that the reference never had.
    known = np.append(counts[order], 0).astype(np.float64)
    return none, codes, known, 1 - known.sum() / pooled.size, none, none, 1.0


def _with(missing: float, shares: Floats) -> Floats:
    return np.append(shares * (1 - missing), missing)


def _psi(p: Floats, q: Floats) -> float:
    p, q = np.maximum(p, _EPSILON), np.maximum(q, _EPSILON)
    return float(np.sum((p - q) * np.log(p / q)))


def _js(p: Floats, q: Floats) -> float:
    middle = (p + q) / 2
    parts = [np.sum(x[x > 0] * np.log2(x[x > 0] / middle[x > 0])) for x in (p, q)]
    return float(np.sqrt(max(sum(parts) / 2, 0.0)))


def _chi2(counts: Floats, reference: Floats) -> float:
    used = counts + reference > 0
    if np.count_nonzero(used) < 2:
        return 1.0
    return float(stats.chi2_contingency(np.stack([counts[used], reference[used]])).pvalue)
