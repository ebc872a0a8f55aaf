"""A workspace: history, monitors and labels that arrive late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.deployable import require_deployable
from watchkeeper.app.deployed import environment_named
from watchkeeper.app.evaluate import Evaluator, Progress, RunSummary
from watchkeeper.app.incident_desk import IncidentDesk
from watchkeeper.app.kept_clock import keep_clock, take_up_clock
from watchkeeper.app.recorded_baseline import recorded_baseline
from watchkeeper.app.recording import (
    LabelColumns,
    PredictionColumns,
    record_labels,
    record_predictions,
)
from watchkeeper.app.samples_log import SamplesLog
from watchkeeper.errors import RunFailed, unknown_name
from watchkeeper.model import Clock, Environment, Every, Model, Task, Version, Window
from watchkeeper.model.clock import aware
from watchkeeper.model.roles import TASKS
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.store.catalog.changes import Change
from watchkeeper.store.predictions import WriteResult
from watchkeeper.store.store import Store


class Workspace(SamplesLog):
    """A folder with everything that is known about models under watch.

    Open it with `watchkeeper.open`. Several processes may have one workspace open; at most
    one writes rows of a model at a time.
    """

    __slots__ = ("_evaluator", "desk")

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._evaluator = Evaluator(store, self._engine, self.settings, self._versions)
        #: Incidents, and what people do about them.
        self.desk = IncidentDesk(store, self.settings)
        for model in self.settings.registered():
            store.catalog.models.put(model)

    def close(self) -> None:
        """Let go of the catalog; what was acknowledged is on the disk already."""
        keep_clock(self._store)
        super().close()

    # -- what is under watch ----------------------------------------------------------

    def register(
        self,
        model: str,
        *,
        task: Task,
        owner: str = "",
        tier: str = "",
        positive: Any = None,
        classes: Sequence[Any] = (),
        sources: Mapping[str, str] | None = None,
        source_owners: Mapping[str, str] | None = None,
        consumers: Sequence[str] = (),
        runbook: str = "",
        intended_use: str = "",
        timezone: str | None = None,
        label_horizon: timedelta = timedelta(days=90),
    ) -> Model:
        """Put a model under watch, or change what is known of it.

        Args:
            model: Its name.
            task: ``binary``, ``multiclass`` or ``regression``.
            owner: Who hears of findings.
            tier: How much it matters, in your words.
            positive: The positive class.
            classes: All classes, where they are known.
            sources: Column to the data source that owns it: findings of one source belong
                together.
            source_owners: Data source to who answers for it.
            consumers: Who uses its answers.
            runbook: What to do when something is found: an address, or a text.
            intended_use: What it is for, and what it is not for.
            timezone: Whose days its windows are, whole hours from UTC; left out: the workspace's.
            label_horizon: How far back `log_labels` looks for predictions; `run` looks further.
        """
        if task not in TASKS:
            raise unknown_name("task", str(task), TASKS, where="task")
        zone = timezone or self.settings.workspace.timezone
        Every.parse("1d", timezone=zone).require_whole_hours()
        found = Model(
            name=model,
            task=task,
            owner=owner,
            tier=tier,
            positive=None if positive is None else canonical_text(positive),
            classes=tuple(canonical_text(name) for name in classes),
            sources=dict(sources or {}),
            source_owners=dict(source_owners or {}),
            consumers=tuple(consumers),
            runbook=runbook,
            intended_use=intended_use,
            timezone=zone,
            label_horizon=label_horizon,
            registered_at=self._store.clock.now(),
        )
        self._store.catalog.models.put(found)
        return found

    def deploy(
        self,
        model: str,
        *,
        version: str,
        baseline: Baseline | None = None,
        environment: Environment | str = Environment.PRODUCTION,
        deployed_at: datetime | None = None,
        trained_at: datetime | None = None,
        trained_until: datetime | None = None,
        packages: Mapping[str, str] | None = None,
        importance: Mapping[str, float] | None = None,
    ) -> Version:
        """Record that a version answers from now on (or since *deployed_at*).

        Without a *baseline* its rows are recorded and the answer is ``unknown`` until
        `set_baseline`. Said again of a version, it keeps what is left out; an older version
        that is deployed again answers from now on.

        Args:
            model: Its name.
            version: What the version is called.
            baseline: What is taken as normal for it.
            environment: Where it answers.
            deployed_at: Since when; left out: now.
            trained_at: When it was trained.
            trained_until: The newest moment in the data it was trained on.
            packages: Libraries it was trained with, name to version: what serving processes
                report is compared with them.
            importance: How much each feature matters to its answers, in any one unit.

        Raises:
            ConfigError: the baseline has another task or positive class, a time has no zone.
        """
        found = self._store.catalog.models.get(model)
        moments = {"trained_at": trained_at, "trained_until": trained_until}
        require_deployable(found, baseline, deployed_at=deployed_at, **moments)
        where = environment_named(environment)
        if baseline is not None:
            self._store.save_baseline(model, baseline.id, baseline.to_bytes())
        there = [d.version for d in self._versions.of(model) if d.version.environment is where]
        known = next((v for v in there if v.version == version), None)
        # The one that answers already goes on; another one, also an older one, begins now.
        since = known.deployed_at if known is not None and known is there[-1] else None
        deployed = Version(
            model=model,
            version=version,
            environment=where,
            deployed_at=deployed_at or since or self._store.clock.now(),
            baseline_id=baseline.id if baseline else known.baseline_id if known else None,
            trained_at=trained_at or (known.trained_at if known else None),
            trained_until=trained_until or (known.trained_until if known else None),
            packages=dict(packages if packages is not None else known.packages if known else {}),
            importance=dict(
                importance if importance is not None else known.importance if known else {}
            ),
        )
        self._store.catalog.models.put_version(deployed)
        text = f"version {version} deployed in {where}"
        self._store.catalog.changes.add(
            Change(model=model, at=deployed.deployed_at, kind="deploy", text=text, version=version)
        )
        return deployed

    def note(self, model: str, text: str, *, at: datetime | None = None) -> None:
        """Enter something into the change log that happened outside."""
        self._store.catalog.models.get(model)
        when = aware(at, "at") if at is not None else self._store.clock.now()
        self._store.catalog.changes.add(Change(model=model, at=when, kind="event", text=text))

    # -- what it saw and answered -------------------------------------------------------

    def log_predictions(
        self,
        model: str,
        frame: Any,
        *,
        version: str | None = None,
        environment: Environment | str = Environment.PRODUCTION,
        id: str | None = None,
        timestamp: str | None = None,
        prediction: str | None = None,
        score: str | Mapping[str, str] | None = None,
        status: str | None = None,
        features: Sequence[str] | None = None,
        tz: str | None = None,
    ) -> WriteResult:
        """Record answers of a model; when this returns they are on the disk, each once.

        A row is known by its id, version, environment and UTC day: a second one like it is
        dropped and counted, so a batch with ids may be sent again after a crash.

        Args:
            model: Its name.
            frame: The rows, as `watchkeeper.check` takes them.
            version: Which version answered; left out: the one deployed last.
            environment: Where.
            id: Column of prediction ids; left out: the baseline's, or made up.
            timestamp: Column of times; left out: the baseline's. One is needed.
            prediction: Column of answers; left out: the baseline's, if the frame has it.
            score: Column of scores, or class to column; left out: as above.
            status: Column with ``answered``, ``rejected`` or ``failed``.
            features: Columns to keep; left out: all without another part.
            tz: Time zone of times without one; left out: UTC.

        Returns:
            The ids of all rows in order, and how many were accepted, dropped or rescued.
        """
        found = self._store.catalog.models.get(model)
        deployed = self._versions.named(model, version, environment)
        columns = PredictionColumns(
            id=id,
            timestamp=timestamp,
            prediction=prediction,
            score=score,
            status=status,
            features=None if features is None else tuple(features),
            tz=tz,
        )
        return record_predictions(self._store, found, deployed, frame, columns)

    def log_labels(
        self,
        model: str,
        frame: Any,
        *,
        id: str = "prediction_id",
        label: str = "label",
        observed_at: str | None = None,
        prediction_time: str | None = None,
        source: str | None = None,
        annotator: str | None = None,
        verdict: str | None = None,
        tz: str | None = None,
    ) -> WriteResult:
        """Record what was true, any time later and in any order; corrections are later rows.

        Args:
            model: Its name.
            frame: One row per label.
            id: Column of prediction ids.
            label: Column of labels.
            observed_at: Column of when it was seen; left out: now.
            prediction_time: Column of the prediction's time; saves looking it up.
            source: Column with ``natural``, ``manual``, ``weak``, ``feedback`` or ``judge``.
            annotator: Column of who said so.
            verdict: Column with ``label``, ``cannot_say`` or ``skip``.
            tz: Time zone of times without one; left out: UTC.
        """
        found = self._store.catalog.models.get(model)
        columns = LabelColumns(
            id=id,
            label=label,
            observed_at=observed_at,
            prediction_time=prediction_time,
            source=source,
            annotator=annotator,
            verdict=verdict,
            tz=tz,
        )
        return record_labels(self._store, found, frame, columns)

    def set_baseline(
        self,
        model: str,
        start: datetime,
        end: datetime,
        *,
        version: str | None = None,
        environment: Environment | str = Environment.PRODUCTION,
    ) -> Baseline:
        """Take the rows recorded in ``[start, end)`` as normal for a version.

        The next `run` counts all its rows against it, and judges its windows.

        Raises:
            NotFound: no model or version is called so.
            DataError: the version has no answered row there.
        """
        deployed = self._versions.named(model, version, environment)
        found = self._store.catalog.models.get(model)
        span = Window(aware(start, "start"), aware(end, "end"))
        baseline = recorded_baseline(self._store, self._engine, found, deployed, span)
        self._store.save_baseline(model, baseline.id, baseline.to_bytes())
        known = replace(deployed.version, baseline_id=baseline.id)
        self._store.catalog.models.put_version(known)
        return baseline

    # -- bring it up to date --------------------------------------------------------------

    def run(self, until: datetime | None = None, *, progress: Progress | None = None) -> RunSummary:
        """Profile, evaluate, alert: all that is complete by *until* (left out, or later: now).

        Every window is judged once, and again when late rows or labels change it. Call it at any
        time, from any number of processes.
        """
        keep_clock(self._store)
        now = self._store.clock.now()
        try:
            summary = self._evaluator.run(min(aware(until or now, "until"), now), progress)
        except RunFailed:
            self.desk.update()
            raise
        self.desk.update()
        return summary


def open_workspace(
    path: str | Path, *, catalog: str | None = None, clock: Clock | None = None
) -> Workspace:
    """Open the workspace in the folder *path*; make it where there is none.

    Args:
        path: The folder.
        catalog: The URL of the catalog; left out: a SQLite file in the folder.
        clock: What time it is; left out: the system's, or the replay clock that was used here
            last. A `watchkeeper.model.ReplayClock` lets the past be replayed;
            `watchkeeper.model.SystemClock` brings a replayed workspace back to the present.

    Raises:
        StoreError: the folder holds something else, or cannot be read or written.
        ConfigError: its ``watchkeeper.toml`` is wrong; every problem is listed.
    """
    store = Store.open(path, catalog=catalog, clock=clock)
    if clock is None:
        take_up_clock(store)
    return Workspace(store)
