"""How far a workspace that replays the past has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from watchkeeper.app.kept_clock import replay_span
from watchkeeper.model.figures import count, times
from watchkeeper.report.wording import day
from watchkeeper.web.site import Site

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay that goes on: what to say of it, and the share of it that is over."""

    words: str
    done: float


def replay(site: Site) -> Replay | None:
    """Return how far the replay has come; None where there is none, or it has arrived."""
    store = site.workspace.store
    span = replay_span(store)
    if span is None:
        return None
    now = store.clock.now()
    done = span.done(now)
    if done >= 1.0:
        return None
    behind, whole = (now - span.start) // _DAY, round((span.until - span.start) / _DAY)
    today = day(now.astimezone(ZoneInfo(site.workspace.settings.workspace.timezone)))
    so_far = f"{count(behind)} of {times(whole, 'day')}"
    return Replay(f"Replaying the past: it is {today} here, {so_far}.", done)
