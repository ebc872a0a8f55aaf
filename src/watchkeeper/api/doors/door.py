"""A door: one request in, an answer once it is on the disk."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from itertools import count

import msgspec
from starlette.types import Receive, Scope, Send

from watchkeeper.api.doors.arrow_request import read_arrow
from watchkeeper.api.doors.body import read_body
from watchkeeper.api.doors.given import Given
from watchkeeper.api.doors.json_body import read_json
from watchkeeper.api.doors.refused import Refused, refused_by
from watchkeeper.app.ingest.known import KnownModels
from watchkeeper.errors import WatchkeeperError
from watchkeeper.store.inbox import Entry, GroupCommit
from watchkeeper.store.store import Store
from watchkeeper.wire.doors import ARROW, JSON

Counted = Callable[[str, str, str, int], None]
_encode = msgspec.json.Encoder().encode


class Door:
    """Takes requests of one kind of record, as an ASGI application."""

    def __init__(
        self, kind: str, store: Store, known: KnownModels, inbox: GroupCommit, counted: Counted
    ) -> None:
        self._kind = kind
        self._store = store
        self._known = known
        self._inbox = inbox
        self._counted = counted
        # Names that nobody else makes, without asking the system for each.
        self._names = map(f"{uuid.uuid4().hex}-{{}}".format, count())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        model = scope["path_params"]["model"]
        reply: dict[str, object]
        try:
            try:
                reply = await self._take(model, scope, receive)
            except WatchkeeperError as error:
                raise refused_by(error) from error
        except Refused as refused:
            self._counted(model if refused.status != 404 else "", self._kind, "refused", 1)
            reply = {"error": refused.error, "hint": refused.hint}
            await _answer(send, refused.status, _encode(reply), wait_s=refused.wait_s)
        else:
            await _answer(send, 202, _encode(reply))

    async def _take(self, model: str, scope: Scope, receive: Receive) -> dict[str, object]:
        # First: what nobody asked for is not even read.
        self._known.require_model(model)
        form = _form(scope)
        body = await read_body(scope, receive, self._inbox.room)
        try:
            return await self._keep(model, form, body, scope)
        finally:
            self._inbox.room.give_back(len(body))

    async def _keep(self, model: str, form: str, body: bytes, scope: Scope) -> dict[str, object]:
        given = read_json(self._kind, body) if form == JSON else read_arrow(self._kind, body, scope)
        repeated = False
        entry = self._entry(model, given)
        if given.accepted:
            repeated = await self._inbox.keep(entry)
        self._counted(model, self._kind, "repeated" if repeated else "accepted", given.accepted)
        if given.rejected:
            self._counted(model, self._kind, "rejected", len(given.rejected))
        return {"accepted": given.accepted, "rejected": given.rejected, "repeated": repeated}

    def _entry(self, model: str, given: Given) -> Entry:
        version = ""
        if self._kind == "predictions":
            version = self._known.answering(model, given.version, given.environment)
        return Entry(
            model=model,
            kind=self._kind,
            form=given.form,
            body=given.body,
            records=given.accepted,
            received_at=self._store.clock.now().isoformat(),
            name=given.batch_id or next(self._names),
            named_by_sender=given.batch_id is not None,
            version=version,
            environment=given.environment if version else "",
            client=_encode(given.client).decode() if given.client is not None else "",
        )


def _form(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"content-type":
            form: str = value.split(b";")[0].strip().lower().decode("latin-1")
            if form in (JSON, ARROW):
                return form
            break
    raise Refused(
        415, "the body must be JSON or an Arrow stream", f"Content-Type: {JSON} or {ARROW}"
    )


async def _answer(send: Send, status: int, body: bytes, *, wait_s: int = 0) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if wait_s:
        headers.append((b"retry-after", b"%d" % wait_s))
    if status == 413:
        # What was not read would stand before the next request.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
