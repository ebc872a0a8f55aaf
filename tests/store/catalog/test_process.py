"""A process is told from a later one with its number."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from watchkeeper.store.catalog.process import this_process


def test_this_process_lives() -> None:
    """Whoever asks is alive."""
    assert not this_process().is_dead()


def test_an_ended_process_is_dead_also_before_it_is_waited_for() -> None:
    """A zombie holds nothing any more."""
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended_id = replace(this_process(), pid=ended.pid, started="1")
    ended.wait()
    assert ended_id.is_dead()


def test_another_start_time_is_another_process() -> None:
    """Numbers are used again."""
    assert replace(this_process(), started="1").is_dead()


def test_elsewhere_nobody_can_tell() -> None:
    """Only the lease's time decides then."""
    assert not replace(this_process(), host="elsewhere", started="1").is_dead()
