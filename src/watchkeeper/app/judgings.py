"""How each stream of a workspace is judged: settings, budget and limits put together."""

from __future__ import annotations

from watchkeeper.app.deployed import Deployed, Versions
from watchkeeper.app.judge import Judging
from watchkeeper.app.limits import Limits
from watchkeeper.config import Settings
from watchkeeper.errors import WatchkeeperError
from watchkeeper.model import Every, Model
from watchkeeper.monitors import MONITORS, Monitor, MonitorConfig
from watchkeeper.monitors.observed import Stream as StreamName
from watchkeeper.quality.decision import layout, settings_for
from watchkeeper.store.store import Store


class Judgings:
    """Makes the `Judging` of every stream; all streams share the budget of false alarms."""

    __slots__ = ("_series", "_settings", "_store", "_versions")

    def __init__(self, store: Store, settings: Settings, versions: Versions) -> None:
        self._store = store
        self._settings = settings
        self._versions = versions
        self._series = 1

    def count_series(self) -> None:
        """Look how many series are judged in all, now."""
        live = 0
        for model in self._store.catalog.models.all():
            try:
                deployed = self._versions.live(model.name)
            except WatchkeeperError:
                # Its own run says what is wrong with it; the others go on.
                continue
            live += sum(len(layout(d.baseline).keys) for d in deployed if d.baseline is not None)
        self._series = max(1, live)

    def of(self, model: Model, deployed: Deployed) -> Judging | None:
        """Return how a version is judged; None without a baseline."""
        if deployed.baseline is None:
            return None
        every = Every.parse(self._settings.workspace.window, timezone=model.timezone)
        version = deployed.version
        return Judging(
            baseline=deployed.baseline,
            every=every,
            settings=settings_for(
                every,
                series=self._series,
                false_alarms_per_week=self._settings.workspace.false_alarms_per_week,
            ),
            monitors=self._configs(),
            stream=StreamName(
                model=model.name, version=version.version, environment=str(version.environment)
            ),
            sources=model.sources,
            limits=Limits(self._settings, model.name),
            deployed_at=version.deployed_at,
            trained_until=version.trained_until,
            trained_with=version.packages,
        )

    def enabled(self) -> list[Monitor]:
        """Return the monitors that are asked."""
        configs = self._configs()
        return [monitor for monitor in MONITORS if configs[monitor.name].enabled]

    def _configs(self) -> dict[str, MonitorConfig]:
        return {monitor.name: self._settings.monitor(monitor.name) for monitor in MONITORS}
