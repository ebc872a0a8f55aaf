"""The classes of a classifier, in canonical text; the positive one is never guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from watchkeeper.errors import ConfigError
from watchkeeper.model.roles import Roles
from watchkeeper.profile.canonical import canonical_text, in_natural_order, match_known
from watchkeeper.profile.frame import Frame
from watchkeeper.profile.kinds import is_text, value_type
from watchkeeper.profile.learn import count_categories

NATURAL = (("0", "1"), ("false", "true"))
"""(negative, positive): the only pairs whose meaning needs no saying, and not as text."""


def natural_pair(seen: Collection[str], *, text: bool) -> tuple[str, str] | None:
    """Return the natural pair that the classes *seen* belong to; None for *text*, or others."""
    if text:
        return None
    return next((pair for pair in NATURAL if set(seen) <= set(pair)), None)


def canonical_roles(roles: Roles) -> Roles:
    """Return *roles* with their classes in canonical text, in whatever type they were given.

    Raises:
        ConfigError: two classes of ``score`` are one class.
    """
    positive, score = roles.positive, roles.score
    if isinstance(score, Mapping):
        given = [canonical_text(name) for name in score]
        if len(set(given)) < len(given):
            raise ConfigError(f"score: classes are named twice: {', '.join(map(repr, score))}")
        score = dict(zip(given, score.values(), strict=True))
    return replace(
        roles, positive=None if positive is None else canonical_text(positive), score=score
    )


def learn_classes(frame: Frame, roles: Roles) -> tuple[str, ...]:
    """Return the classes that *frame* shows, in canonical text.

    Binary: ``(negative, positive)``, or the positive one alone if no other was seen.
    Multiclass: in natural order. Regression or no task: none.

    Raises:
        ConfigError: the task is binary and there are more than two classes, or two whose
            positive one is not said; or a class has no score column.
    """
    if roles.task is None or roles.task == "regression":
        return ()
    labels = _seen(frame, roles.label, ())
    answers = _seen(frame, roles.prediction, labels)
    seen = labels | answers
    if roles.task == "multiclass":
        return _multiclass(seen, roles.score)
    first = roles.label if labels else roles.prediction
    return _binary(seen, roles.positive, text=bool(seen) and _is_text(frame, first))


def _seen(frame: Frame, column: str | None, known: Collection[str]) -> frozenset[str]:
    if column is None or column not in frame.names:
        return frozenset()
    return frozenset(count_categories(frame.column(column), tuple(known)))


def _is_text(frame: Frame, column: str | None) -> bool:
    return column is not None and is_text(value_type(frame.column(column).type))


def _binary(seen: frozenset[str], positive: str | None, *, text: bool) -> tuple[str, ...]:
    told = ", ".join(map(repr, in_natural_order(seen)[:6]))
    if len(seen) > 2:
        raise ConfigError(
            f"task is 'binary', but there are {len(seen)} classes: {told}",
            hint='task="multiclass" takes any number of classes',
        )
    if positive is not None:
        return _with_positive(seen, positive, told)
    if not seen:
        return ()
    natural = natural_pair(seen, text=text)
    if natural is None:
        raise ConfigError(
            f"the classes are {told}: which one is positive is never guessed",
            hint=f"say positive={in_natural_order(seen)[-1]!r} or another",
        )
    return natural


def _with_positive(seen: frozenset[str], positive: str, told: str) -> tuple[str, ...]:
    named = match_known(canonical_text(positive), seen)
    if named not in seen and len(seen) == 2:
        raise ConfigError(
            f"positive={positive!r} is not among the classes {told}", hint=f"use one of {told}"
        )
    others = seen - {named} or {before for before, after in NATURAL if after == named}
    return (*others, named)


def _multiclass(seen: frozenset[str], score: str | Mapping[str, str] | None) -> tuple[str, ...]:
    if not isinstance(score, Mapping):
        return tuple(in_natural_order(seen))
    scored = {canonical_text(name) for name in score}
    seen = frozenset(match_known(name, scored) for name in seen)
    if not seen <= scored:
        lacking = ", ".join(map(repr, in_natural_order(seen - scored)[:6]))
        raise ConfigError(
            f"classes without a score column: {lacking}",
            hint=f"score= names columns for {', '.join(map(repr, in_natural_order(scored)[:6]))}",
        )
    return tuple(in_natural_order(scored))
