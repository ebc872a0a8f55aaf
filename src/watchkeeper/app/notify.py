"""Sending: the outbox is emptied, in order for each channel, and nothing in it is lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from watchkeeper.alerting.channels import Request, channel_of
from watchkeeper.alerting.message import Message, message_from_dict, trial_message
from watchkeeper.config import ChannelSettings, Settings
from watchkeeper.config.secret import reveal
from watchkeeper.errors import ConfigError, LeaseHeld, unknown_name
from watchkeeper.model.clock import SystemClock
from watchkeeper.store.catalog.outbox import Letter
from watchkeeper.store.store import Store

if TYPE_CHECKING:
    import httpx

#: Held by whoever sends; the others leave their messages to it.
LEASE = "messages"

_TIMEOUT_S = 5.0
_LONGEST_WAIT_S = 300.0
# A message that a receiver refused for a whole day must not hold up the others for ever.
_MOST_ATTEMPTS = 300
# Come again later, says the receiver.
_NOT_NOW = (408, 425, 429)

Fate = Literal["delivered", "again", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of sending one message; ``detail`` holds no address and no secret."""

    channel: str
    fate: Fate
    detail: str


def deliver(store: Store, settings: Settings) -> list[Attempt]:
    """Send what is due; each message at most once in a call, those of a channel in order.

    A message that could not be handed over is tried again, later and later up to every five
    minutes; one that the receiver refuses is given up and stays listed. A crash between sending
    and noting it sends it again, under the same ``Idempotency-Key``.
    """
    if not store.catalog.outbox.waiting(SystemClock().now()):
        return []
    try:
        with store.catalog.leases.hold(LEASE, "a sender of messages", wait_s=0.0):
            return list(_deliver(store, settings))
    except LeaseHeld:
        return []  # another process sends them


def try_channel(store: Store, settings: Settings, name: str) -> Attempt:
    """Send a test message to the channel *name* and return what came of it.

    Raises:
        ConfigError: no channel is called so.
    """
    channel = _channels(settings).get(name)
    if channel is None:
        raise unknown_name("channel", name, _channels(settings), where="channel")
    now = SystemClock().now()
    trial = trial_message(name, now, external_url=settings.workspace.external_url)
    with _client() as client:
        return _send(
            client, store, channel, trial, f"{quote(name, safe='')}-test-{uuid.uuid4().hex}"
        )


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 1 s, 2 s, 4 s, ... up to five minutes."""
    return timedelta(seconds=min(_LONGEST_WAIT_S, 2.0 ** min(attempts - 1, 20)))


def _deliver(store: Store, settings: Settings) -> Iterator[Attempt]:
    letters = sorted(store.catalog.outbox.waiting(), key=lambda letter: letter.channel)
    with _client() as client:
        for name, of_channel in groupby(letters, key=lambda letter: letter.channel):
            yield from _empty(client, store, _channels(settings).get(name), list(of_channel))


def _empty(
    client: httpx.Client, store: Store, channel: ChannelSettings | None, letters: Sequence[Letter]
) -> Iterator[Attempt]:
    """Send the letters of one channel until one must wait: they arrive in their order."""
    for letter in letters:
        now = SystemClock().now()
        if letter.next_at > now:
            return
        if channel is None:
            attempt = Attempt(channel=letter.channel, fate="refused", detail="no such channel")
        else:
            message = message_from_dict(letter.message)
            attempt = _send(client, store, channel, message, letter.key)
        yield attempt
        if not _noted(store, letter, attempt, now):
            return


def _noted(store: Store, letter: Letter, attempt: Attempt, now: datetime) -> bool:
    """Note what came of it; return whether the channel can go on with the next."""
    outbox, attempts = store.catalog.outbox, letter.attempts + 1
    if attempt.fate == "delivered":
        outbox.delivered(letter.id, now)
        return True
    if attempt.fate == "refused" or attempts >= _MOST_ATTEMPTS:
        outbox.give_up(letter.id, attempt.detail, now)
        return True
    outbox.failed(letter.id, attempt.detail, now + wait_after(attempts))
    return False


def _send(
    client: httpx.Client, store: Store, channel: ChannelSettings, message: Message, key: str
) -> Attempt:
    answer = partial(Attempt, channel=channel.name)
    known = partial(reveal, folder=store.root, what=f"channel {channel.name!r}")
    now_s = int(SystemClock().now().timestamp())
    try:
        request = channel_of(channel).request(channel, message, key, now_s, known)
    except ConfigError as error:
        return answer(fate="again", detail=error.message)
    return _answered(client, channel.name, request)


def _answered(client: httpx.Client, channel: str, request: Request) -> Attempt:
    import httpx

    try:
        response = client.post(request.url, content=request.body, headers=dict(request.headers))
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        return Attempt(channel=channel, fate="refused", detail="its address is not valid")
    except httpx.HTTPError as error:
        # Its text can hold the address, which may be secret.
        return Attempt(channel=channel, fate="again", detail=type(error).__name__)
    status = response.status_code
    if response.is_success:
        return Attempt(channel=channel, fate="delivered", detail=f"answered {status}")
    later = status in _NOT_NOW or status >= 500
    fate: Fate = "again" if later else "refused"
    return Attempt(channel=channel, fate=fate, detail=f"answered {status}")


def _channels(settings: Settings) -> dict[str, ChannelSettings]:
    return {channel.name: channel for channel in settings.channels}


def _client() -> httpx.Client:
    # Loaded here: most runs have nothing to send.
    import httpx

    return httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False)
