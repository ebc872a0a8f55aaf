"""The classes of a classifier, in canonical text; the positive one is never guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from watchkeeper.errors import ConfigError
from watchkeeper.model.roles import Roles
from watchkeeper.profile.canonical import canonical_text, in_natural_order, match_known
from watchkeeper.profile.frame import Frame
from watchkeeper.profile.learn import count_categories

# (negative, positive): the only pairs whose meaning needs no saying.
_UNDERSTOOD = (("0", "1"), ("false", "true"), ("-1", "1"))


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
    if roles.task == "binary":
        return _binary(seen, roles.positive)
    return _multiclass(seen, roles.score)


def _seen(frame: Frame, column: str | None, known: Collection[str]) -> frozenset[str]:
    if column is None:
        return frozenset()
    return frozenset(count_categories(frame.column(column), tuple(known)))


def _binary(seen: frozenset[str], positive: str | None) -> tuple[str, ...]:
    told = ", ".join(map(repr, in_natural_order(seen)[:6]))
    if len(seen) > 2:
        raise ConfigError(
            f"task is 'binary', but there are {len(seen)} classes: {told}",
            hint='task="multiclass" takes any number of classes',
        )
    if positive is None:
        return _understood(seen, told)
    named = match_known(canonical_text(positive), seen)
    if named not in seen and len(seen) == 2:
        raise ConfigError(
            f"positive={positive!r} is not among the classes {told}", hint=f"use one of {told}"
        )
    return (*(seen - {named}), named)


def _understood(seen: frozenset[str], told: str) -> tuple[str, ...]:
    if not seen:
        return ()
    for pair in _UNDERSTOOD:
        if seen <= set(pair):
            return pair
    raise ConfigError(
        f"the classes are {told}: which one is positive is never guessed",
        hint=f"say positive={in_natural_order(seen)[0]!r} or another",
    )


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
