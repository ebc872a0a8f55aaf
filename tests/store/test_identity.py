"""Hashes say no, rows say yes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.store.identity import HashSet

INTS = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=30)


@given(st.lists(INTS), INTS)
def test_a_hash_set_holds_what_was_added(batches: list[list[int]], asked: list[int]) -> None:
    """Like a set of Python's, at 8 bytes each."""
    hashes, reference = HashSet(), set()
    for batch in batches:
        hashes.add(np.array(batch, np.int64))
        reference |= set(batch)
    asked += [n for batch in batches for n in batch[:2]]
    held = hashes.holds(np.array(asked, np.int64))
    assert held.tolist() == [n in reference for n in asked]


def test_many_small_additions_stay_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Across the point where the tail is merged."""
    monkeypatch.setattr("watchkeeper.store.identity._TAIL", 10)
    rng, hashes = np.random.default_rng(0), HashSet()
    batches = rng.integers(-(2**62), 2**62, (50, 7))
    for batch in batches:
        hashes.add(batch)
    assert hashes.holds(batches.ravel()).all()
    assert not hashes.holds(batches.ravel() + 1).any()
    assert len(hashes) == 350
