"""Rows whose features all recur, found by a 64-bit hash of each row."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from watchkeeper.profile.runs import Floats, Ints

Hashes = npt.NDArray[np.uint64]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)


def start_hashes(rows: int) -> Hashes:
    """Return the hash of *rows* rows without any column."""
    return np.zeros(rows, dtype=np.uint64)


def hash_numbers(hashes: Hashes, values: Floats) -> None:
    """Mix a column of numbers into *hashes*, in place; every NaN is alike, and so are 0 and -0."""
    one_nan = np.where(np.isnan(values), np.nan, values + 0.0)
    _mix(hashes, one_nan.view(np.uint64))


def hash_categories(hashes: Hashes, codes: npt.NDArray[np.intp], texts: list[str | None]) -> None:
    """Mix a column of categories into *hashes*, in place."""
    _mix(hashes, np.array([_of_text(text) for text in texts], dtype=np.uint64)[codes])


def duplicates(hashes: Hashes, groups: Ints, n_groups: int) -> Ints:
    """Return rows less distinct hashes for each group.

    Args:
        hashes: Shape (n,).
        groups: Shape (n,), each in ``[0, n_groups)``.
        n_groups: Number of groups G.

    Returns:
        Shape (G,). Two different rows of one group of n rows are taken for equal with
        probability below ``n * n * G / 2**64``.
    """
    # The group takes the top bits of the key, so that one sort finds what recurs and where.
    bits = np.uint64(max(n_groups - 1, 0).bit_length())
    if bits == 0:
        keys = np.sort(hashes)
    else:
        keys = np.sort((groups.astype(np.uint64) << (np.uint64(64) - bits)) | (hashes >> bits))
    again = keys[1:][keys[1:] == keys[:-1]]
    if bits == 0:
        return np.full(n_groups, again.size, dtype=np.int64)
    at = (again >> (np.uint64(64) - bits)).astype(np.int64)
    return np.bincount(at, minlength=n_groups).astype(np.int64)


def _mix(hashes: Hashes, values: Hashes) -> None:
    hashes += _SPREAD
    hashes ^= values * _MIX
    hashes ^= hashes >> _HALF
    hashes *= _SPREAD
    hashes ^= hashes >> _HALF


def _of_text(text: str | None) -> int:
    if text is None:
        return 1
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
