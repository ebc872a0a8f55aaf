"""Channels: where messages about incidents go.

To add one: write ``<name>.py`` beside this file with its settings (a `ChannelSettings` with a
``kind`` of its own) and a function that makes the request of a message, then add one row to
``CHANNELS``. The settings file, its JSON Schema and the sender read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from watchkeeper.alerting.channels import webhook
from watchkeeper.alerting.channels.request import Request, Reveal
from watchkeeper.alerting.channels.webhook import WebhookSettings
from watchkeeper.alerting.message import Message
from watchkeeper.config import ChannelSettings

__all__ = ["CHANNELS", "Channel", "Request", "channel_of"]


class Channel(NamedTuple):
    """A kind of channel: its settings, and the request that carries a message to it."""

    kind: str
    settings: type[ChannelSettings]
    request: Callable[[Any, Message, str, int, Reveal], Request]


CHANNELS: tuple[Channel, ...] = (Channel("webhook", WebhookSettings, webhook.request),)


def channel_of(settings: ChannelSettings) -> Channel:
    """Return the kind of channel that *settings* are of."""
    return next(c for c in CHANNELS if isinstance(settings, c.settings))
