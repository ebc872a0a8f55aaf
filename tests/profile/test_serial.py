"""Baselines as bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pyarrow as pa
import pytest

from watchkeeper.errors import DataError
from watchkeeper.profile import Baseline


def _rewrite(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return out.getvalue()


def _edit(members: dict[str, bytes], **values: object) -> None:
    metadata = json.loads(members["baseline.json"])
    members["baseline.json"] = json.dumps(metadata | values).encode()


@pytest.fixture
def data(mixed: pa.Table) -> bytes:
    """Return a baseline with a history, as bytes."""
    return Baseline.fit(mixed, timestamp="ts").to_bytes()


def test_only_json_and_arrow(data: bytes) -> None:
    """Nothing in it can run."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    assert {name.rpartition(".")[2] for name in names} == {"json", "arrow"}


@pytest.mark.parametrize("cut", [0, 1, 1_000, -1])
def test_cut_off_bytes_are_damaged(data: bytes, cut: int) -> None:
    """An interrupted copy is told from a baseline."""
    with pytest.raises(DataError, match="no baseline, or a damaged one"):
        Baseline.from_bytes(data[:cut])


def test_flipped_bytes_are_damaged(data: bytes) -> None:
    """A changed byte anywhere is found, never read as numbers."""
    for at in range(40, len(data), len(data) // 40):
        damaged = bytearray(data)
        damaged[at] ^= 0xFF
        try:
            baseline = Baseline.from_bytes(bytes(damaged))
        except DataError:
            continue
        # A zip has a few bytes that carry no content, such as the times of its members.
        assert baseline.to_bytes() == data


def test_a_missing_member_is_damage(data: bytes) -> None:
    """The message says which."""
    with pytest.raises(DataError, match=r"total\.arrow"):
        Baseline.from_bytes(_rewrite(data, lambda members: members.pop("total.arrow") and None))


def test_an_edited_baseline_no_longer_has_its_id(data: bytes) -> None:
    """Limits cannot be moved without leaving a trace."""
    edited = _rewrite(data, lambda members: _edit(members, rows=7))
    with pytest.raises(DataError, match="does not match its id"):
        Baseline.from_bytes(edited)


def test_a_newer_format_is_told(data: bytes) -> None:
    """The hint is to upgrade."""
    newer = _rewrite(data, lambda members: _edit(members, format=99))
    with pytest.raises(DataError, match=r"format 99(.|\n)*upgrade"):
        Baseline.from_bytes(newer)
