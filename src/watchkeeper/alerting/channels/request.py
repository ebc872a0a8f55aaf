"""What a channel asks to be sent over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Reveal = Callable[[str], str]
"""Returns what a setting refers to; see `watchkeeper.config.secret.reveal`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A POST; its address and headers may hold secrets and are shown nowhere."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes
