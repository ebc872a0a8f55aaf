from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from watchkeeper.model import Level
from watchkeeper.store import Store
from watchkeeper.store.store import CATALOG_FILE

HOLD_AND_DIE = """
import os, sys
from watchkeeper.store import Store
with Store.open(sys.argv[1]) as store, store.writer("flights"):
    os._exit(0)
"""


def change(folder: Path, column: str, value: str) -> None:
    """Overwrite *column* of every lease."""
    with closing(sqlite3.connect(folder / CATALOG_FILE)) as connection, connection:
        connection.execute(f"update lease set {column} = ?", (value,))  # noqa: S608


def test_none_is_held(found: Any, watch: Path) -> None:
    """As it is most of the time."""
    (check,) = found("leases", watch)

    assert (check.level, check.text) == (Level.OK, "none is held")


def test_a_living_holder_is_named(found: Any, watch: Path) -> None:
    """With its process."""
    with Store.open(watch) as store, store.writer("flights"):
        (check,) = found("leases", watch)

    assert check.level is Level.OK
    who = f"a writer (process {os.getpid()} on {socket.gethostname()})"
    assert check.text.startswith(f"writer/flights: held by {who} until ")


def test_one_that_died_does_no_harm(found: Any, watch: Path) -> None:
    """The next writer takes over, so nothing is to be done."""
    subprocess.run([sys.executable, "-c", HOLD_AND_DIE, str(watch)], check=True)

    (check,) = found("leases", watch)

    assert (check.level, check.action) == (Level.OK, "")
    assert "which has ended" in check.text


def test_one_that_hangs_is_a_warning(found: Any, watch: Path) -> None:
    """It is there and has not renewed its lease."""
    with Store.open(watch) as store, store.writer("flights"):
        change(watch, "until", "2024-01-01 00:00:00.000000")
        (check,) = found("leases", watch)

    assert check.level is Level.WARNING
    assert "not renewed it since 2024-01-01 00:00:00 UTC" in check.text
    assert f"process {os.getpid()} " in check.action


def test_one_of_another_machine_runs_out(found: Any, watch: Path) -> None:
    """Nobody here can ask whether it lives; its time is over, so it may be replaced."""
    with Store.open(watch) as store, store.writer("flights"):
        change(watch, "until", "2024-01-01 00:00:00.000000")
        change(watch, "host", "elsewhere/boot/namespace")
        (check,) = found("leases", watch)

    assert check.level is Level.OK
    assert "it ran elsewhere" in check.text


def test_a_batch_of_windows_at_work_is_told(found: Any, watch: Path) -> None:
    """Who judges is known as who writes is."""
    with Store.open(watch) as store:
        key = store.catalog.evaluations.of("flights")[0]
        store.catalog.evaluations.schedule([(key, "another input")])
        claim = store.catalog.evaluations.claim(10, "an evaluator")
        assert claim is not None
        (check,) = found("leases", watch)

    assert check.text.startswith(f"batch {claim.batch} of windows: held by an evaluator (process")
