"""A request in JSON: decoded at once, or, when something is wrong, record by record."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from watchkeeper.api.doors.given import Given
from watchkeeper.api.doors.refused import Refused
from watchkeeper.app.ingest.arrow_body import Rejected
from watchkeeper.app.ingest.records import (
    RECORDS,
    REQUESTS,
    Envelope,
    Unread,
)

_DECODERS = {kind: msgspec.json.Decoder(type_) for kind, type_ in REQUESTS.items()}
_RECORD_DECODERS = {kind: msgspec.json.Decoder(type_) for kind, type_ in RECORDS.items()}
_UNREAD = msgspec.json.Decoder(Unread)
_PLACE = re.compile(r"(?P<what>.*) - at `\$\.?(?P<path>[^`]*)`")


def read_json(kind: str, body: bytes) -> Given:
    """Return what *body* gives.

    Raises:
        Refused: it is no JSON, or not a request with a list of records.
    """
    try:
        request = _DECODERS[kind].decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return _one_by_one(kind, body)
    return _given(request, body, len(request.records))


def _given(
    envelope: Envelope, body: bytes, accepted: int, rejected: tuple[Rejected, ...] = ()
) -> Given:
    return Given(
        form="json",
        body=body,
        accepted=accepted,
        rejected=rejected,
        version=envelope.version,
        environment=envelope.environment,
        batch_id=envelope.batch_id,
        client=envelope.client,
    )


def _one_by_one(kind: str, body: bytes) -> Given:
    request = _unread(body)
    good: list[msgspec.Raw] = []
    rejected: list[Rejected] = []
    for index, raw in enumerate(request.records):
        try:
            _RECORD_DECODERS[kind].decode(raw)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            rejected.append(_blamed(index, raw, error))
        else:
            good.append(raw)
    # The names of a batch come after its places: the kept ones must not move.
    kept = msgspec.json.encode({"records": good})
    return _given(request, kept, len(good), tuple(rejected))


def _unread(body: bytes) -> Unread:
    try:
        return _UNREAD.decode(body)
    except RecursionError:
        raise Refused(400, "the body is nested too deeply") from None
    except UnicodeDecodeError:
        raise Refused(400, "the body is not UTF-8") from None
    except msgspec.ValidationError as error:
        what, path = _told(error)
        where = f"{path}: " if path else ""
        raise Refused(422, f"{where}{what}", 'send {"records": [...]}') from None
    except msgspec.DecodeError as error:
        hint = "NaN and Infinity are no JSON: send null" if _has_nan(body) else ""
        raise Refused(400, f"the body is no JSON: {error}", hint) from None


def _has_nan(body: bytes) -> bool:
    return re.search(rb"[:,\[]\s*-?(NaN|Infinity|inf|nan)\b", body) is not None


def _blamed(index: int, raw: msgspec.Raw, error: Exception) -> Rejected:
    if isinstance(error, RecursionError):
        return Rejected(index, "", "nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return Rejected(index, "", "not UTF-8")
    what, path = _told(error)
    if path.startswith(("features[", "scores[")):
        part = path.partition("[")[0]
        name = _odd_value(raw, part)
        return Rejected(index, f"{part}.{name}" if name else part, what)
    return Rejected(index, path, what)


def _told(error: Exception) -> tuple[str, str]:
    """Return what is wrong, and where; a decoder's message quotes the value of a choice only."""
    found = _PLACE.fullmatch(str(error))
    if found is None:
        return str(error), ""
    return found["what"], found["path"]


def _odd_value(raw: msgspec.Raw, part: str) -> str:
    """Return the name of the first value of *part* that is neither number, text nor truth."""
    try:
        values: Any = msgspec.json.decode(raw)[part]
    except (msgspec.MsgspecError, RecursionError):
        return ""
    return next((str(name) for name, v in values.items() if isinstance(v, dict | list)), "")
