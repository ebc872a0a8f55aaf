"""Several processes on one workspace."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from watchkeeper.errors import RunFailed
from watchkeeper.model import Level

_RUN = """
import sys
from datetime import datetime
import watchkeeper
from watchkeeper.model import ReplayClock

with watchkeeper.open(sys.argv[1], clock=ReplayClock(datetime.fromisoformat(sys.argv[2]))) as ws:
    print("ready", flush=True)
    sys.stdin.readline()
    print(ws.run().windows)
"""

_RUN_PAUSED = _RUN.replace(
    "with watchkeeper.open",
    """
import watchkeeper.app.evaluate as module
append = module.append_results

def paused(*given, **named):
    module.append_results = append
    print("judged", flush=True)
    sys.stdin.readline()
    append(*given, **named)

module.append_results = paused
with watchkeeper.open""",
)
_RUN_AND_DIE = _RUN.replace(
    "print(ws.run().windows)",
    'ws.store.catalog.evaluations.finish = lambda *_: __import__("os")._exit(9)\n    ws.run()',
)


def _runner(folder: Path, now: str, code: str = _RUN) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder), now],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _let_go(*processes: subprocess.Popen[str]) -> list[int]:
    """Start all at the same moment; return how many windows each judged."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return [int(answer) for answer in answers]


def test_two_processes_judge_each_window_once(lab: Any) -> None:
    """They share the work; no row is counted twice, and no finding is there twice."""
    for number in range(6):
        lab.clock.advance(lab.day(number + 1))
        lab.log(lab.rows(number))
        lab.label(lab.rows(number))

    judged = _let_go(*(_runner(lab.folder, lab.day(6).isoformat()) for _ in range(3)))

    assert sum(judged) == 6
    volume = lab.findings(monitor="volume")
    assert [(f.window_start, f.n_current) for f in volume] == [(lab.day(n), 120) for n in range(6)]
    found = Counter((f.monitor, f.subject, f.window_start) for f in lab.findings())
    assert set(found.values()) == {1}
    assert {m.n for m in lab.ws.metrics("flights", "accuracy")} == {120}


def test_what_another_process_wrote_is_seen(lab: Any) -> None:
    """This one remembers streams; rows, labels and runs of others are never overlooked."""
    lab.pass_days(0, 2)
    with lab.again() as other:
        rows = lab.rows(2)
        lab.clock.advance(lab.day(3))
        other.log_predictions("flights", rows.drop_columns("y"))
        other.run()
    lab.pass_days(3, 4)
    with lab.again() as other:
        labels = {"prediction_id": lab.rows(2)["id"], "label": lab.rows(2)["y"]}
        other.log_labels("flights", labels)
    lab.ws.run()

    volume = lab.findings(monitor="volume")
    assert [f.window_start for f in volume] == [lab.day(n) for n in range(4)]
    assert {f.n_current for f in volume} == {120}
    accuracy = lab.findings(monitor="performance", subject="accuracy")
    assert [f.value is not None for f in accuracy] == [True] * 4
    with lab.again() as fresh:
        assert fresh.run().windows == 0
        assert fresh.findings("flights") == lab.findings()


def test_labels_that_another_process_saw_while_this_one_judged(lab: Any) -> None:
    """Both are alive: the one that holds the windows judges them again, on all the labels."""
    for number in range(3):
        lab.log(lab.rows(number))
    lab.clock.advance(lab.day(3))
    first = _runner(lab.folder, lab.day(3).isoformat(), _RUN_PAUSED)
    assert first.stdin is not None
    assert first.stdout is not None
    assert first.stdout.readline() == "ready\n"
    first.stdin.write("go\n")
    first.stdin.flush()
    assert first.stdout.readline() == "judged\n"
    for number in range(3):
        lab.label(lab.rows(number))

    assert lab.ws.run().windows == 0
    answer, _ = first.communicate("go on\n", timeout=60)

    assert (first.returncode, int(answer)) == (0, 6)
    accuracy = lab.findings(monitor="performance", subject="accuracy")
    assert [f.n_current for f in accuracy] == [120] * 3
    assert {e.state for e in lab.ws.store.catalog.evaluations.of("flights")} == {"done"}
    assert lab.ws.run().windows == 0


@pytest.mark.parametrize(
    "where",
    [
        "watchkeeper.app.evaluate.follow_labels",
        "watchkeeper.app.stream.Stream.read",
        "watchkeeper.store.catalog.evaluations.Evaluations.schedule",
        "watchkeeper.app.stream.Stream.findings",
        "watchkeeper.app.evaluate.append_results",
        "watchkeeper.store.catalog.evaluations.Evaluations.finish",
    ],
)
def test_an_interrupted_run_goes_on_in_the_same_process(
    where: str, make_lab: Any, monkeypatch: Any
) -> None:
    """Ctrl-C in a notebook, and the cell run again: nothing is missing, nothing is twice."""
    undisturbed, lab = make_lab("undisturbed"), make_lab("interrupted")
    for one in (undisturbed, lab):
        one.pass_days(0, 2)
        one.log(one.rows(2))
        one.label(one.rows(2))
        one.label(one.rows(1).slice(0, 1).set_column(6, "y", pa.array(["late"])))
        one.clock.advance(lab.day(3))
    undisturbed.ws.run()

    def interrupted(*_: Any, **__: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    # Where the tests run in the background, the signal is ignored from the start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(where, interrupted)
            with pytest.raises(KeyboardInterrupt):
                lab.ws.run()
    finally:
        signal.signal(signal.SIGINT, before)
    lab.ws.run()

    assert lab.results() == undisturbed.results()
    assert {e.state for e in lab.ws.store.catalog.evaluations.of("flights")} == {"done"}
    assert lab.ws.run().windows == 0


def test_a_process_that_died_while_judging_is_taken_over(lab: Any) -> None:
    """Its windows are judged by the next one, also those beyond what that one was asked for."""
    for number in range(3):
        lab.log(lab.rows(number))
    lab.clock.advance(lab.day(3))
    dying = subprocess.run(
        [sys.executable, "-c", _RUN_AND_DIE, str(lab.folder), lab.day(3).isoformat()],
        input="go\n",
        text=True,
        capture_output=True,
        check=False,
    )
    assert dying.returncode == 9

    summary = lab.ws.run(until=lab.day(1))

    assert summary.windows == 3
    volume = lab.findings(monitor="volume")
    assert [f.window_start for f in volume] == [lab.day(n) for n in range(3)]
    assert {e.state for e in lab.ws.store.catalog.evaluations.of("flights")} == {"done"}


def test_labels_that_come_after_a_crash_are_not_missed(lab: Any) -> None:
    """The dead process had written findings without them; the windows are due again."""
    for number in range(3):
        lab.log(lab.rows(number))
    lab.clock.advance(lab.day(3))
    subprocess.run(
        [sys.executable, "-c", _RUN_AND_DIE, str(lab.folder), lab.day(3).isoformat()],
        input="go\n",
        text=True,
        capture_output=True,
        check=False,
    )
    for number in range(3):
        lab.label(lab.rows(number))

    lab.ws.run()

    accuracy = lab.findings(monitor="performance", subject="accuracy")
    assert [f.n_current > 0 for f in accuracy] == [True] * 3
    assert {e.state for e in lab.ws.store.catalog.evaluations.of("flights")} == {"done"}


def test_a_run_that_fails_is_made_again(lab: Any, monkeypatch: Any) -> None:
    """What could not be written is due again; after three failures it waits for new input."""
    lab.log(lab.rows(0))
    lab.clock.advance(lab.day(1))

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("watchkeeper.app.evaluate.append_results", broken)
        with pytest.raises(RunFailed, match="flights: OSError: disk full"):
            lab.ws.run()
    assert lab.findings(level="ok") == []

    lab.ws.run()

    assert {f.level for f in lab.findings(monitor="volume")} == {Level.OK}
    assert lab.ws.run(until=lab.day(1) + timedelta(hours=1)).windows == 0
