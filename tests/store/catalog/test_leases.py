"""One at a time, and none waits for the dead."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Never

import pytest

from watchkeeper.errors import DiskError, LeaseHeld
from watchkeeper.store.catalog import Catalog

HOLD_FOR_EVER = """
import sys, time
from watchkeeper.store.catalog import Catalog
with Catalog(sys.argv[1]).leases.hold("writer/m", "the other", ttl_s=3600):
    print("held", flush=True)
    time.sleep(3600)
"""


def test_a_second_holder_is_told_who_has_it(opened: Callable[[], Catalog]) -> None:
    """After waiting; and once it is free it can be had."""
    one, other = opened(), opened()
    with one.leases.hold("writer/m", "the first"):
        with (
            pytest.raises(LeaseHeld, match=r"writer/m is held by the first \(process \d+"),
            other.leases.hold("writer/m", "the second", wait_s=0.05),
        ):
            pass
        with other.leases.hold("writer/other", "the second", wait_s=0.05):
            pass
    with other.leases.hold("writer/m", "the second", wait_s=0.05):
        pass


def test_it_waits_for_its_turn(opened: Callable[[], Catalog]) -> None:
    """The second goes when the first has gone."""
    one, other, order = opened(), opened(), []

    def second() -> None:
        with other.leases.hold("w", "second"):
            order.append("second")

    with one.leases.hold("w", "first"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_the_holder_can_hold_it_again(catalog: Catalog) -> None:
    """A use case within a use case."""
    with catalog.leases.hold("w", "a"), catalog.leases.hold("w", "a", wait_s=0):
        pass


def test_it_is_renewed_while_held(opened: Callable[[], Catalog]) -> None:
    """Held for longer than its time, it is still held; without renewal it would run out."""
    one, other = opened(), opened()
    with one.leases.hold("w", "first", ttl_s=0.3):
        time.sleep(0.5)
        with pytest.raises(LeaseHeld), other.leases.hold("w", "second", wait_s=0):
            pass


def test_it_is_given_back_after_an_error(catalog: Catalog) -> Never:
    """The error goes on."""
    with pytest.raises(KeyError), catalog.leases.hold("w", "a"):
        raise KeyError
    with catalog.leases.hold("w", "b", wait_s=0):
        pass


def test_a_killed_holder_is_replaced_at_once(catalog: Catalog, url: str) -> None:
    """Its lease would have lasted an hour."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_FOR_EVER, url], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(LeaseHeld, match="the other"),
            catalog.leases.hold("writer/m", "me", wait_s=0),
        ):
            pass
        holder.kill()
        holder.wait()
        with catalog.leases.hold("writer/m", "me", wait_s=1):
            pass


@contextmanager
def no_file_may_grow() -> Iterator[None]:
    """Let the system refuse every write of this process to a file, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_one_that_could_not_be_given_back_is_had_again_at_once(
    opened: Callable[[], Catalog],
) -> None:
    """The disk was full when it ended; to others it is held until it runs out."""
    one, other = opened(), opened()
    holding = one.leases.hold("writer/m", "the first")
    holding.__enter__()
    with no_file_may_grow(), pytest.raises(DiskError):
        holding.__exit__(None, None, None)
    with (
        pytest.raises(LeaseHeld, match="held by the first"),
        other.leases.hold("writer/m", "the second", wait_s=0.0),
    ):
        pass
    with one.leases.hold("writer/m", "the first", wait_s=0.0):
        pass
    with other.leases.hold("writer/m", "the second", wait_s=0.0):
        pass


def test_it_is_renewed_again_after_a_full_disk(opened: Callable[[], Catalog]) -> None:
    """One failure is not the end of renewing: a second holder still waits in vain."""
    one, other = opened(), opened()
    with one.leases.hold("writer/m", "the first", ttl_s=1.5):
        with no_file_may_grow():
            time.sleep(0.7)
        time.sleep(2.0)
        with (
            pytest.raises(LeaseHeld, match="held by the first"),
            other.leases.hold("writer/m", "the second", wait_s=0.0),
        ):
            pass
