"""The thread that takes batches from the outboxes to the server, one after the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import SystemRandom

from watchkeeper.sdk.body import envelope, parts
from watchkeeper.sdk.outbox import Batch, Outbox
from watchkeeper.sdk.reply import SLOW_S, Meaning, Understood, understand
from watchkeeper.sdk.settings import Settings
from watchkeeper.sdk.spool import Spool
from watchkeeper.sdk.spool_folder import adopt_orphan
from watchkeeper.sdk.tally import Tally
from watchkeeper.sdk.transport import Transport, Unreachable
from watchkeeper.wire.doors import BATCH_HEADER, JSON, MAX_BODY_BYTES, door

FIRST_WAIT_S = 0.25
LAST_WAIT_S = 15.0
IDLE_S = 1.0
LOOK_FOR_ORPHANS_S = 30.0


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the records of a batch that needs no further try."""

    sent: int
    dropped: int = 0
    reason: str = ""

    def __add__(self, other: Settled) -> Settled:
        reason = self.reason or other.reason
        return Settled(self.sent + other.sent, self.dropped + other.dropped, reason)


class Courier:
    """Sends what waits, in the order in which it was put in, and keeps it until it arrived."""

    def __init__(self, settings: Settings, tally: Tally, own: Outbox) -> None:
        self.away = False
        self._settings = settings
        self._tally = tally
        self._own = own
        self._orphan: Spool | None = None
        self._look_at = time.monotonic()
        self._transport = Transport(settings.server, settings.token)
        self._failures = 0
        self._stopping = False
        self._more = threading.Event()
        self._hurry = threading.Event()
        self._progress = threading.Condition()
        self._jitter = SystemRandom()

    def run(self) -> None:
        """Send until stopped: the body of the thread."""
        while not self._stopping:
            try:
                wait_s = self._send_round()
            except Exception as error:
                self._tally.warn_once("courier", f"sending failed: {type(error).__name__}")
                wait_s = self._fail(0.0)
            self._tally.warn_of_drops()
            with self._progress:
                self._progress.notify_all()
            if wait_s:
                (self._hurry if self.away else self._more).wait(wait_s)
                self._hurry.clear()
                self._more.clear()
        self._transport.close()
        if self._orphan is not None:
            self._orphan.close()

    def more(self) -> None:
        """Say that something was put into the outbox."""
        self._more.set()

    def hurry(self) -> None:
        """Try at once, however long the next wait was to be."""
        self._hurry.set()
        self._more.set()

    def stop(self) -> None:
        """End the thread after the request that it is at."""
        self._stopping = True
        self.hurry()

    def forget(self) -> None:
        """Let go, in a forked child, of what belongs to the parent."""
        self._transport.close()
        if self._orphan is not None:
            self._orphan.forget()

    def wait_until(self, reached: Callable[[], bool], timeout_s: float) -> bool:
        """Wait for *reached*, which is asked again whenever something happened here."""
        with self._progress:
            return self._progress.wait_for(reached, timeout_s)

    def _send_round(self) -> float:
        """Send one batch of each outbox; return how long to wait before the next round."""
        busy = False
        self._look_for_orphans()
        for box in (self._own, self._orphan):
            batch = box.head() if box is not None else None
            if box is None or batch is None:
                continue
            answer = self._settle(batch)
            if not isinstance(answer, Settled):
                return self._fail(answer)
            self.away, self._failures, busy = False, 0, True
            adopted = box is self._orphan
            self._tally.count_sent(answer.sent, adopted=adopted)
            if answer.dropped:
                self._tally.drop(answer.dropped, answer.reason, adopted=adopted)
            box.done()
        return 0.0 if busy else IDLE_S

    def _settle(self, batch: Batch, *, whole: bool = True) -> Settled | float:
        """Send *batch*; return what became of it, or the least time to wait before another try.

        Not *whole* is a part of a batch that was refused.
        """
        answer = self._ask(batch)
        if answer.meaning is Meaning.ARRIVED:
            refused = len(answer.refused)
            return Settled(batch.records - refused, refused, answer.reason)
        if answer.meaning is Meaning.RESEND_REST:
            refused = len(answer.refused)
            rest = [n for n in range(batch.records) if n not in set(answer.refused)]
            settled = Settled(0, refused, answer.reason)
            return self._settle_parts(batch, [rest] if rest else [], settled)
        if answer.meaning is Meaning.TOO_LONG:
            return self._settle_halves(batch, answer)
        if answer.meaning is Meaning.SPLIT and batch.records:
            # Before records are blamed: is it what stands around them?
            around = self._settle(envelope(batch), whole=False) if whole else Settled(0)
            return self._settle_halves(batch, answer) if isinstance(around, Settled) else around
        self._warn_away(answer.reason)
        return SLOW_S if answer.meaning is Meaning.SPLIT else answer.wait_s

    def _ask(self, batch: Batch) -> Understood:
        if len(batch.body) > MAX_BODY_BYTES:
            return Understood(Meaning.TOO_LONG, (), f"it is longer than {MAX_BODY_BYTES} bytes")
        path = door(self._settings.model, batch.kind)
        headers = {"Content-Type": JSON, BATCH_HEADER: batch.batch_id}
        try:
            return understand(self._transport.post(path, batch.body, headers), batch.records)
        except Unreachable as error:
            return Understood(Meaning.LATER, (), str(error))

    def _settle_halves(self, batch: Batch, answer: Understood) -> Settled | float:
        if batch.records == 1:
            return Settled(0, 1, f"the server refused a record: {answer.reason}")
        middle = batch.records // 2
        halves = [range(middle), range(middle, batch.records)]
        return self._settle_parts(batch, halves, Settled(0))

    def _settle_parts(
        self, batch: Batch, groups: Sequence[Sequence[int]], settled: Settled
    ) -> Settled | float:
        """Send the *groups* of records one by one; the first that has to wait ends it.

        All are sent again then, under the same ids, and the server knows those it has.
        """
        for part in parts(batch, groups):
            answer = self._settle(part, whole=False)
            if not isinstance(answer, Settled):
                return answer
            settled += answer
        return settled

    def _fail(self, at_least_s: float) -> float:
        """Note that the server is away; return how long to wait."""
        if not self.away:
            # In this order: what the collector appends from now on it syncs itself.
            self.away = True
            self._own.sync()
        grown = FIRST_WAIT_S * 2.0 ** min(self._failures, 16)
        self._failures += 1
        return max(at_least_s, min(grown, LAST_WAIT_S)) * self._jitter.uniform(0.5, 1.0)

    def _warn_away(self, reason: str) -> None:
        server = f"{self._settings.server.hostname}:{self._settings.server.port or 'default port'}"
        self._tally.warn_once(
            f"away: {reason}", f"the server at {server} takes nothing ({reason}); records wait"
        )

    def _look_for_orphans(self) -> None:
        """Take over what a dead process left, one file at a time."""
        if self._orphan is not None and not self._orphan.pending:
            self._orphan.close()
            self._orphan = None
            self._look_at = time.monotonic()
        if self._orphan is None and time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_FOR_ORPHANS_S
            self._orphan = adopt_orphan(self._settings, self._lose_adopted)

    def _lose_adopted(self, records: int, reason: str) -> None:
        self._tally.drop(records, reason, adopted=True)
