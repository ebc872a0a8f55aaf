"""A disk that takes no writes: nothing is acknowledged, and it is told apart from other trouble."""

from __future__ import annotations

import asyncio
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from watchkeeper.errors import DiskError
from watchkeeper.store.inbox import Entry, GroupCommit

Make = Callable[..., Entry]
MOUNT, UNMOUNT = (shutil.which(name) or "/bin/false" for name in ("mount", "umount"))


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Return a place where the folder ``watch`` can be seen, but not written."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "seen").mkdir()
    seen = str(tmp_path / "seen")
    try:
        for options in (
            ["--bind", str(tmp_path / "watch"), seen],
            ["-o", "remount,ro,bind", seen],
        ):
            done = subprocess.run([MOUNT, *options], check=False, capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"a folder cannot be mounted here: {done.stderr.strip()}")
        yield tmp_path / "seen"
    finally:
        subprocess.run([UNMOUNT, "--lazy", seen], check=False)


def test_a_read_only_disk(read_only: Path, tmp_path: Path, entry: Make) -> None:
    """The inbox can be opened beside another that has it open; it keeps nothing."""

    async def tried() -> None:
        writable = GroupCommit(tmp_path / "watch")
        await writable.keep(entry("a"))
        seen = GroupCommit(read_only)
        assert seen.room.kept == 2
        with pytest.raises(DiskError, match="readonly") as refused:
            await seen.keep(entry("b"))
        assert "make it writable" in refused.value.hint
        assert "readonly" in seen.error
        assert not await writable.keep(entry("c"))
        seen.close()
        writable.close()

    asyncio.run(tried())


def test_a_write_that_the_system_refuses(tmp_path: Path, entry: Make) -> None:
    """No file of this process may grow: SQLite tells of an I/O error; then it may, and it works."""

    async def tried() -> None:
        inbox = GroupCommit(tmp_path)
        await inbox.keep(entry("a"))
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
        try:
            with pytest.raises(DiskError, match="disk I/O error"):
                await inbox.keep(entry("b", body=bytes(200_000)))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert inbox.room.kept == 2
        assert not await inbox.keep(entry("b", body=bytes(200_000)))
        assert inbox.room.kept == 200_002
        assert inbox.error == ""
        inbox.close()

    asyncio.run(tried())
