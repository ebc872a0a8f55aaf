"""The rules of S series as arrays, so that a whole stream is judged at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from watchkeeper.model import SetLimit
from watchkeeper.quality.decision.rules import SHARES
from watchkeeper.quality.decision.series import SeriesKey

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# Measures without a baseline of their own: the value itself is looked up in the past.
_PLAIN = ("integer", "constant")


@dataclass(frozen=True, slots=True)
class Kinds:
    """Per series (S,), unless said otherwise.

    ``unit_variance`` is the variance of one row's contribution where it is known beforehand
    (spread .5, volume 1, else 0). ``column`` numbers the columns: the series of one column
    share an incident; the stream's own series have one each. ``shape`` (C,) holds positions.
    """

    share: Bools
    mean: Bools
    volume: Bools
    jump: Bools
    plain: Bools
    constant: Bools
    unit_variance: Floats
    shape: Ints
    column: Ints
    one_sided: Bools
    pairs: Bools
    warning: Floats
    critical: Floats
    gross: Floats
    cap_overdispersed: Bools
    cap_always: Bools
    rising: Bools

    def with_limits(
        self, keys: tuple[SeriesKey, ...], limits: Mapping[SeriesKey, SetLimit]
    ) -> Kinds:
        """Return the rules with the tolerances of *limits* in the place of the defaults."""
        if not limits:
            return self
        warning, critical = self.warning.copy(), self.critical.copy()
        for i, key in enumerate(keys):
            if key in limits:
                warning[i], critical[i] = limits[key].over(warning[i], critical[i])
        return replace(self, warning=warning, critical=critical)

    def any_in_column(self, which: Bools) -> Bools:
        """Return, per series, whether any series of the same column is in *which*."""
        column = np.zeros(int(self.column.max(initial=-1)) + 1, bool)
        column[self.column[which]] = True
        return column[self.column]


def kinds_of(keys: tuple[SeriesKey, ...]) -> Kinds:
    """Return the rules of *keys* as arrays."""
    rules = [key.rule for key in keys]
    names = np.array([key.measure for key in keys], dtype=object)
    owners = [key.column or f"\0{key.measure}" for key in keys]
    number = {owner: i for i, owner in enumerate(dict.fromkeys(owners))}
    return Kinds(
        share=np.isin(names, list(SHARES)),
        mean=names == "mean",
        volume=names == "volume",
        jump=names == "jump",
        plain=np.isin(names, _PLAIN),
        constant=names == "constant",
        unit_variance=np.select([names == "spread", names == "volume"], [0.5, 1.0], 0.0),
        shape=np.flatnonzero(names == "shape"),
        column=np.array([number[owner] for owner in owners], dtype=np.int64),
        one_sided=np.array([r.increases_only for r in rules], dtype=bool),
        pairs=np.array([r.pairs for r in rules], dtype=bool),
        warning=np.array([r.warning for r in rules], dtype=np.float64),
        critical=np.array([r.critical for r in rules], dtype=np.float64),
        gross=np.array([r.gross for r in rules], dtype=np.float64),
        cap_overdispersed=np.array([r.capped == "overdispersed" for r in rules], dtype=bool),
        cap_always=np.array([r.capped == "always" for r in rules], dtype=bool),
        rising=np.isin(names, ["missing", "unseen"]),
    )
