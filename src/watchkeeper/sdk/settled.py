"""How a try to send a batch ended, and how long to wait before the next one."""

from __future__ import annotations

from dataclasses import dataclass
from random import SystemRandom

from watchkeeper.sdk.tally import Tally

FIRST_WAIT_S = 0.25
LAST_WAIT_S = 30.0

_RANDOM = SystemRandom()


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the records of a batch that needs no further try."""

    sent: int
    dropped: int = 0
    reason: str = ""

    def __add__(self, other: Settled) -> Settled:
        reason = self.reason or other.reason
        return Settled(self.sent + other.sent, self.dropped + other.dropped, reason)

    def count(self, tally: Tally, *, adopted: bool = False) -> None:
        """Add it to *tally*."""
        tally.count_sent(self.sent, adopted=adopted)
        if self.dropped:
            tally.drop(self.dropped, self.reason, adopted=adopted)


def wait_before(failures: int, told_s: float) -> float:
    """Return how long to wait before the next try, after so many earlier *failures*.

    As long as the server *told*; where it told nothing, twice as long each time. Neither exactly:
    all clients of a server that comes back would ask it at once.
    """
    if told_s > 0:
        return told_s * _RANDOM.uniform(1.0, 1.25)
    grown = FIRST_WAIT_S * 2.0 ** min(failures, 16)
    return min(grown, LAST_WAIT_S) * _RANDOM.uniform(0.5, 1.0)
