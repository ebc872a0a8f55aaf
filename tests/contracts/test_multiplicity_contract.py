"""The contract of every procedure for many tests."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.multiplicity import (
    PROCEDURES,
    Decisions,
    EValues,
    FamilyDecisions,
    Procedure,
)

each = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.name)
each_batch = pytest.mark.parametrize(
    "procedure", [p for p in PROCEDURES if not p.online], ids=lambda p: p.name
)
each_online = pytest.mark.parametrize(
    "procedure", [p for p in PROCEDURES if p.online], ids=lambda p: p.name
)
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")
P = np.random.default_rng(0).beta(0.3, 1, size=240)


def decide(procedure: Procedure, p_values: Any, *, q: float = 0.1) -> np.ndarray:
    """Return which hypotheses are rejected, in the order given."""
    if procedure.online:
        return np.asarray(procedure.call(q=q).update(p_values))
    if procedure.takes == "e-values":
        with np.errstate(divide="ignore"):
            given: Any = EValues(1.0 / np.asarray(p_values, dtype=float))
        return np.asarray(procedure.call(given, q=q).rejected)
    if procedure.takes == "families":
        families = [p_values[start : start + 40] for start in range(0, len(p_values), 40)]
        return np.concatenate([[], *procedure.call(families, q=q).rejected]).astype(bool)
    return np.asarray(procedure.call(p_values, q=q).rejected)


def test_names_are_unique() -> None:
    """The name is the key in the configuration."""
    assert len({p.name for p in PROCEDURES}) == len(PROCEDURES)


@each
def test_docstring_has_every_section(procedure: Procedure) -> None:
    """Formula first, then shapes, behaviour without drift, refusals, source."""
    text = inspect.getdoc(procedure.call) or ""

    assert [section for section in SECTIONS if section not in text] == []
    assert "no drift" in text


@each
def test_q_is_keyword_only_and_has_no_default(procedure: Procedure) -> None:
    """It follows from a budget, so nobody should inherit a .05."""
    q = inspect.signature(procedure.call).parameters["q"]

    assert q.kind is inspect.Parameter.KEYWORD_ONLY
    assert q.default is inspect.Parameter.empty


@each
@pytest.mark.parametrize("q", [0.0, 1.0, 5.0, np.nan])
def test_q_is_a_share(procedure: Procedure, q: float) -> None:
    """Strictly between 0 and 1."""
    with pytest.raises(ValueError, match="q must"):
        decide(procedure, P, q=q)


@each
def test_leaves_its_input_and_the_random_state_alone(procedure: Procedure) -> None:
    """Nothing is sorted in place, no draw is taken."""
    values = P.copy()
    state = np.random.get_state()[1].copy()  # type: ignore[index, union-attr]  # noqa: NPY002

    decide(procedure, values)

    assert np.array_equal(values, P)
    assert (np.random.get_state()[1] == state).all()  # type: ignore[index]  # noqa: NPY002


@each
@pytest.mark.parametrize("bad", [np.nan, -np.inf])
def test_nan_and_infinity_are_refused_by_name(procedure: Procedure, bad: float) -> None:
    """The message says which array holds it."""
    values = P.copy()
    values[3] = bad
    if procedure.takes == "e-values" and np.isinf(bad):
        # 1 / -inf is -0.0, an e-value of no evidence; infinity itself is tested beside EValues.
        return

    with pytest.raises(ValueError, match=r"(p_values|e_values|family 0) holds 1 NaN"):
        decide(procedure, values)


@each
def test_no_hypothesis_and_one(procedure: Procedure) -> None:
    """Nothing to reject; one alone is a plain test."""
    assert decide(procedure, np.zeros(0)).size == 0
    assert decide(procedure, np.array([1e-6])).tolist() == [True]
    assert decide(procedure, np.array([0.9])).tolist() == [False]


@each
def test_nothing_false_and_nothing_true(procedure: Procedure) -> None:
    """All p-values 1: none. All practically 0: all."""
    assert not decide(procedure, np.ones(240)).any()
    assert decide(procedure, np.full(240, 1e-12)).all()


@each
def test_ties_are_decided_alike(procedure: Procedure) -> None:
    """Equal p-values, equal decisions (an online procedure has a level for each)."""
    decisions = decide(procedure, np.repeat([1e-9, 0.7], 120))

    assert decisions.tolist() == [True] * 120 + [False] * 120


@each
def test_a_larger_q_rejects_no_less(procedure: Procedure) -> None:
    """What is rejected at .01 is rejected at .2."""
    strict, loose = decide(procedure, P, q=0.01), decide(procedure, P, q=0.2)

    assert not (strict & ~loose).any()
    assert strict.sum() < loose.sum()


@each
def test_smaller_p_values_are_rejected_no_less(procedure: Procedure) -> None:
    """Monotone in the evidence."""
    before = decide(procedure, P)

    after = decide(procedure, P / 10)

    assert not (before & ~after).any()


@each_batch
def test_order_does_not_matter(procedure: Procedure) -> None:
    """Shuffled inside blocks of 40 (the families): the decisions move along."""
    rng = np.random.default_rng(2)
    order = np.concatenate([start + rng.permutation(40) for start in range(0, 240, 40)])

    assert np.array_equal(decide(procedure, P[order]), decide(procedure, P)[order])


@each_batch
def test_many_hypotheses(procedure: Procedure) -> None:
    """A million uniform p-values and twenty at 0: those twenty, and hardly another."""
    rng = np.random.default_rng(3)
    values = np.maximum(rng.random(1_000_000), 1e-300)
    values[:20] = 1e-300

    if procedure.takes == "families":
        rejected = np.concatenate(procedure.call(list(values.reshape(1000, 1000)), q=0.05).rejected)
    else:
        rejected = decide(procedure, values, q=0.05)

    assert rejected[:20].all()
    assert rejected.sum() < 30


@each_batch
def test_answers_keep_the_shape(procedure: Procedure) -> None:
    """One decision a hypothesis."""
    if procedure.takes == "families":
        found = procedure.call([P[:10], P[:0], P[10:25]], q=0.1)
        assert isinstance(found, FamilyDecisions)
        assert [mask.shape for mask in found.rejected] == [(10,), (0,), (15,)]
        return
    given: Any = EValues(1 / P) if procedure.takes == "e-values" else P
    found = procedure.call(given, q=0.1)
    assert isinstance(found, Decisions)
    assert found.rejected.shape == found.adjusted.shape == P.shape
    assert np.array_equal(found.rejected, found.adjusted <= 0.1)
    assert (found.adjusted <= 1.0).all()


@each_online
def test_levels_are_shares(procedure: Procedure) -> None:
    """At every step, whatever was found."""
    running = procedure.call(q=0.2)
    for p in P:
        assert 0.0 < running.threshold <= 1.0
        running.update([p])
