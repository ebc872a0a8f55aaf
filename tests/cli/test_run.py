from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Level
from watchkeeper.store import Store

UNTIL = "2024-02-01T00:00Z"


def test_due_windows_are_judged_once(cli: Any, watch: Path) -> None:
    """A critical finding exits 1; the second run has nothing to do and exits 0."""
    first = cli("run", "--workspace", watch, "--until", UNTIL)
    again = cli("run", "--workspace", watch, "--until", UNTIL)

    assert first.code == 1
    assert first.out.startswith("1 window judged, findings: 1 critical, ")
    assert (again.code, again.out) == (0, "no window was due\n")


def test_who_only_wants_the_work_done_says_so(cli: Any, watch: Path) -> None:
    """With ``--fail-on never`` a scheduler sees failures only."""
    assert cli("run", "--workspace", watch, "--until", UNTIL, "--fail-on", "never").code == 0


def test_json_counts_windows_and_findings_by_level(cli: Any, watch: Path) -> None:
    """All four levels are there, also those without a finding."""
    counts = json.loads(cli("run", "--workspace", watch, "--until", UNTIL, "--json").out)

    assert counts["windows"] == 1
    assert set(counts["findings"]) == {level.value for level in Level}
    assert counts["findings"]["critical"] == 1


def test_a_time_that_is_none_exits_2(cli: Any, watch: Path) -> None:
    """Before anything is opened."""
    run = cli("run", "--workspace", watch, "--until", "tomorrow")

    assert run.code == 2
    assert "--until 'tomorrow' is not a time" in run.err


def test_when_nothing_could_be_judged_it_exits_4(cli: Any, watch: Path) -> None:
    """Every monitor but the one that is starved is switched off: no label has arrived."""
    others = sorted({f.monitor for f in _findings(watch)} - {"performance"})
    text = "\n".join(f"[monitor.{name}]\nenabled = false" for name in others)
    (watch / "watchkeeper.toml").write_text(text, encoding="utf-8")

    assert cli("run", "--workspace", watch, "--until", UNTIL, "--json").code == 4


def test_a_workspace_that_another_process_writes_is_no_problem(cli: Any, watch: Path) -> None:
    """Judging needs no writer's lease."""
    with Store.open(watch) as store, store.writer("flights"):
        assert cli("run", "--workspace", watch, "--until", UNTIL).code == 1


def test_a_lost_file_exits_3_without_a_traceback(cli: Any, watch: Path) -> None:
    """What the workspace lost is a failure, not a finding and not a bug."""
    for baseline in (watch / "baselines").glob("*"):
        baseline.unlink()

    run = cli("run", "--workspace", watch, "--until", UNTIL)

    assert run.code == 3
    assert "Traceback" not in run.err


def _findings(folder: Path) -> list[Any]:
    with open_workspace(folder) as workspace:
        return workspace.findings("flights")
