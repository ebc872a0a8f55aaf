"""The thread that takes batches from the outboxes to the server, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from watchkeeper.sdk.body import envelope, parts
from watchkeeper.sdk.orphans import Orphans
from watchkeeper.sdk.outbox import Batch, Outbox
from watchkeeper.sdk.reply import Meaning, Understood, understand
from watchkeeper.sdk.settings import Settings
from watchkeeper.sdk.settled import Settled, wait_before
from watchkeeper.sdk.tally import Tally
from watchkeeper.sdk.transport import Transport, Unreachable
from watchkeeper.wire.doors import JSON, MAX_BODY_BYTES, door

IDLE_S = 1.0


class Courier:
    """Sends what waits, in the order in which it was put in, and keeps it until it arrived."""

    def __init__(self, settings: Settings, tally: Tally, own: Outbox) -> None:
        self.away = False
        self._settings = settings
        self._tally = tally
        self._own = own
        self._orphans = Orphans(settings, tally)
        self._transport = Transport(settings.server, settings.token)
        self._failures = 0
        self._stopping = False
        self._more = threading.Event()
        self._hurry = threading.Event()
        self._progress = threading.Condition()

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
        self._orphans.close()

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
        self._orphans.forget()

    def wait_until(self, reached: Callable[[], bool], timeout_s: float) -> bool:
        """Wait for *reached*, which is asked again whenever something happened here."""
        with self._progress:
            return self._progress.wait_for(reached, timeout_s)

    def _send_round(self) -> float:
        """Send one own batch and one of an orphan; return how long to wait before the next."""
        batch = self._own.head()
        if batch is not None:
            answer = self._settle(batch)
            if not isinstance(answer, Settled):
                return self._fail(answer)
            self.away, self._failures = False, 0
            answer.count(self._tally)
            self._own.done()
        sent_orphan = self._orphans.send_one(self._settle)
        return IDLE_S if batch is None and not sent_orphan else 0.0

    def _settle(self, batch: Batch, *, whole: bool = True) -> Settled | float:
        """Send *batch*; return what became of it, or how long the server told to wait (0: nothing).

        Not *whole* is a part of a batch that was refused.
        """
        answer = self._ask(batch)
        if answer.meaning is Meaning.ARRIVED:
            refused = len(answer.refused)
            return Settled(batch.records - refused, refused, answer.reason)
        if answer.meaning is Meaning.RESEND_REST:
            rest = sorted(set(range(batch.records)).difference(answer.refused))
            settled = Settled(0, len(answer.refused), answer.reason)
            return self._settle_parts(batch, [rest] if rest else [], settled)
        if answer.meaning is Meaning.TOO_LONG:
            return self._settle_halves(batch, answer)
        if answer.meaning is Meaning.SPLIT and batch.records:
            # Before records are blamed: is it what stands around them?
            around = self._settle(envelope(batch), whole=False) if whole else Settled(0)
            return self._settle_halves(batch, answer) if isinstance(around, Settled) else around
        self._warn_away(answer.reason)
        return answer.wait_s

    def _ask(self, batch: Batch) -> Understood:
        if len(batch.body) > MAX_BODY_BYTES:
            return Understood(Meaning.TOO_LONG, (), f"it is longer than {MAX_BODY_BYTES} bytes")
        path = door(self._settings.model, batch.kind)
        try:
            reply = self._transport.post(path, batch.body, {"Content-Type": JSON})
            return understand(reply, batch.records)
        except Unreachable as error:
            return Understood(Meaning.LATER, (), str(error))

    def _settle_halves(self, batch: Batch, answer: Understood) -> Settled | float:
        if batch.records <= 1:
            reason = f"the server refused a record: {answer.reason}"
            return Settled(0, batch.records, reason)
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

    def _fail(self, told_s: float) -> float:
        """Note that the server is away; return how long to wait."""
        if not self.away:
            # In this order: what is appended from now on the collector syncs.
            self.away = True
            self._own.sync()
        wait_s = wait_before(self._failures, told_s)
        self._failures += 1
        return wait_s

    def _warn_away(self, reason: str) -> None:
        server = f"{self._settings.server.hostname}:{self._settings.server.port or 'default port'}"
        self._tally.warn_once(
            f"away: {reason}", f"the server at {server} takes nothing ({reason}); records wait"
        )
