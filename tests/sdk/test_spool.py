"""The outbox on disk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from watchkeeper.sdk.outbox import Batch
from watchkeeper.sdk.spool import Spool, try_lock

if sys.platform == "win32":
    pytest.skip("spools need locks that Windows has not", allow_module_level=True)


def batch(number: int, *, size: int = 1000, records: int = 3) -> Batch:
    """Return a batch that says its number."""
    return Batch("labels", f"id-{number}", records, bytes([number % 256]) * size)


def lost(records: int, reason: str) -> None:
    """Fail: a test that may lose something counts it itself."""
    pytest.fail(f"{records} lost: {reason}")


def test_batches_leave_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    """The head stays until it is done; the file is empty when all are, and gone when closed."""
    spool = Spool.create(tmp_path / "a.spool", limit_bytes=10_000, lose=lost)
    for number in range(3):
        assert spool.append(batch(number))
    assert (spool.pending, spool.appended, spool.finished) == (9, 3, 0)
    for number in range(3):
        assert spool.head() == spool.head() == batch(number)
        spool.done()

    assert spool.head() is None
    assert (spool.pending, spool.finished) == (0, 3)
    assert spool.path.stat().st_size == 0
    spool.close()
    assert not spool.path.exists()


def test_a_stream_that_never_empties_stays_within_the_limit(tmp_path: Path) -> None:
    """What has arrived makes room, though something always waits."""
    spool = Spool.create(tmp_path / "a.spool", limit_bytes=20_000, lose=lost)
    for number in range(8):
        spool.append(batch(number))
    for number in range(300):
        assert spool.head() == batch(number)
        spool.done()
        assert spool.append(batch(number + 8))
        assert spool.path.stat().st_size <= 20_000

    assert Spool.adopt(spool.path, lose=lost) is None
    assert [path.name for path in tmp_path.iterdir()] == ["a.spool"]
    spool.close()


def test_a_full_file_takes_no_more_and_loses_nothing(tmp_path: Path) -> None:
    """False for the newest, which is not in it afterwards."""
    spool = Spool.create(tmp_path / "a.spool", limit_bytes=3_000, lose=lost)
    taken = [spool.append(batch(number)) for number in range(4)]
    assert taken == [True, True, False, False]
    spool.close()

    left = Spool.adopt(tmp_path / "a.spool", lose=lost)
    assert left is not None
    assert left.pending == 6
    left.close()


@pytest.mark.parametrize("cut", [1, 10, 24, 500, 1019])
def test_a_torn_last_entry_ends_the_file(tmp_path: Path, cut: int) -> None:
    """Whatever part of the last write reached the disk, the entries before it are whole."""
    spool = Spool.create(tmp_path / "a.spool", limit_bytes=10_000, lose=lost)
    for number in range(3):
        spool.append(batch(number))
    spool.head()
    spool.done()
    whole = spool.path.read_bytes()
    spool.close()
    (tmp_path / "a.spool").write_bytes(whole[:-cut])

    left = Spool.adopt(tmp_path / "a.spool", lose=lost)
    assert left is not None
    assert left.head() == batch(1)
    left.done()
    assert left.head() is None
    left.close()
    assert not left.path.exists()


def test_a_file_that_was_overwritten_is_counted_as_lost(tmp_path: Path) -> None:
    """Records that cannot be read back are told, not forgotten; later ones are kept."""
    losses: list[int] = []
    spool = Spool.create(
        tmp_path / "a.spool",
        limit_bytes=10_000,
        lose=lambda records, reason: losses.append(records),
    )
    spool.append(batch(0))
    spool.append(batch(1))
    with spool.path.open("r+b") as file:
        file.write(b"x" * 200)

    assert spool.head() is None
    assert losses == [6]
    assert (spool.pending, spool.finished) == (0, 2)
    spool.append(batch(2))
    assert spool.head() == batch(2)
    spool.close()


def test_only_an_unlocked_file_can_be_adopted(tmp_path: Path) -> None:
    """While its owner lives, and when it is gone, there is nothing to adopt."""
    spool = Spool.create(tmp_path / "a.spool", limit_bytes=10_000, lose=lost)
    spool.append(batch(0))

    assert Spool.adopt(spool.path, lose=lost) is None
    spool.close()
    assert Spool.adopt(tmp_path / "b.spool", lose=lost) is None
    first = Spool.adopt(spool.path, lose=lost)
    assert first is not None
    assert Spool.adopt(spool.path, lose=lost) is None
    first.close()


def test_a_file_has_its_name_only_when_it_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks for orphans would take an unlocked one for such."""
    seen: list[list[Path]] = []

    def locked(fd: int) -> bool:
        seen.append(list(tmp_path.glob("*.spool")))
        return try_lock(fd)

    monkeypatch.setattr("watchkeeper.sdk.spool.try_lock", locked)
    spool = Spool.create(tmp_path / "a.spool", limit_bytes=1000, lose=lost)

    assert seen == [[]]
    assert [path.name for path in tmp_path.iterdir()] == ["a.spool"]
    spool.close()


@pytest.mark.parametrize("content", [b"WKS9 from a later version", b"not ours at all"])
def test_a_file_of_another_format_is_left_alone(tmp_path: Path, content: bytes) -> None:
    """It is neither read nor removed."""
    path = tmp_path / "a.spool"
    path.write_bytes(content)

    assert Spool.adopt(path, lose=lost) is None
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"WK", b"WKS1 torn"])
def test_a_file_without_a_whole_entry_is_removed(tmp_path: Path, content: bytes) -> None:
    """Its writer died before anything was in it."""
    path = tmp_path / "a.spool"
    path.write_bytes(content)

    left = Spool.adopt(path, lose=lost)
    assert left is not None
    assert left.head() is None
    left.close()
    assert not path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_takes_no_more(tmp_path: Path) -> None:
    """The write fails, the batch is refused, and the spool goes on."""
    spool = Spool(tmp_path / "full", os.open("/dev/full", os.O_RDWR), limit_bytes=9_000, lose=lost)

    assert not spool.append(batch(0))
    assert spool.pending == 0
    assert spool.head() is None
    spool.close()
