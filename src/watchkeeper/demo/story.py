"""What the demo shows: found by the workspace, beside what really happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.demo.chapter_base_rate import base_rate
from watchkeeper.demo.chapter_fault import injected_fault
from watchkeeper.demo.chapter_version import second_version
from watchkeeper.demo.chapter_worth import worth
from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.replay import MODEL, Progress, local_midnight, replay
from watchkeeper.model import Finding
from watchkeeper.model.figures import count
from watchkeeper.report.of_workspace import workspace_report
from watchkeeper.report.report import Event, Report

Chapter = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DemoStory:
    """The replay's outcome: chapters for a terminal, and the report."""

    chapters: tuple[Chapter, ...]
    report: Report

    def lines(self) -> list[str]:
        """Return the story as plain text."""
        found = []
        for heading, sentences in self.chapters:
            found += [heading, *(f"  {sentence}" for sentence in sentences), ""]
        return found


def run_demo(folder: Path, address: str, *, progress: Progress | None = None) -> DemoStory:
    """Replay the flights into the workspace *folder* by its server, and tell what was found."""
    replay(folder, address, progress)
    with open_workspace(folder) as workspace:
        findings = workspace.findings(MODEL)
        return DemoStory(tuple(_chapters(workspace, findings)), _report(workspace, findings))


def _report(workspace: Workspace, findings: list[Finding]) -> Report:
    fault = Event(
        at=local_midnight(FAULT.first),
        text=FAULT.announcement(),
        kind="fault",
        until=local_midnight(FAULT.last + timedelta(days=1)),
    )
    return workspace_report(
        workspace,
        MODEL,
        title="Flights out of New York, April to December 2013",
        events=[fault],
        findings=findings,
    )


def _chapters(workspace: Workspace, findings: list[Finding]) -> Iterator[Chapter]:
    yield "What was replayed", _replayed(workspace)
    yield "The model's worth: ROC AUC, against March", worth(workspace, findings)
    yield "The base rate: share of late flights, against March", base_rate(workspace, findings)
    yield "The injected fault", injected_fault(findings)
    yield "Version 2", second_version(workspace)


def _replayed(workspace: Workspace) -> tuple[str, ...]:
    tables = [
        workspace.metrics(MODEL, ["base_rate"], every=None, version=v.version.version)
        for v in workspace.versions(MODEL)
    ]
    rows = sum(value.n for table in tables for value in table)
    labelled = sum(value.n_labelled for table in tables for value in table)
    return (
        f"{count(workspace.rows(MODEL))} flights of April to December 2013, scored at their "
        "scheduled departure; each day's labels came as planes landed.",
        f"Labels of {count(labelled)} of {count(rows)} have arrived: cancelled and diverted "
        "flights are scored like all others and never get one.",
    )
