"""How much comes in, and when to come again."""

from __future__ import annotations

import pytest

from watchkeeper.errors import NoRoom
from watchkeeper.store.inbox import Room
from watchkeeper.store.inbox.room import MOST_HELD_BYTES


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return what it shows."""
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def wait_for(room: Room, size: int) -> int:
    """Return how long one has to wait who brings *size* bytes."""
    with pytest.raises(NoRoom) as refused:
        room.take(size)
    return refused.value.wait_s


def test_what_is_held_and_what_is_kept_are_counted_together(watch: Watch) -> None:
    """To the last byte; what is given back, or has gone, makes room."""
    room = Room(1_000, monotonic=watch)
    room.take(400)
    room.tell(600, added=600)
    with pytest.raises(NoRoom, match="no room for 1 bytes: 1,000 of 1,000 are taken"):
        room.take(1)
    room.give_back(400)
    room.take(400)
    room.tell(500)
    room.take(100)
    assert (room.held, room.kept) == (500, 500)


def test_memory_has_a_limit_of_its_own(watch: Watch) -> None:
    """However much may wait on the disk."""
    room = Room(100 * MOST_HELD_BYTES, monotonic=watch)
    room.take(MOST_HELD_BYTES)
    with pytest.raises(NoRoom, match="268,435,456 of 268,435,456") as refused:
        room.take(1)
    assert refused.value.wait_s == 1


def test_the_wait_follows_the_pace(watch: Watch) -> None:
    """100 bytes a second went in ten seconds: 450 bytes too many take five."""
    room = Room(10_000, monotonic=watch)
    room.tell(10_000, added=10_000)
    watch.now += 10.0
    room.tell(9_000)
    room.tell(10_000, added=1_000)
    assert wait_for(room, 450) == 5
    assert wait_for(room, 1) == 1
    assert wait_for(room, 9_999) == 60


def test_what_others_add_is_not_taken_for_draining(watch: Watch) -> None:
    """A second server fills the same inbox: nothing has gone."""
    room = Room(1_000, monotonic=watch)
    room.tell(900, added=100)
    watch.now += 7.5
    assert wait_for(room, 500) == 8


@pytest.mark.parametrize(("silent", "wait"), [(0.0, 1), (0.4, 1), (12.3, 13), (1e6, 60)])
def test_where_nothing_goes_one_waits_as_long_as_it_has_not(
    watch: Watch, silent: float, wait: int
) -> None:
    """At least a second, at most a minute."""
    room = Room(1_000, monotonic=watch)
    room.tell(1_000, added=1_000)
    watch.now += silent
    assert wait_for(room, 1) == wait


def test_an_old_pace_is_forgotten(watch: Watch) -> None:
    """What went an hour ago says nothing; the memory of it does not grow."""
    room = Room(1_000, monotonic=watch)
    for _ in range(10_000):
        room.tell(500, added=500)
        room.tell(0)
        watch.now += 1.0
    assert len(room._gone) <= 32
    room.tell(1_000, added=1_000)
    watch.now += 40.0
    assert wait_for(room, 1) == 41


def test_whoever_counts_is_asked_when_something_is_refused(watch: Watch) -> None:
    """Where nothing comes in, nobody else would look again."""
    asked: list[int] = []
    room = Room(10, refused=lambda: asked.append(1), monotonic=watch)
    room.take(10)
    wait_for(room, 1)
    assert asked == [1]
