"""What an answer of the server means for the batch that it answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

from watchkeeper.sdk.transport import Reply

LONGEST_WAIT_S = 300.0


class Meaning(Enum):
    """What is to be done with the batch."""

    ARRIVED = "the server has it, but for the records it names"
    RESEND_REST = "it was refused for the records it names; the rest may come again"
    SPLIT = "it was refused as a whole, and one record may be the reason"
    TOO_LONG = "it was refused for its length"
    LATER = "the server cannot take it now"
    MEND_FIRST = "somebody has to mend the token, the model or the address first"


@dataclass(frozen=True, slots=True)
class Understood:
    """What an answer says: the meaning, the records it names, why, and how long to wait."""

    meaning: Meaning
    refused: tuple[int, ...] = ()
    reason: str = ""
    wait_s: float = 0.0


def understand(reply: Reply, records: int) -> Understood:
    """Return what *reply* means for a batch of so many *records*."""
    content = _object(reply.body)
    refused, reason = _named(content, records)
    if 200 <= reply.status < 300:
        if "accepted" in content:
            return Understood(Meaning.ARRIVED, refused, reason)
        # A proxy's or another program's page: nobody took the records.
        return Understood(Meaning.MEND_FIRST, (), "it is not a Watchkeeper server")
    if reply.status == 413:
        return Understood(Meaning.TOO_LONG, (), _reason(content, reply.status))
    if reply.status in (400, 422):
        if refused:
            return Understood(Meaning.RESEND_REST, refused, reason)
        return Understood(Meaning.SPLIT, (), _reason(content, reply.status))
    if reply.status in (408, 425, 429) or reply.status >= 500:
        return Understood(Meaning.LATER, (), f"HTTP {reply.status}", _retry_after(reply))
    return Understood(Meaning.MEND_FIRST, (), _reason(content, reply.status))


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _named(content: dict[str, Any], records: int) -> tuple[tuple[int, ...], str]:
    """Return the numbers of the records that the answer names, and why it refused the first."""
    listed = content.get("rejected")
    named = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    numbers = {item.get("index") for item in named}
    valid = sorted(n for n in numbers if isinstance(n, int) and 0 <= n < records)
    if not valid:
        return (), ""
    first = named[0]
    field = first.get("field") or "a record"
    return tuple(valid), f"the server refused {field}: {first.get('reason')}"[:300]


def _reason(content: dict[str, Any], status: int) -> str:
    told = content.get("error") or content.get("detail") or ""
    return f"HTTP {status} {told}"[:300].rstrip()


def _retry_after(reply: Reply) -> float:
    seconds = reply.retry_after
    return min(float(seconds), LONGEST_WAIT_S) if seconds.isdecimal() else 0.0
