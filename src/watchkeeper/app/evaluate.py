"""Evaluation: due windows are claimed, judged once, and re-opened when labels come late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.deployed import Deployed, Versions
from watchkeeper.app.follow import follow_labels, follow_predictions
from watchkeeper.app.judge import Judging
from watchkeeper.app.limits import Limits
from watchkeeper.app.stream import Stream
from watchkeeper.config import Settings
from watchkeeper.engine import LocalEngine
from watchkeeper.model import Every, Finding, Level, Model, Window
from watchkeeper.monitors import MONITORS, Monitor, MonitorConfig
from watchkeeper.monitors.observed import Stream as StreamName
from watchkeeper.quality.decision import layout, settings_for
from watchkeeper.store.catalog.evaluations import Claim, Evaluation, EvaluationKey
from watchkeeper.store.lake.schemas import PROFILES, SCORES
from watchkeeper.store.results import append_results
from watchkeeper.store.store import Store

Progress = Callable[[int, int, str], None]
StreamKey = tuple[str, str, str]
_AT_ONCE = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run did: ``levels`` counts its findings by level."""

    windows: int
    levels: Mapping[Level, int]

    @property
    def findings(self) -> int:
        """Return how many findings were made."""
        return sum(self.levels.values())


class Evaluator:
    """Brings the results of a workspace up to a moment; may be interrupted anywhere."""

    __slots__ = ("_engine", "_read_at", "_settings", "_store", "_streams", "_versions")

    def __init__(
        self, store: Store, engine: LocalEngine, settings: Settings, versions: Versions
    ) -> None:
        self._store = store
        self._engine = engine
        self._settings = settings
        self._versions = versions
        self._streams: dict[StreamKey, Stream] = {}
        self._read_at: dict[str, tuple[int, int]] = {}

    def run(self, until: datetime, progress: Progress | None) -> RunSummary:
        """Follow new rows and labels, then judge every window that is due by *until*."""
        levels = dict.fromkeys(Level, 0)
        windows = 0
        for model in self._store.catalog.models.all():
            deployed = self._versions.of(model.name)
            self._follow(model, deployed, until)
            for claim in self._claims(model.name):
                found = self._judge(model.name, claim, progress)
                windows += len({(r.version, r.environment, r.window_start) for r in claim.rows})
                for finding in found:
                    levels[finding.level] += 1
        return RunSummary(windows=windows, levels=levels)

    def _stream(self, model: Model, deployed: Deployed) -> Stream | None:
        if deployed.baseline is None:
            return None
        key = (model.name, deployed.version.version, str(deployed.version.environment))
        if key not in self._streams:
            judging = self._judging(model, deployed, deployed.baseline)
            self._streams[key] = Stream(self._store, model.name, deployed, judging)
        return self._streams[key]

    def _follow(self, model: Model, versions: Sequence[Deployed], until: datetime) -> None:
        """Bring cells and streams up to date; note which windows are to be judged on what."""
        if self._read_at.get(model.name) != self._cells_at(model.name):
            # Another process wrote cells since: what is remembered here may be old.
            self._streams = {k: s for k, s in self._streams.items() if k[0] != model.name}
        rows_since = follow_predictions(self._store, model.name, versions)
        labels_since = follow_labels(self._store, self._engine, model.name, versions)
        for deployed in versions:
            stream = self._stream(model, deployed)
            if stream is None:
                continue
            windows = stream.windows
            if windows and rows_since is not None and rows_since < windows[-1].end:
                stream.forget()
            changed = stream.read(
                until, live=_is_live(deployed, versions), labels_since=labels_since
            )
            wanted = self._wanted(model.name, deployed, stream, changed)
            self._store.catalog.evaluations.schedule(wanted)
        self._read_at[model.name] = self._cells_at(model.name)

    def _cells_at(self, model: str) -> tuple[int, int]:
        """Return the versions of the tables that streams are read from."""
        tables = (self._store.table(model, spec) for spec in (PROFILES, SCORES))
        profiles, scores = (table.version() for table in tables)
        return profiles, scores

    def _wanted(
        self, model: str, deployed: Deployed, stream: Stream, first: int
    ) -> Iterator[tuple[EvaluationKey, str]]:
        windows = stream.windows
        for at, window in enumerate(windows[first:], first):
            prints = {reads: stream.fingerprint(at, reads) for reads in ("rows", "labels")}
            for monitor in self._enabled():
                key = EvaluationKey(
                    monitor=monitor.name,
                    model=model,
                    version=deployed.version.version,
                    environment=str(deployed.version.environment),
                    window_start=window.start,
                    window_end=window.end,
                )
                yield key, prints[monitor.reads]

    def _claims(self, model: str) -> Iterator[Claim]:
        while claim := self._store.catalog.evaluations.claim(_AT_ONCE, "evaluator", model=model):
            yield claim

    def _judge(self, model: str, claim: Claim, progress: Progress | None) -> list[Finding]:
        now = self._store.clock.now()
        evaluations = self._store.catalog.evaluations
        found: list[Finding] = []
        by_window = _by_window(claim.rows)
        for done, ((version, environment, window), monitors) in enumerate(by_window.items()):
            stream = self._streams.get((model, version, environment))
            if stream is not None:
                found.extend(stream.findings(window, frozenset(monitors), now))
            if progress is not None:
                progress(done + 1, len(by_window), f"{model} {version}")
        append_results(self._store, model, found, known_at=now, batch=claim.batch)
        evaluations.finish(claim.batch, now)
        return found

    def _judging(self, model: Model, deployed: Deployed, baseline: Baseline) -> Judging:
        every = Every.parse(self._settings.workspace.window, timezone=model.timezone)
        version = deployed.version
        settings = settings_for(
            every,
            series=self._series(),
            false_alarms_per_week=self._settings.workspace.false_alarms_per_week,
        )
        return Judging(
            baseline=baseline,
            every=every,
            settings=settings,
            monitors=self._configs(),
            stream=StreamName(
                model=model.name, version=version.version, environment=str(version.environment)
            ),
            sources=model.sources,
            limits=Limits(self._settings, model.name),
            deployed_at=version.deployed_at,
            trained_until=version.trained_until,
        )

    def _series(self) -> int:
        """Return how many series are judged in all: they share the budget of false alarms."""
        live = 0
        for model in self._store.catalog.models.all():
            versions = self._versions.of(model.name)
            for deployed in versions:
                if deployed.baseline is not None and _is_live(deployed, versions):
                    live += len(layout(deployed.baseline).keys)
        return live

    def _configs(self) -> dict[str, MonitorConfig]:
        return {monitor.name: self._settings.monitor(monitor.name) for monitor in MONITORS}

    def _enabled(self) -> list[Monitor]:
        configs = self._configs()
        return [monitor for monitor in MONITORS if configs[monitor.name].enabled]


def _by_window(
    rows: Sequence[Evaluation],
) -> dict[tuple[str, str, Window], list[str]]:
    found: dict[tuple[str, str, Window], list[str]] = {}
    for row in rows:
        window = Window(row.window_start, row.window_end)
        found.setdefault((row.version, row.environment, window), []).append(row.monitor)
    return found


def _is_live(deployed: Deployed, versions: Sequence[Deployed]) -> bool:
    """Return whether rows of a version are still expected: none was deployed after it."""
    version = deployed.version
    there = [d for d in versions if d.version.environment == version.environment]
    return there[-1].version.version == version.version
