"""What a workspace knows: everything that can be asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed, Versions
from watchkeeper.app.incident_desk import IncidentDesk
from watchkeeper.app.metric_table import MetricTable
from watchkeeper.app.not_judged import MONITOR, not_judged
from watchkeeper.app.recent_profile import recent_profile
from watchkeeper.app.recorded_rows import labelled_rows
from watchkeeper.app.settings import load_settings
from watchkeeper.app.workspace_metrics import metric_between, workspace_metrics
from watchkeeper.engine import LocalEngine
from watchkeeper.errors import unknown_name
from watchkeeper.model import Environment, Finding, Level, MetricValue, Model, Window
from watchkeeper.model.clock import aware
from watchkeeper.model.incident import Incident, IncidentState
from watchkeeper.monitors import MONITORS
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.stats.metric import Metric
from watchkeeper.store.catalog.changes import Change
from watchkeeper.store.lake.schemas import PREDICTIONS
from watchkeeper.store.predictions import read_predictions
from watchkeeper.store.results import read_results
from watchkeeper.store.store import Store

_MONITORS = (*(monitor.name for monitor in MONITORS), MONITOR)


class History:
    """The reading side of a workspace; nothing here changes anything."""

    __slots__ = ("_engine", "_store", "_versions", "settings")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._versions = Versions(store)
        self._engine = LocalEngine()
        self.settings = load_settings(store.root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the catalog; what was acknowledged is on the disk already."""
        self._engine.close()
        self._store.close()

    @property
    def path(self) -> Path:
        """Return the folder."""
        return self._store.root

    @property
    def store(self) -> Store:
        """Return the lake, catalog and clock below."""
        return self._store

    def models(self) -> tuple[Model, ...]:
        """Return every model under watch, by name."""
        return self._store.catalog.models.all()

    def changes(self, model: str) -> tuple[Change, ...]:
        """Return the change log of a model, earliest first."""
        return self._store.catalog.changes.of(model)

    def recent_changes(self, most: int) -> tuple[Change, ...]:
        """Return the latest *most* changes of all models, newest first."""
        return self._store.catalog.changes.newest(most)

    def versions(self, model: str) -> list[Deployed]:
        """Return the deployed versions of a model with their baselines, in order."""
        self._store.catalog.models.get(model)
        return self._versions.of(model)

    def all_versions(self) -> dict[str, list[Deployed]]:
        """Return the deployed versions of every model that has one, in order."""
        return self._versions.of_all()

    def metrics(
        self,
        model: str,
        metrics: str | Metric | Sequence[str | Metric] | None = None,
        *,
        every: str | None = "1d",
        by: str | Sequence[str] | None = None,
        version: str | None = None,
        environment: Environment | str = Environment.PRODUCTION,
        known_at: datetime | None = None,
    ) -> MetricTable:
        """Return realised metrics from the labels that arrived, each with its interval.

        They come from the summaries in the lake; *by* a feature, or as *known_at* an earlier
        time, they come from the rows. *metrics* are names out of ``METRICS``, ``recall[bee]`` for
        one class of several, or metrics of your own numbers such as ``value_metric(...)``.
        """
        found = self._store.catalog.models.get(model)
        deployed = self._versions.named(model, version, environment)
        if known_at is not None:
            known_at = aware(known_at, "known_at")
        return workspace_metrics(
            self._store,
            self._engine,
            found,
            deployed,
            metrics,
            every=every,
            by=by,
            known_at=known_at,
        )

    def metric_between(
        self,
        model: str,
        metric: str,
        start: datetime,
        end: datetime,
        *,
        version: str | None = None,
        environment: Environment | str = Environment.PRODUCTION,
    ) -> MetricValue:
        """Return one realised metric of the predictions in ``[start, end)``, cut at hours."""
        found = self._store.catalog.models.get(model)
        deployed = self._versions.named(model, version, environment)
        span = Window(aware(start, "start"), aware(end, "end"))
        return metric_between(self._store, found, deployed, metric, span)

    def predictions(
        self, model: str, columns: Sequence[str] | None = None, *, version: str | None = None
    ) -> pa.Table:
        """Return recorded predictions as they lie in the lake, of one version or of all."""
        self._store.catalog.models.get(model)
        where = pc.field("version") == version if version is not None else None
        return read_predictions(self._store, model, columns, where=where)

    def labelled(self, model: str, *, version: str | None = None) -> pa.Table:
        """Return recorded predictions with the label that stands; null where none arrived."""
        self._store.catalog.models.get(model)
        rows = labelled_rows(self._store, self._engine, model)
        return rows if version is None else rows.filter(pc.field("version") == version)

    def rows(self, model: str) -> int:
        """Return how many predictions of a model are recorded."""
        self._store.catalog.models.get(model)
        table = self._store.table(model, PREDICTIONS)
        return sum(file.rows for file in table.snapshot().files) if table.exists() else 0

    def recent_profile(
        self, model: str, deployed: Deployed, *, windows: int
    ) -> ProfileCells | None:
        """Return the counts of the last *windows* windows of a version, in one cell."""
        found = self._store.catalog.models.get(model)
        return recent_profile(
            self._store, found, deployed, self.settings.workspace.window, windows=windows
        )

    def findings(
        self,
        model: str,
        *,
        level: Level | str | None = None,
        monitor: str | None = None,
        subject: str | None = None,
        known_at: datetime | None = None,
    ) -> list[Finding]:
        """Return the findings of all windows, in order of time.

        Behind them stands one without a window for each live version that cannot be judged
        yet: it has no baseline, or no row.

        Args:
            model: Its name.
            level: Only this level and worse (``unknown`` only itself); left out: all.
            monitor: Only this monitor's.
            subject: Only about this column or metric.
            known_at: As reported then; left out: as known now.

        Raises:
            NotFound: there is no such model.
            ConfigError: there is no such level or monitor, or *known_at* has no zone.
        """
        self._store.catalog.models.get(model)
        wanted = None if level is None else level_named(level)
        if monitor is not None and monitor not in _MONITORS:
            raise unknown_name("monitor", monitor, _MONITORS, where="monitor")
        if known_at is not None:
            known_at = aware(known_at, "known_at")
        found = read_results(self._store, model, known_at=known_at, monitor=monitor)
        if known_at is None and monitor in (None, MONITOR):
            found += not_judged(self._store, model, self._versions.live(model))
        return [
            f
            for f in found
            if (subject is None or f.subject == subject) and (wanted is None or _is(f, wanted))
        ]

    def incidents(
        self, model: str | None = None, *, state: IncidentState | str | None = None
    ) -> list[Incident]:
        """Return incidents, of one *model* or *state* only; open before resolved, worst first.

        Raises:
            NotFound: no model is called so.
            ConfigError: there is no such state.
        """
        return IncidentDesk(self._store, self.settings).all(model, state=state)


def level_named(name: Level | str) -> Level:
    """Return the level of that name.

    Raises:
        ConfigError: there is none (with the nearest name).
    """
    try:
        return Level(name)
    except ValueError:
        known = [level.value for level in Level]
        raise unknown_name("level", str(name), known, where="level") from None


def _is(finding: Finding, wanted: Level) -> bool:
    if wanted is Level.UNKNOWN:
        return finding.level is wanted
    return finding.level.rank >= wanted.rank
