"""Which classes there are, which one is positive, and the code of each row's class.

Classes are compared by their canonical text (1, 1.0 and "1" are one class), and a boolean matches
the 1 or 0 of another column. The positive class of text is never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from watchkeeper.errors import ConfigError, DataError, closest
from watchkeeper.performance.columns import TextColumn
from watchkeeper.performance.edges import Ints
from watchkeeper.performance.rows import MISSING, UNKNOWN
from watchkeeper.profile.canonical import canonical_text, in_natural_order, match_known
from watchkeeper.profile.classes import NATURAL, natural_pair

MOST_CLASSES = 1000
_SHOWN = 10


def binary_classes(columns: Sequence[TextColumn], positive: object = None) -> tuple[str, str]:
    """Return (other class, positive class) of the *columns* (label first, then prediction).

    Booleans and the integers 0 and 1 have the natural positive class True or 1. Everything else
    needs *positive*. Without any class in the columns the answer is ("0", "1").

    Raises:
        ConfigError: *positive* is needed, or is no class of the columns, or there are more than
            two classes. The message names the classes by column.
    """
    found = _union(columns)
    if positive is not None:
        text = match_known(canonical_text(positive), _with_pairs(found))
        return _with_positive(columns, found, text)
    first = next((column for column in columns if column.texts), None)
    if first is None:
        return NATURAL[0]
    natural = natural_pair(found, text=first.is_text)
    if natural is not None:
        return natural
    if len(found) > 2:
        raise _too_many(columns, found)
    raise ConfigError(
        f"positive= is needed: which of {quoted(found)} is the positive class? "
        f"({_listed(columns)})",
        hint=f"for example positive={found[-1]!r}; it is never guessed",
    )


def multiclass_classes(
    columns: Sequence[TextColumn], declared: Sequence[object] | None = None
) -> tuple[str, ...]:
    """Return the *declared* classes in canonical text, or else those found, sorted.

    Raises:
        DataError: a column holds a class that is not declared, or there are more than 1,000
            classes: these are hardly classes.
        ConfigError: two declared classes are the same class.
    """
    if declared is None:
        return _not_too_many(_union(columns), columns)
    classes = tuple(canonical_text(value) for value in declared)
    if len(set(classes)) < len(classes):
        raise ConfigError(f"classes are declared twice: {quoted([str(v) for v in declared])}")
    for column in columns:
        require_known(column, classes)
    return classes


def require_known(column: TextColumn, classes: Sequence[str]) -> None:
    """Refuse a *column* that holds a class outside *classes*; the error names both sets."""
    unknown = [text for text in column.texts if match_known(text, classes) not in classes]
    if unknown:
        raise DataError(
            f"column {column.name!r} holds the unknown classes {quoted(unknown)}; "
            f"known are {quoted(classes)}",
            hint=closest(unknown[0], classes),
        )


def encode(column: TextColumn, classes: Sequence[str]) -> Ints:
    """Return each row's index into *classes*, shape (n,), or `MISSING`, or `UNKNOWN`."""
    index = {text: code for code, text in enumerate(classes)}
    # The last entry answers code -1: MISSING.
    known = [index.get(match_known(text, index), UNKNOWN) for text in column.texts]
    return np.array([*known, MISSING], dtype=np.int64)[column.codes]


def quoted(texts: Sequence[str]) -> str:
    """Return the texts in quotes, the first ten of many."""
    shown = ", ".join(repr(text) for text in texts[:_SHOWN])
    return f"{shown}, ... ({len(texts):,} in all)" if len(texts) > _SHOWN else shown or "none"


def _with_positive(
    columns: Sequence[TextColumn], found: Sequence[str], positive: str
) -> tuple[str, str]:
    others = [text for text in found if text != positive]
    if len(others) > 2 or (len(others) == 2 and positive in found):
        raise _too_many(columns, found)
    if len(others) == 2:
        raise ConfigError(
            f"positive={positive!r} is none of the classes ({_listed(columns)})",
            hint=closest(positive, others),
        )
    natural = dict((after, before) for before, after in NATURAL)
    return (others or [natural.get(positive, f"not {positive}")])[0], positive


def _not_too_many(found: Sequence[str], columns: Sequence[TextColumn]) -> tuple[str, ...]:
    if len(found) > MOST_CLASSES:
        raise DataError(
            f"there are {len(found):,} classes, at most {MOST_CLASSES:,} are supported "
            f"({_listed(columns)})",
            hint='for numbers use task="regression"',
        )
    return tuple(found)


def _too_many(columns: Sequence[TextColumn], found: Sequence[str]) -> ConfigError:
    return ConfigError(
        f"task is 'binary', but there are {len(found):,} classes ({_listed(columns)})",
        hint='label and prediction must use the same two classes; or task="multiclass"',
    )


def _union(columns: Sequence[TextColumn]) -> list[str]:
    found: set[str] = set()
    for column in columns:
        known = _with_pairs(found)
        found |= {match_known(text, known) for text in column.texts}
    return in_natural_order(found)


def _with_pairs(texts: Collection[str]) -> set[str]:
    """Add the other half of a natural pair, so that a column of only True still names 0 false."""
    return set(texts).union(*(pair for pair in NATURAL if not set(pair).isdisjoint(texts)))


def _listed(columns: Sequence[TextColumn]) -> str:
    return "; ".join(f"column {c.name!r} holds {quoted(c.texts)}" for c in columns)
