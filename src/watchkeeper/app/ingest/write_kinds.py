"""What becomes of the requests of each kind: they are read, and written in one commit.

To add a kind of record: write ``write_<name>.py`` beside this file, give it a table in
``store/lake/schemas.py``, its record in ``records.py`` and its columns in ``arrow_body.py``, and
name it in ``KINDS``; a door of ``api/doors`` lets it in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.ingest.write_answers import write_answers
from watchkeeper.app.ingest.write_costs import write_costs
from watchkeeper.app.ingest.write_truths import write_truths
from watchkeeper.store.inbox import Waiting
from watchkeeper.store.lake.schemas import LABELS, OPERATIONS, PREDICTIONS, TableSpec
from watchkeeper.store.store import Store

Write = Callable[[Store, str, Sequence[Deployed], Sequence[Waiting], tuple[str, int]], int]


class Kind(NamedTuple):
    """A kind of record: its table, and what writes its requests there."""

    name: str
    spec: TableSpec
    write: Write


KINDS: tuple[Kind, ...] = (
    Kind("predictions", PREDICTIONS, write_answers),
    Kind("labels", LABELS, write_truths),
    Kind("operations", OPERATIONS, write_costs),
)
