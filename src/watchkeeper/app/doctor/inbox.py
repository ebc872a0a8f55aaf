"""What waits for the lake, and what could not be written there?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.settings import load_settings, settings_schema
from watchkeeper.errors import ConfigError, StoreError
from watchkeeper.model import Clock, Level
from watchkeeper.model.figures import times
from watchkeeper.store.inbox import InboxState, SetAside, inbox_state

_LONG_S = 600.0
_NEARLY = 0.8


def inbox(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield what waits, why it does, and what was set aside."""
    try:
        state = inbox_state(workspace)
    except StoreError as error:
        action = (
            "see what is said of folder and disk; keep a copy of inbox.db before it is replaced"
        )
        yield Check(name="inbox", level=Level.CRITICAL, text=error.message, action=action)
        return
    yield _waiting(state, _most_bytes(workspace))
    writer = state.said.get("writer")
    if writer is not None and writer.error:
        yield Check(
            name="inbox",
            level=Level.CRITICAL if state.requests else Level.WARNING,
            text=f"what waits cannot be written: {writer.error}",
            action="mend that; what waits is kept, and the writer tries again by itself",
        )
    asides: dict[tuple[str, str, str], list[SetAside]] = {}
    for request in state.set_aside:
        asides.setdefault((request.model, request.kind, request.reason), []).append(request)
    yield from (_aside(requests) for requests in asides.values())


def _waiting(state: InboxState, most_bytes: int) -> Check:
    if not state.requests:
        return Check(name="inbox", level=Level.OK, text="nothing waits")
    share = state.waiting_bytes / most_bytes
    text = (
        f"{times(state.requests, 'request')} with {times(state.records, 'record')} wait,"
        f" {state.waiting_bytes / 1e6:.1f} MB of {most_bytes / 1e6:,.0f} MB,"
        f" the oldest for {state.oldest_s:,.0f} s"
    )
    if share < _NEARLY and state.oldest_s < _LONG_S:
        return Check(name="inbox", level=Level.OK, text=text)
    action = "let `watchkeeper serve` run, and see its log; when it is full, senders are refused"
    return Check(name="inbox", level=Level.WARNING, text=text, action=action)


def _aside(requests: list[SetAside]) -> Check:
    """Return the check about *requests* of one model and kind that failed for one reason."""
    first = requests[0]
    records = times(sum(request.records for request in requests), "record")
    what = f"{first.model}: {times(len(requests), 'request')} of {first.kind} ({records})"
    return Check(
        name="inbox",
        level=Level.WARNING,
        text=f"{what} set aside, the first is {first.id}: {first.reason}",
        action=f"save it, then retry or drop it: watchkeeper inbox save {first.id} FILE",
    )


def _most_bytes(workspace: Path) -> int:
    try:
        settings = load_settings(workspace)
    except ConfigError:
        settings = settings_schema()()
    return settings.workspace.inbox_max_bytes
