"""Whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchkeeper.store import durable


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """And no draft stays behind."""
    durable.write_file(tmp_path / "f", b"one")
    durable.write_file(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_a_failure_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full, say."""
    durable.write_file(tmp_path / "f", b"one")

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "sync_file", full)
    with pytest.raises(OSError, match="No space"):
        durable.write_file(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_folders_are_made_with_their_parents(tmp_path: Path) -> None:
    """Made again, they stay."""
    durable.make_folder(tmp_path / "a" / "b")
    durable.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
