"""Faults that real feeds show, as pure functions on one day's values: the self-check's input.

To add a fault: write its change below, add one row to `FAULTS` (one column goes wrong) or to
`STREAM_FAULTS` (rows go missing or come twice). The decision bench and the contract tests read
these tuples. Which columns a fault can strike is up to the caller; `Fault.kind` says on which
sort of column it means anything.

Values are arrays of one day: numbers as float64 with NaN for missing, categories as object
arrays of text with None for missing. Inputs are never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import DataError, NotEnoughData, unknown_name

Values = npt.NDArray[Any]
Kind = Literal["number", "category", "any"]

INTEGER_SHARE = 0.995
UNSEEN = "never seen before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFacts:
    """What a fault needs to know about a column's reference.

    ``sd`` is the population standard deviation of a number column (NaN for categories);
    ``integer`` says that at least 99.5 % of its values are whole, so that a faulty value stays
    whole too; ``most_frequent`` is the commonest category (None for numbers).
    """

    sd: float = float("nan")
    integer: bool = False
    most_frequent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a fault sees besides the values: the reference, the days before, another column."""

    facts: ColumnFacts
    before: Values | None = None
    partner: Values | None = None


Change = Callable[[Values, Surroundings, np.random.Generator], Values]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that happens to one column."""

    name: str
    kind: Kind
    change: Change


@dataclass(frozen=True, slots=True)
class StreamFault:
    """Something that happens to whole rows: which of n rows arrive, in order."""

    name: str
    rows: Callable[[int, np.random.Generator], npt.NDArray[np.intp]]


def column_facts(reference: Values) -> ColumnFacts:
    """Return what faults need to know of a column, from its *reference* values.

    Raises:
        NotEnoughData: no value is present.
    """
    present = reference[~_missing(reference)]
    if present.size == 0:
        raise NotEnoughData(f"the reference has no value present in {reference.size} rows")
    if reference.dtype.kind == "f":
        whole = float(np.mean(present == np.rint(present)))
        return ColumnFacts(sd=float(np.std(present)), integer=whole >= INTEGER_SHARE)
    names, counts = np.unique(present.astype(str), return_counts=True)
    return ColumnFacts(most_frequent=str(names[np.argmax(counts)]))


def generator(fault: Fault | StreamFault, start: int) -> np.random.Generator:
    """Return the seeded source of row choices of a fault that starts on day number *start*.

    One generator serves all days of that fault, in order.
    """
    return np.random.default_rng([start, len(fault.name)])


def apply(
    fault: Fault,
    column: str,
    day: Mapping[str, Values],
    *,
    facts: ColumnFacts,
    rng: np.random.Generator,
    before: Mapping[str, Values] | None = None,
    partner: str | None = None,
) -> Values:
    """Return the values of *column* on *day* as they would have arrived with *fault*.

    Args:
        fault: One of `FAULTS`.
        column: The column that goes wrong.
        day: Columns of one day, each of shape (n,).
        facts: Of the column's reference, see `column_facts`.
        rng: Decides which rows are struck, see `generator`.
        before: Columns of the day or days before the fault began; ``stuck`` repeats the last
            value present in them, or is missing if there is none.
        partner: The column that takes this one's place; ``swap`` needs it.

    Returns:
        A new array of shape (n,).

    Raises:
        ConfigError: *column* or *partner* is not in *day*.
        DataError: the fault needs the days before or a partner and has none.
    """
    for name in (column, partner):
        if name is not None and name not in day:
            raise unknown_name("column", name, day, where=f"fault {fault.name!r}")
    around = Surroundings(
        facts=facts,
        before=None if before is None else before[column],
        partner=None if partner is None else day[partner],
    )
    return fault.change(day[column].copy(), around, rng)


def _missing(values: Values) -> npt.NDArray[np.bool_]:
    if values.dtype.kind == "f":
        return np.isnan(values)
    return np.array([value is None for value in values], dtype=bool)


def _shift(sds: float, values: Values, around: Surroundings, _: np.random.Generator) -> Values:
    return _whole(values + sds * around.facts.sd, around.facts)


def _scale(factor: float, values: Values, around: Surroundings, _: np.random.Generator) -> Values:
    return _whole(values * factor, around.facts)


def _whole(values: Values, facts: ColumnFacts) -> Values:
    return np.rint(values) if facts.integer else values


def _celsius(values: Values, _: Surroundings, __: np.random.Generator) -> Values:
    return (values - 32.0) / 1.8


def _round(decimals: int, values: Values, _: Surroundings, __: np.random.Generator) -> Values:
    return np.round(values, decimals)


def _lose(share: float, values: Values, _: Surroundings, rng: np.random.Generator) -> Values:
    values[rng.random(values.size) < share] = np.nan if values.dtype.kind == "f" else None
    return values


def _stick(values: Values, around: Surroundings, _: np.random.Generator) -> Values:
    if around.before is None or around.before.size == 0:
        raise DataError("a stuck column repeats an earlier value, but no day before was given")
    present = around.before[~_missing(around.before)]
    values[:] = present[-1] if present.size else around.before[-1]
    return values


def _swap(_: Values, around: Surroundings, __: np.random.Generator) -> Values:
    if around.partner is None:
        raise DataError("swapped columns are two, but no partner was given")
    return around.partner.copy()


def _rename(share: float, values: Values, _: Surroundings, rng: np.random.Generator) -> Values:
    values[rng.random(values.size) < share] = UNSEEN
    return values


def _merge(share: float, values: Values, around: Surroundings, rng: np.random.Generator) -> Values:
    values[rng.random(values.size) < share] = around.facts.most_frequent
    return values


def _sample(share: float, n: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    return np.sort(rng.choice(n, round(n * share), replace=False))


def _repeat(share: float, n: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    # The copy arrives beside its original, as from a producer that retries.
    return np.sort(np.concatenate([np.arange(n), _sample(share, n, rng)]))


FAULTS: tuple[Fault, ...] = (
    Fault("x1000", "number", partial(_scale, 1000.0)),
    Fault("x1.1", "number", partial(_scale, 1.1)),
    Fault("+.5sd", "number", partial(_shift, 0.5)),
    Fault("+.25sd", "number", partial(_shift, 0.25)),
    Fault("C for F", "number", _celsius),
    Fault("round", "number", partial(_round, 0)),
    Fault("round .1", "number", partial(_round, 1)),
    Fault("missing 5%", "any", partial(_lose, 0.05)),
    Fault("missing 20%", "any", partial(_lose, 0.2)),
    Fault("stuck", "any", _stick),
    Fault("swap", "any", _swap),
    Fault("rename 1%", "category", partial(_rename, 0.01)),
    Fault("rename 10%", "category", partial(_rename, 0.1)),
    Fault("rename 50%", "category", partial(_rename, 0.5)),
    Fault("new cat .5%", "category", partial(_rename, 0.005)),
    Fault("merge 10%", "category", partial(_merge, 0.1)),
    Fault("merge 50%", "category", partial(_merge, 0.5)),
)

# "volume x2" repeats every row: it must be seen as a volume, and is also a duplicate.
STREAM_FAULTS: tuple[StreamFault, ...] = (
    StreamFault("volume halved", partial(_sample, 0.5)),
    StreamFault("volume -20%", partial(_sample, 0.8)),
    StreamFault("volume x2", partial(_repeat, 1.0)),
    StreamFault("duplicates 2%", partial(_repeat, 0.02)),
    StreamFault("duplicates 10%", partial(_repeat, 0.1)),
)
