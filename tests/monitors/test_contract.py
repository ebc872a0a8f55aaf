"""Ranges and categories that were agreed on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed
from watchkeeper.monitors.contract import ContractConfig

Ask = Callable[..., dict[str, Finding]]
Frames = Callable[..., Observed]
AGES = np.arange(18.0, 90.0)


def test_without_a_contract_there_is_no_finding(ask: Ask, judged_frames: Frames) -> None:
    """A month's range is no contract: summer is no fault."""
    observed = judged_frames({"age": AGES}, {"age": AGES * 100}, features=["age"])

    assert ask("contract", observed) == {}


@pytest.mark.parametrize(
    ("values", "level", "value", "limit"),
    [
        (AGES, Level.OK, 18.0, 0.0),
        (np.r_[AGES, 999.0], Level.CRITICAL, 999.0, 120.0),
        (np.r_[AGES, -1.0], Level.CRITICAL, -1.0, 0.0),
    ],
)
def test_a_declared_range_holds_for_every_value(
    ask: Ask, judged_frames: Frames, values: np.ndarray, level: Level, value: float, limit: float
) -> None:
    """One value outside is enough; the finding shows the end it comes closest to."""
    observed = judged_frames({"age": AGES}, {"age": values}, features=["age"])
    found = ask("contract", observed, ranges={"age": (0.0, 120.0)})["age"]

    assert (found.level, found.value, found.limit) == (level, value, limit)
    assert "limit 0 to 120 (declared)" in found.reason
    assert found.limit_set_by == "declared"


def test_a_score_is_a_probability_by_itself(ask: Ask, judged_frames: Frames) -> None:
    """A logit in its place is found without a word of configuration."""
    rng = np.random.default_rng(0)
    p, y = rng.random(300), rng.integers(0, 2, 300)
    roles = {"task": "binary", "score": "p", "label": "y"}
    good = judged_frames({"p": p, "y": y}, {"p": p, "y": y}, **roles)
    bad = judged_frames({"p": p, "y": y}, {"p": np.log(p / (1 - p)), "y": y}, **roles)

    assert ask("contract", good)["p"].level is Level.OK
    assert ask("contract", bad)["p"].level is Level.CRITICAL
    assert "limit 0 to 1 (a probability)" in ask("contract", bad)["p"].reason


def test_a_year_of_reference_teaches_a_range_with_a_margin(
    ask: Ask, judged_stream: Callable[..., list[Observed]], moments: Callable[..., np.ndarray]
) -> None:
    """A new record is no fault; half the width beyond it is worth a look, never critical."""
    rng = np.random.default_rng(0)
    reference = {"ts": moments(370, 4), "t": rng.uniform(0, 100, 370 * 4)}
    current = {"ts": moments(2, 4, first_day=370), "t": np.r_[120.0, 50, 50, 50, 160, 50, 50, 50]}
    record, fault = judged_stream(reference, current, features=["t"])

    assert ask("contract", record)["t"].level is Level.OK
    assert ask("contract", fault)["t"].level is Level.WARNING
    assert "learned from a year, widened" in ask("contract", fault)["t"].reason


def test_foreign_categories_are_named_with_their_share(ask: Ask, judged_frames: Frames) -> None:
    """Known to the reference or not: what was not agreed on is foreign."""
    observed = judged_frames(
        {"c": ["a", "b", "c"] * 50}, {"c": [*["a"] * 80, *["c"] * 15, *["zzz"] * 5]}
    )
    found = ask("contract", observed, categories={"c": ("a", "b")})["c"]

    assert found.level is Level.CRITICAL
    assert found.value == 0.2
    assert found.reason == "not among the 2 allowed categories: 'c' in 15 rows, 'zzz' in 5 rows"
    ok = ask("contract", observed, categories={"c": ("a", "b", "c", "zzz")})["c"]
    assert (ok.level, ok.value) == (Level.OK, 0.0)


def test_names_that_were_not_kept_are_unknown(ask: Ask, judged_frames: Frames) -> None:
    """Beyond the 100 most frequent names cells do not tell them apart."""
    names = [f"n{i:03}" for i in range(150)]
    observed = judged_frames({"c": names * 3}, {"c": names})
    found = ask("contract", observed, categories={"c": tuple(names[:120])})["c"]
    every = ask("contract", observed, categories={"c": tuple(names)})["c"]
    frequent = sorted(names)[:100]
    some = ask(
        "contract", judged_frames({"c": names * 3}, {"c": frequent}), categories={"c": tuple(names)}
    )

    assert found.level is Level.UNKNOWN
    assert "whose names were not kept" in found.reason
    assert every.level is Level.OK
    assert some["c"].level is Level.OK


@pytest.mark.parametrize("kind", ["ranges", "categories"])
def test_a_contract_nobody_can_hold_is_unknown(ask: Ask, judged_frames: Frames, kind: str) -> None:
    """A typing error in a name must not look like a kept contract."""
    observed = judged_frames({"age": AGES}, {"age": AGES}, features=["age"])
    agreed = {"ranges": (0.0, 1.0), "categories": ("a",)}[kind]
    found = ask("contract", observed, **{kind: {"aeg": agreed}})["aeg"]

    assert found.level is Level.UNKNOWN
    assert "no " in found.reason
    assert "'aeg' is watched" in found.reason


def test_a_column_without_a_value_keeps_no_contract(ask: Ask, judged_frames: Frames) -> None:
    """Neither kept nor broken."""
    observed = judged_frames({"age": AGES}, {"age": [None] * 50}, features=["age"])
    found = ask("contract", observed, ranges={"age": (0.0, 120.0)})["age"]

    assert (found.level, found.reason) == (Level.UNKNOWN, "no row has a value")


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    """At load time, with the column."""
    with pytest.raises(ConfigError, match="'age' has the range 5 to 1"):
        ContractConfig(ranges={"age": (5, 1)})
    with pytest.raises(ConfigError, match="no allowed category"):
        ContractConfig(categories={"c": ()})
