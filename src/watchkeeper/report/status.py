"""How every model stands now: the verdict on the newest window of each live version."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.workspace import Workspace
from watchkeeper.model import Finding, Level, Model, Window
from watchkeeper.model.figures import times
from watchkeeper.report.verdict import verdict, worst, worst_first
from watchkeeper.store import Hours, Store, read_profiles, read_results, read_scores
from watchkeeper.store.lake.schemas import RESULTS

VersionKey = tuple[str, str]
"""The name of a version and its environment."""

_KEY = ["version", "environment"]
_DAYS_MORE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStatus:
    """How one live version of a model stands: what was said of its newest judged window.

    ``rows`` counts the answers in that window and ``labelled`` those whose label has arrived
    (None where nothing is measured against labels); without a baseline ``rows`` are all there
    are. Without a window ``level`` is unknown and ``verdict`` says what is missing.
    """

    model: str
    owner: str
    level: Level
    verdict: str
    version: str | None = None
    environment: str | None = None
    window: Window | None = None
    rows: int = 0
    labelled: int | None = None
    timezone: str = "UTC"
    findings: tuple[Finding, ...] = ()

    @property
    def matured_share(self) -> float | None:
        """Return the share of the rows whose label has arrived; None where there is none."""
        return self.labelled / self.rows if self.labelled is not None and self.rows else None

    @property
    def loud(self) -> tuple[Finding, ...]:
        """Return the warnings and criticals of the window, worst first."""
        return tuple(worst_first(f for f in self.findings if f.level.rank >= Level.WARNING.rank))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values only, ready for JSON; of the findings those that are loud."""
        window = self.window
        return {
            "model": self.model,
            "owner": self.owner,
            "version": self.version,
            "environment": self.environment,
            "level": self.level.value,
            "verdict": self.verdict,
            "window_start": window.start.isoformat() if window else None,
            "window_end": window.end.isoformat() if window else None,
            "rows": self.rows,
            "labelled": self.labelled,
            "matured_share": self.matured_share,
            "findings": [finding.to_dict() for finding in self.loud],
        }


def statuses(workspace: Workspace) -> tuple[ModelStatus, ...]:
    """Return how each live version of each model stands, worst first, then by model.

    A version is live as long as none was deployed after it in its environment. Only its newest
    window is read, so the answer takes as long for a year of history as for a day.
    """
    found = [status for model in workspace.models() for status in _of_model(workspace, model)]
    return tuple(sorted(found, key=lambda status: -status.level.rank))


def _of_model(workspace: Workspace, model: Model) -> Iterator[ModelStatus]:
    live = {str(d.version.environment): d for d in workspace.versions(model.name)}
    if not live:
        yield ModelStatus(
            model=model.name,
            owner=model.owner,
            level=Level.UNKNOWN,
            verdict="No version is deployed.",
            timezone=model.timezone,
        )
    watched = {_key(d) for d in live.values() if d.baseline is not None}
    windows = _newest_windows(workspace.store, model.name, watched)
    for deployed in live.values():
        yield _of_version(workspace, model, deployed, windows.get(_key(deployed)))


def _of_version(
    workspace: Workspace, model: Model, deployed: Deployed, window: Window | None
) -> ModelStatus:
    findings = _findings(workspace.store, model.name, deployed, window) if window else ()
    if window is None:
        rows, labelled = _recorded(workspace, model.name, deployed), None
        said = _nothing_yet(deployed, rows)
    else:
        rows, labelled = _counted(workspace.store, model.name, deployed, window)
        said = verdict(findings, timezone=model.timezone)
    return ModelStatus(
        model=model.name,
        owner=model.owner,
        level=worst(findings),
        verdict=said,
        version=deployed.version.version,
        environment=str(deployed.version.environment),
        window=window,
        rows=rows,
        labelled=labelled,
        timezone=model.timezone,
        findings=findings,
    )


def _key(deployed: Deployed) -> VersionKey:
    return deployed.version.version, str(deployed.version.environment)


def _nothing_yet(deployed: Deployed, rows: int) -> str:
    if deployed.baseline is None:
        return f"Collecting: {times(rows, 'row')} so far; set a baseline to have them judged."
    if rows:
        return f"No window has been judged yet; {times(rows, 'row')} so far."
    return "No row has arrived yet."


def _newest_windows(
    store: Store, model: str, wanted: Collection[VersionKey]
) -> dict[VersionKey, Window]:
    """Return the newest judged window of the *wanted* versions, looking from the last day back."""
    table = store.table(model, RESULTS)
    found: dict[VersionKey, Window] = {}
    if not table.exists():
        return found
    snapshot = table.snapshot()
    days = sorted((day for day in snapshot.days if day is not None), reverse=True)
    at_once = 1
    while days and not found.keys() >= set(wanted):
        part, days, at_once = days[:at_once], days[at_once:], at_once * _DAYS_MORE
        rows = snapshot.read([*_KEY, "window_start", "window_end"], days=part)
        ends = [("window_start", "max"), ("window_end", "max")]
        for row in rows.group_by(_KEY).aggregate(ends).to_pylist():
            window = Window(row["window_start_max"], row["window_end_max"])
            found.setdefault((row["version"], row["environment"]), window)
    return found


def _findings(store: Store, model: str, deployed: Deployed, window: Window) -> tuple[Finding, ...]:
    found = read_results(store, model, during=window)
    return tuple(f for f in found if (f.version, f.environment) == _key(deployed))


def _recorded(workspace: Workspace, model: str, deployed: Deployed) -> int:
    """Return how many rows of a version are recorded, judged or not."""
    version, environment = _key(deployed)
    if not workspace.rows(model):
        return 0
    rows = workspace.predictions(model, ["environment"], version=version)
    return int(pc.sum(pc.equal(rows["environment"], environment)).as_py() or 0)


def _counted(
    store: Store, model: str, deployed: Deployed, window: Window
) -> tuple[int, int | None]:
    """Return the answers in *window*, and how many of them have their label."""
    hours = Hours(window.start, window.end)
    columns = deployed.baseline.columns if deployed.baseline is not None else ()
    sizes = {column.name: column.bins.size for column in columns}
    cells = read_profiles(store, model, deployed.key(), sizes, hours)
    scores = read_scores(store, model, deployed.key(), hours)
    rows = int(cells.rows.sum()) if cells is not None else 0
    return rows, int(pc.sum(scores["labelled"]).as_py()) if scores.num_rows else None
