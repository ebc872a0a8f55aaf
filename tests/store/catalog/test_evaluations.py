"""Each due window is judged once, and again when its input has changed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from watchkeeper.store.catalog import Catalog, EvaluationKey
from watchkeeper.store.catalog.evaluations import Claim

DAY = datetime(2024, 1, 1, tzinfo=UTC)

CLAIM_ALL = """
import sys
from watchkeeper.store.catalog import Catalog
catalog = Catalog(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
while (claim := catalog.evaluations.claim(3, "a process")) is not None:
    print(claim.batch, *(row.window_start.day for row in claim.rows), flush=True)
    catalog.evaluations.judged(claim.batch, [(row, row.fingerprint) for row in claim.rows])
    catalog.evaluations.finish(claim.batch, claim.rows[0].window_end)
"""
CLAIM_AND_HANG = """
import sys, time
from watchkeeper.store.catalog import Catalog
print(Catalog(sys.argv[1]).evaluations.claim(2, "a process").batch, flush=True)
time.sleep(3600)
"""


def key(day: int, monitor: str = "drift") -> EvaluationKey:
    start = DAY + timedelta(days=day - 1)
    return EvaluationKey(
        monitor=monitor,
        model="m",
        version="1",
        environment="production",
        window_start=start,
        window_end=start + timedelta(days=1),
    )


def schedule(catalog: Catalog, *days: int, of: str = "a") -> int:
    return catalog.evaluations.schedule([(key(day), of) for day in days])


def finish(catalog: Catalog, claim: Claim) -> None:
    judged = [(row, row.fingerprint) for row in claim.rows]
    catalog.evaluations.judged(claim.batch, judged)
    catalog.evaluations.finish(claim.batch, DAY)


def states(catalog: Catalog) -> list[str]:
    return [row.state for row in catalog.evaluations.of("m")]


def test_a_window_is_due_once(catalog: Catalog) -> None:
    """Scheduling again on the same input changes nothing, before and after it is judged."""
    assert schedule(catalog, 1, 2) == 2
    assert schedule(catalog, 1, 2, 3) == 1
    claim = catalog.evaluations.claim(10, "me")
    assert claim is not None
    assert [row.window_start.day for row in claim.rows] == [1, 2, 3]
    finish(catalog, claim)
    assert schedule(catalog, 1, 2, 3) == 0
    assert catalog.evaluations.claim(10, "me") is None
    assert [row.known_at for row in catalog.evaluations.of("m", state="done")] == [DAY] * 3


def test_another_input_makes_it_due_again(catalog: Catalog) -> None:
    """Late labels, say."""
    schedule(catalog, 1, 2)
    claim = catalog.evaluations.claim(10, "me")
    assert claim is not None
    finish(catalog, claim)
    assert schedule(catalog, 1, of="b") == 1
    again = catalog.evaluations.claim(10, "me")
    assert again is not None
    assert [row.window_start.day for row in again.rows] == [1]
    assert again.batch > claim.batch


def test_an_input_that_changes_meanwhile_is_not_missed(catalog: Catalog) -> None:
    """The judgement under way saw the old one: the window is due again after it."""
    schedule(catalog, 1, 2)
    claim = catalog.evaluations.claim(10, "me")
    assert claim is not None
    schedule(catalog, 1, of="b")
    assert catalog.evaluations.claim(10, "me") is None
    finish(catalog, claim)
    assert states(catalog) == ["due", "done"]


def test_a_window_judged_on_an_older_input_is_due_again(catalog: Catalog) -> None:
    """Whoever judged it had not read what was there: done would be a lie."""
    schedule(catalog, 1, of="new")
    claim = catalog.evaluations.claim(10, "me")
    assert claim is not None
    catalog.evaluations.judged(claim.batch, [(claim.rows[0], "old")])
    catalog.evaluations.finish(claim.batch, DAY)
    assert states(catalog) == ["due"]


def test_taking_a_batch_over_leaves_what_was_noted(catalog: Catalog) -> None:
    """Its holder died after writing findings on "a"; "b" came since, so the window is due."""
    schedule(catalog, 1, of="a")
    lost = catalog.evaluations.claim(1, "me", lease_s=-1)
    assert lost is not None
    catalog.evaluations.judged(lost.batch, [(lost.rows[0], "a")])
    schedule(catalog, 1, of="b")
    again = catalog.evaluations.claim(1, "other")
    assert again is not None
    catalog.evaluations.finish(again.batch, DAY)
    assert states(catalog) == ["due"]


def test_the_oldest_windows_come_first(catalog: Catalog) -> None:
    """And no more than asked for, of the model asked for."""
    schedule(catalog, 3, 1, 2)
    assert catalog.evaluations.claim(2, "me", model="other") is None
    claim = catalog.evaluations.claim(2, "me", model="m")
    assert claim is not None
    assert [row.window_start.day for row in claim.rows] == [1, 2]


def test_a_failed_window_is_tried_three_times(catalog: Catalog) -> None:
    """Then it waits for another input, with its error."""
    schedule(catalog, 1)
    for attempt in (1, 2, 3):
        claim = catalog.evaluations.claim(1, "me")
        assert claim is not None
        assert claim.rows[0].attempts == attempt
        catalog.evaluations.fail(claim.batch, "boom")
    assert catalog.evaluations.claim(1, "me") is None
    assert [(row.state, row.error) for row in catalog.evaluations.of("m")] == [("failed", "boom")]
    assert schedule(catalog, 1, of="b") == 1
    assert catalog.evaluations.claim(1, "me") is not None


def test_a_batch_that_ran_out_is_handed_out_again_with_its_number(catalog: Catalog) -> None:
    """Unless it is renewed."""
    schedule(catalog, 1, 2, 3)
    lost = catalog.evaluations.claim(2, "me", lease_s=-1)
    assert lost is not None
    again = catalog.evaluations.claim(1, "other", lease_s=-1)
    assert again is not None
    assert again.batch == lost.batch
    assert [row.window_start.day for row in again.rows] == [1, 2]
    catalog.evaluations.renew(lost.batch)
    new = catalog.evaluations.claim(5, "other")
    assert new is not None
    assert new.batch != lost.batch
    assert [row.window_start.day for row in new.rows] == [3]


def test_a_released_batch_is_handed_out_again_at_once(catalog: Catalog) -> None:
    """With its number, however often: an interruption is not the windows' fault."""
    schedule(catalog, 1, 2)
    numbers = set()
    for _ in range(5):
        claim = catalog.evaluations.claim(2, "me")
        assert claim is not None
        assert [row.attempts for row in claim.rows] == [1, 1]
        numbers.add(claim.batch)
        catalog.evaluations.release(claim.batch)
    assert len(numbers) == 1


def test_what_kills_every_process_is_given_up(catalog: Catalog) -> None:
    """A window that ends three processes must not end all of them."""
    schedule(catalog, 1)
    for _ in range(3):
        assert catalog.evaluations.claim(1, "me", lease_s=-1) is not None
    assert catalog.evaluations.claim(1, "me") is None
    assert states(catalog) == ["failed"]


def test_a_killed_process_gives_its_batch_back_at_once(catalog: Catalog, url: str) -> None:
    """Its lease would have lasted a minute."""
    schedule(catalog, 1, 2, 3)
    process = subprocess.Popen(
        [sys.executable, "-c", CLAIM_AND_HANG, url], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        batch = int(process.stdout.readline())
        process.kill()
        process.wait()
    claim = catalog.evaluations.claim(1, "me")
    assert claim is not None
    assert claim.batch == batch
    assert [row.window_start.day for row in claim.rows] == [1, 2]


def test_two_processes_never_judge_one_window_twice(catalog: Catalog, url: str) -> None:
    """Thirty windows, two processes at once: each window in one claim."""
    schedule(catalog, *range(1, 31))
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM_ALL, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    lines = [line for text, _ in start_together(workers) for line in text.splitlines()]
    days = [int(day) for line in lines for day in line.split()[1:]]
    assert sorted(days) == list(range(1, 31))
    assert len({line.split()[0] for line in lines}) == len(lines)
    assert set(states(catalog)) == {"done"}


def start_together(workers: list[subprocess.Popen[str]]) -> list[tuple[str, str]]:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [worker.communicate() for worker in workers]
