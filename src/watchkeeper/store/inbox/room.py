"""How much may be between the doors and the lake, and how much is: counted in bytes."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from watchkeeper.errors import NoRoom

DEFAULT_MOST_BYTES = 2**30
#: Of those, so many may be in memory: requests being read, or before their commit.
MOST_HELD_BYTES = 256 * 2**20
LONGEST_WAIT_S = 60

_WINDOW_S = 30.0


class Room:
    """Lets bytes in while there is room for them.

    ``held`` bytes are at the doors, in memory; ``kept`` bytes are committed and not yet in the
    lake. The doors take and give back in one thread; another may tell what is kept.
    """

    def __init__(
        self,
        most_bytes: int = DEFAULT_MOST_BYTES,
        *,
        refused: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make room for *most_bytes*; *refused* is called whenever something is refused."""
        self.most_bytes = most_bytes
        self.held = 0
        self.kept = 0
        self._refused = refused
        self._monotonic = monotonic
        self._gone: deque[tuple[float, int]] = deque()
        self._since = monotonic()

    def require(self, size: int) -> None:
        """Refuse *size* more bytes where there is no room for them.

        Raises:
            NoRoom: there is none; it says when there may be.
        """
        if self.held + self.kept + size > self.most_bytes or self.held + size > MOST_HELD_BYTES:
            raise self._full(size)

    def take(self, size: int) -> None:
        """Hold *size* more bytes.

        Raises:
            NoRoom: there is no room for them.
        """
        self.require(size)
        self.held += size

    def give_back(self, size: int) -> None:
        """Hold *size* bytes less: they are kept, or were refused."""
        self.held -= size

    def tell(self, kept: int, *, added: int = 0) -> None:
        """Take note that *kept* bytes wait in the inbox, *added* of them just now."""
        gone = self.kept + added - kept
        self.kept = kept
        if gone > 0:
            now = self._monotonic()
            self._gone.append((now, gone))
            while self._gone[0][0] < now - _WINDOW_S:
                self._gone.popleft()

    def _full(self, size: int) -> NoRoom:
        self._refused()
        over = self.held + self.kept + size - self.most_bytes
        wait_s = self._wait_s(over) if over > 0 else 1
        taken, most = (
            (self.held + self.kept, self.most_bytes) if over > 0 else (self.held, MOST_HELD_BYTES)
        )
        return NoRoom(
            f"the inbox has no room for {size:,} bytes: {taken:,} of {most:,} are taken",
            hint=f"send again in {wait_s} s; [workspace] inbox_max_bytes sets the limit",
            wait_s=wait_s,
        )

    def _wait_s(self, over: int) -> int:
        """Return after how many seconds *over* bytes will have gone, at the pace of late."""
        now = self._monotonic()
        # A copy: the thread that tells what is kept may change it.
        gone = [(at, size) for at, size in tuple(self._gone) if at >= now - _WINDOW_S]
        if not gone:
            # Nothing goes: wait as long as it has not.
            last = self._gone[-1][0] if self._gone else self._since
            return _clamped(now - last)
        span = max(1.0, min(_WINDOW_S, now - self._since))
        return _clamped(over * span / sum(size for _, size in gone))


def _clamped(seconds: float) -> int:
    return min(max(1, math.ceil(seconds)), LONGEST_WAIT_S)
