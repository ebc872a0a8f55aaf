"""What an answer means."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.sdk.reply import LONGEST_WAIT_S, Meaning, understand
from watchkeeper.sdk.transport import Reply


@pytest.mark.parametrize(
    ("status", "content", "meaning", "refused"),
    [
        (202, {"accepted": 3, "rejected": []}, Meaning.ARRIVED, ()),
        (202, {"accepted": 3, "rejected": "none"}, Meaning.ARRIVED, ()),
        (202, {"accepted": 1, "rejected": [{"index": 2}, {"index": 2}, 5]}, Meaning.ARRIVED, (2,)),
        (202, {"accepted": 1, "rejected": [{"index": 99}, {"index": "0"}]}, Meaning.ARRIVED, ()),
        (200, {}, Meaning.MEND_FIRST, ()),
        (200, [], Meaning.MEND_FIRST, ()),
        (422, {"rejected": [{"index": 1}]}, Meaning.RESEND_REST, (1,)),
        (422, {"error": "no"}, Meaning.SPLIT, ()),
        (413, {"rejected": [{"index": 1}]}, Meaning.TOO_LONG, ()),
        (404, {"error": "no model"}, Meaning.MEND_FIRST, ()),
        (401, None, Meaning.MEND_FIRST, ()),
        (503, None, Meaning.LATER, ()),
    ],
)
def test_meaning(status: int, content: Any, meaning: Meaning, refused: tuple[int, ...]) -> None:
    """By status, and by the records that a well-formed answer names; odd content is no content."""
    found = understand(Reply(status, json.dumps(content).encode(), ""), 3)

    assert (found.meaning, found.refused) == (meaning, refused)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_an_answer_that_is_no_json_is_understood_by_its_status(body: bytes) -> None:
    """A proxy answers what it likes."""
    assert understand(Reply(502, body, ""), 3).meaning is Meaning.LATER
    assert understand(Reply(200, body, ""), 3).meaning is Meaning.MEND_FIRST


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("7", 7.0), ("", 0.0), ("soon", 0.0), ("-5", 0.0), ("999999999", LONGEST_WAIT_S)],
)
def test_retry_after_has_a_limit(told: str, seconds: float) -> None:
    """No server can silence a client for a day."""
    assert understand(Reply(429, b"{}", told), 3).wait_s == seconds
