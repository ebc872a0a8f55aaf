"""What dead processes left in the spool folder, sent beside what this one has."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from watchkeeper.sdk.outbox import Batch
from watchkeeper.sdk.settings import Settings
from watchkeeper.sdk.settled import Settled, wait_before
from watchkeeper.sdk.spool import Spool
from watchkeeper.sdk.spool_folder import adopt_orphan
from watchkeeper.sdk.tally import Tally

LOOK_EVERY_S = 30.0


class Orphans:
    """Takes over one file at a time.

    A file that the server does not take, for a version that was never deployed, say, is put back
    and the next one tried: it holds up neither the others nor the records of this process.
    """

    def __init__(self, settings: Settings, tally: Tally) -> None:
        self._settings = settings
        self._tally = tally
        self._spool: Spool | None = None
        self._last: Path | None = None
        self._failures = 0
        self._look_at = time.monotonic()

    def send_one(self, settle: Callable[[Batch], Settled | float]) -> bool:
        """Send one batch through *settle*, if there is one; return whether there was."""
        spool = self._adopted()
        batch = spool.head() if spool is not None else None
        if spool is None or batch is None:
            # Nothing can be read from it any more: it stands in nobody's way.
            self.close()
            return False
        answer = settle(batch)
        if not isinstance(answer, Settled):
            self._put_back(spool, answer)
            return False
        self._failures = 0
        answer.count(self._tally, adopted=True)
        spool.done()
        if not spool.pending:
            spool.close()
            self._spool, self._look_at = None, time.monotonic()
        return True

    def close(self) -> None:
        """Put back what is not sent yet."""
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def forget(self) -> None:
        """Let go, in a forked child, of what the parent has adopted."""
        if self._spool is not None:
            self._spool.forget()

    def _adopted(self) -> Spool | None:
        if self._spool is None and time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_EVERY_S
            self._spool = adopt_orphan(self._settings, self._lose, after=self._last)
        return self._spool

    def _put_back(self, spool: Spool, told_s: float) -> None:
        spool.close()
        self._spool, self._last = None, spool.path
        self._look_at = time.monotonic() + wait_before(self._failures, told_s)
        self._failures += 1

    def _lose(self, records: int, reason: str) -> None:
        self._tally.drop(records, reason, adopted=True)
