"""A request between processes is answered once; what nobody takes can be found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from watchkeeper.store.inbox import Errands

UNTIL = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture
def errands(tmp_path: Path) -> Iterator[Errands]:
    opened = Errands(tmp_path)
    yield opened
    opened.close()


def test_an_answer_is_taken_once(errands: Errands) -> None:
    """It is there when it was given, and gone when it was taken."""
    name = errands.ask(UNTIL)
    assert errands.take(name) is None
    assert [(e.id, e.until) for e in errands.pending()] == [(name, UNTIL)]
    errands.answer(name, "done")
    assert errands.pending() == []
    assert errands.take(name) == "done"
    assert errands.take(name) is None


def test_answers_that_wait_are_listed(errands: Errands) -> None:
    """Not what nobody has answered yet, nor what was taken or withdrawn."""
    asked, answered, taken, withdrawn = (errands.ask(None) for _ in range(4))
    for name in (answered, taken, withdrawn):
        errands.answer(name, "done")
    errands.take(taken)
    errands.forget(withdrawn)
    assert errands.answered() == {answered}
    assert [e.id for e in errands.pending()] == [asked]
