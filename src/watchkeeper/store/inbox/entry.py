"""A request on its way: as a door hands it over, and as the writer gets it back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One validated request.

    Attributes:
        model: The model it speaks of.
        kind: ``predictions``, ``labels`` or ``operations``.
        form: How the body is written: ``json`` or ``arrow``.
        body: The records.
        records: How many there are.
        received_at: The workspace's time at receipt, ISO 8601.
        name: What the request is called; a second one of that name is not kept.
        named_by_sender: Whether the sender chose the name, and so may send it again.
        version: Which version answered, where the kind has one.
        environment: Where.
        client: JSON of what the sending process said about itself, or empty.
    """

    model: str
    kind: str
    form: str
    body: bytes
    records: int
    received_at: str
    name: str
    named_by_sender: bool = False
    version: str = ""
    environment: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the inbox: the request with its number, in the order of receipt."""

    id: int
    model: str
    kind: str
    form: str
    body: bytes
    records: int
    received_at: str
    name: str
    version: str
    environment: str
    client: str
