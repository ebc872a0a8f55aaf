"""The outbox on disk: one file per process, locked by it, read by the next one if it dies.

Every batch goes through it, also while the server answers: a killed process then loses only what
it had not collected yet. It is synced to the disk only while the server is away.

A file is a row of entries: a header (magic, state, records, length, checksum), then the kind and
the batch id on a line of their own, then the body. An entry whose batch arrived is marked in
place, and the file is cut to nothing when all are. A torn last entry ends the file.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from watchkeeper.sdk.outbox import Batch
from watchkeeper.wire.doors import KINDS, Kind

SUFFIX = ".spool"
FRESH_SUFFIX = ".fresh"
COPY_BYTES = 1024 * 1024
HEADER = struct.Struct(">4sc3xIII")
MAGIC = b"WKS1"
WAITS, ARRIVED = b"w", b"a"
STATE_OFFSET = 4

# Told how many records are lost, and why.
Lose = Callable[[int, str], None]


def _to_disk(fd: int) -> None:
    # macOS has no fdatasync.
    getattr(os, "fdatasync", os.fsync)(fd)


def try_lock(fd: int) -> bool:
    """Lock the open file *fd* for this process; False when another one holds it."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    # Its owner may have removed it between our opening and our locking.
    return os.fstat(fd).st_nlink > 0


class Spool:
    """The batches in one locked file, from the first that has not arrived."""

    def __init__(self, path: Path, fd: int, *, limit_bytes: int, lose: Lose) -> None:
        self.path = path
        self._fd = fd
        self._limit = limit_bytes
        self._lose = lose
        self._open: _Entry | None = None
        self._lock = threading.Lock()
        self._head = 0
        self._tail = 0
        self.pending = 0
        self.appended = 0
        self.finished = 0

    @classmethod
    def create(cls, path: Path, *, limit_bytes: int, lose: Lose) -> Spool:
        """Make the file *path* and lock it; *lose* is told of records that cannot be read back.

        Raises:
            OSError: it cannot be made, or locks are not to be had here.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Under its name only when it is locked: others look for files that nobody has locked.
        fresh = path.with_suffix(FRESH_SUFFIX)
        fd = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            if not try_lock(fd):
                raise OSError(f"{path.parent} gives no locks")
            os.rename(fresh, path)
        except OSError:
            os.close(fd)
            fresh.unlink(missing_ok=True)
            raise
        return cls(path, fd, limit_bytes=limit_bytes, lose=lose)

    @classmethod
    def adopt(cls, path: Path, *, lose: Lose) -> Spool | None:
        """Open what a dead process left in *path*.

        None when its owner lives, when it is gone, and when it is no spool of this format, which
        the version that wrote it may still want.
        """
        try:
            fd = os.open(path, os.O_RDWR)
        except OSError:
            return None
        if not try_lock(fd):
            os.close(fd)
            return None
        if _is_foreign(fd):
            os.close(fd)
            return None
        spool = cls(path, fd, limit_bytes=0, lose=lose)
        spool._find_entries()
        return spool

    def append(self, batch: Batch) -> bool:
        """Put *batch* at the end; False when the file or the disk is full."""
        payload = f"{batch.kind} {batch.batch_id}\n".encode() + batch.body
        header = HEADER.pack(MAGIC, WAITS, batch.records, len(payload), zlib.crc32(payload))
        entry = header + payload
        with self._lock:
            if not self._make_room(len(entry)):
                return False
            try:
                _write_all(self._fd, entry, self._tail)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._fd, self._tail)
                return False
            self._tail += len(entry)
            self.pending += batch.records
            self.appended += 1
        return True

    def head(self) -> Batch | None:
        """Return the first batch that has not arrived, None when all have."""
        with self._lock:
            if self._head >= self._tail:
                return None
            entry = _read_entry(self._fd, self._head, self._tail)
            if entry is None:
                self._give_up()
                return None
            self._open = entry
        return _batch(entry)

    def done(self) -> None:
        """Mark the batch that ``head`` returned last as arrived."""
        with self._lock:
            if self._open is None:
                return
            os.pwrite(self._fd, ARRIVED, self._head + STATE_OFFSET)
            self._head += HEADER.size + len(self._open.payload)
            self.pending -= self._open.records
            self.finished += 1
            self._open = None
            if self._head >= self._tail:
                os.ftruncate(self._fd, 0)
                self._head = self._tail = 0

    def sync(self) -> None:
        """Return when all that waits rests on the disk."""
        with self._lock, contextlib.suppress(OSError):
            _to_disk(self._fd)

    def close(self) -> None:
        """Unlock the file, and remove it when nothing waits in it."""
        with self._lock:
            if self._head >= self._tail:
                self.path.with_suffix(FRESH_SUFFIX).unlink(missing_ok=True)
                self.path.unlink(missing_ok=True)
            os.close(self._fd)

    def forget(self) -> None:
        """Close this process's copy after a fork; the parent keeps file and lock."""
        with contextlib.suppress(OSError):
            os.close(self._fd)

    def _make_room(self, size: int) -> bool:
        """Return whether *size* bytes fit, after closing the gap in front if that helps."""
        if self._tail + size <= self._limit:
            return True
        # A gap of an eighth at least: each byte is then moved a bounded number of times.
        if self._head < self._limit // 8 or self._tail - self._head + size > self._limit:
            return False
        try:
            self._close_gap()
        except OSError:
            return False
        return True

    def _close_gap(self) -> None:
        """Move what waits into a fresh file under the same name."""
        fresh = self.path.with_suffix(FRESH_SUFFIX)
        fd = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            if not try_lock(fd):
                raise OSError(f"{fresh} cannot be locked")
            moved = 0
            while self._head + moved < self._tail:
                block = os.pread(self._fd, COPY_BYTES, self._head + moved)
                _write_all(fd, block, moved)
                moved += len(block)
            _to_disk(fd)
            fresh.replace(self.path)
        except OSError:
            os.close(fd)
            fresh.unlink(missing_ok=True)
            raise
        os.close(self._fd)
        self._fd, self._head, self._tail = fd, 0, self._tail - self._head

    def _give_up(self) -> None:
        """Count all that waits as lost: somebody else wrote into the file."""
        self._lose(self.pending, "the spool file cannot be read")
        self._head, self.pending, self.finished = self._tail, 0, self.appended

    def _find_entries(self) -> None:
        """Count what waits in a file that another process wrote."""
        size = os.fstat(self._fd).st_size
        while (entry := _read_entry(self._fd, self._tail, size)) is not None:
            end = self._tail + HEADER.size + len(entry.payload)
            if entry.state == ARRIVED:
                self._head = end
            else:
                self.pending += entry.records
                self.appended += 1
            self._tail = end


@dataclass(frozen=True, slots=True)
class _Entry:
    state: bytes
    records: int
    kind: Kind
    payload: bytes


def _is_foreign(fd: int) -> bool:
    """Return whether the file begins with something else than our first entry, whole or torn."""
    start = os.pread(fd, len(MAGIC), 0)
    return not MAGIC.startswith(start)


def _kind_of(payload: bytes) -> Kind | None:
    name = payload.partition(b" ")[0].decode("utf-8", "replace")
    return next((kind for kind in KINDS if kind == name), None)


def _read_entry(fd: int, offset: int, end: int) -> _Entry | None:
    """Return the entry at *offset* of a file of *end* bytes, None when there is no whole one."""
    try:
        header = os.pread(fd, HEADER.size, offset)
        if len(header) < HEADER.size:
            return None
        magic, state, records, length, checksum = HEADER.unpack(header)
        if magic != MAGIC or offset + HEADER.size + length > end:
            return None
        payload = os.pread(fd, length, offset + HEADER.size)
    except OSError:
        return None
    kind = _kind_of(payload)
    if kind is None or zlib.crc32(payload) != checksum:
        return None
    return _Entry(state, records, kind, payload)


def _batch(entry: _Entry) -> Batch:
    head, _, body = entry.payload.partition(b"\n")
    return Batch(entry.kind, head.partition(b" ")[2].decode(), entry.records, body)


def _write_all(fd: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, offset)
        view, offset = view[written:], offset + written
