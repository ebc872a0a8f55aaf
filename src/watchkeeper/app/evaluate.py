"""Evaluation: due windows are claimed, judged once, and re-opened when labels come late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from watchkeeper.app.deployed import Deployed, Versions
from watchkeeper.app.follow import follow_predictions
from watchkeeper.app.follow_labels import follow_labels
from watchkeeper.app.judgings import Judgings
from watchkeeper.app.recount import count_new_baselines
from watchkeeper.app.stream import Stream
from watchkeeper.config import Settings
from watchkeeper.engine import LocalEngine
from watchkeeper.errors import RunFailed, WatchkeeperError
from watchkeeper.model import Finding, Level, Model, Window
from watchkeeper.monitors import MONITORS
from watchkeeper.store.catalog.evaluations import Claim, Evaluation, EvaluationKey
from watchkeeper.store.results import append_results, results_written
from watchkeeper.store.store import Store

Progress = Callable[[int, int, str], None]
StreamKey = tuple[str, str, str]
_AT_ONCE = 1_500
_RENEW_EVERY = 20
_READ_AGAIN = 3


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

    __slots__ = ("_engine", "_judgings", "_read_at", "_store", "_streams", "_versions")

    def __init__(
        self, store: Store, engine: LocalEngine, settings: Settings, versions: Versions
    ) -> None:
        self._store = store
        self._engine = engine
        self._versions = versions
        self._judgings = Judgings(store, settings, versions)
        self._streams: dict[StreamKey, Stream] = {}
        self._read_at: dict[str, tuple[int, int]] = {}

    def run(self, until: datetime, progress: Progress | None) -> RunSummary:
        """Follow new rows and labels, then judge every window that is due by *until*.

        Raises:
            RunFailed: a model could not be judged; all others were before it is raised.
        """
        levels: Counter[Level] = Counter(dict.fromkeys(Level, 0))
        windows = 0
        failed: dict[str, str] = {}
        self._judgings.count_series()
        for model in self._store.catalog.models.all():
            try:
                for judged, found in self._run(model, until, progress):
                    windows += judged
                    levels.update(finding.level for finding in found)
            # Whatever is wrong with one model, the others are judged.
            except Exception as error:
                self._forget(model.name)
                failed[model.name] = _said(error)
            except BaseException:
                # Interrupted: what was read may not have been scheduled.
                self._forget(model.name)
                raise
        if failed:
            raise RunFailed(failed, windows=windows)
        return RunSummary(windows=windows, levels=dict(levels))

    def _run(
        self, model: Model, until: datetime, progress: Progress | None
    ) -> Iterator[tuple[int, list[Finding]]]:
        versions = partial(self._versions.of, model.name)
        count_new_baselines(self._store, self._engine, model.name, versions)
        rows = follow_predictions(self._store, model.name, versions)
        labels = follow_labels(self._store, self._engine, model.name, versions)
        if self._read_at.get(model.name) != (rows.before, labels.before):
            # Another process wrote cells since: what is remembered here may be old.
            self._forget(model.name)
        self._read_at[model.name] = (rows.after, labels.after)
        deployed = versions()
        self._read(model, deployed, until, rows.since, labels.since)
        readings = 0
        while readings <= _READ_AGAIN and (claim := self._claim(model.name)):
            with self._held(claim):
                inputs, anew = self._current(model, deployed, claim, until)
                found = self._judge(model.name, claim, inputs, progress)
            readings += anew
            yield len({(r.version, r.environment, r.window_start) for r in claim.rows}), found

    def _read(
        self,
        model: Model,
        versions: Sequence[Deployed],
        until: datetime,
        rows_since: datetime | None = None,
        labels_since: datetime | None = None,
    ) -> None:
        """Bring the streams up to date; note which windows are to be judged on what."""
        live = self._versions.live(model.name)
        for deployed in versions:
            stream = self._stream(model, deployed)
            if stream is None:
                continue
            windows = stream.windows
            if windows and rows_since is not None and rows_since < windows[-1].end:
                stream.forget()
            first = stream.read(
                until,
                live=deployed in live,
                labels_since=labels_since,
                replaced_at=_replaced_at(deployed, versions),
            )
            wanted = self._wanted(model.name, deployed, stream, first)
            self._store.catalog.evaluations.schedule(wanted)

    def _stream(self, model: Model, deployed: Deployed) -> Stream | None:
        judging = self._judgings.of(model, deployed)
        if judging is None:
            return None
        key = (model.name, deployed.version.version, str(deployed.version.environment))
        known = self._streams.get(key)
        if known is None or known.judging != judging:
            known = self._streams[key] = Stream(self._store, model.name, deployed, judging)
        return known

    def _forget(self, model: str) -> None:
        self._forget_streams(model)
        self._read_at.pop(model, None)

    def _forget_streams(self, model: str) -> None:
        self._streams = {k: s for k, s in self._streams.items() if k[0] != model}

    def _wanted(
        self, model: str, deployed: Deployed, stream: Stream, first: int
    ) -> Iterator[tuple[EvaluationKey, str]]:
        monitors = self._judgings.enabled()
        for at, window in enumerate(stream.windows[first:], first):
            prints = {reads: stream.fingerprint(at, reads) for reads in ("rows", "labels")}
            for monitor in monitors:
                key = EvaluationKey(
                    monitor=monitor.name,
                    model=model,
                    version=deployed.version.version,
                    environment=str(deployed.version.environment),
                    window_start=window.start,
                    window_end=window.end,
                )
                yield key, prints[monitor.reads]

    def _claim(self, model: str) -> Claim | None:
        return self._store.catalog.evaluations.claim(_AT_ONCE, "evaluator", model=model)

    @contextmanager
    def _held(self, claim: Claim) -> Iterator[None]:
        """Give *claim* back where the block does not come to its end."""
        evaluations = self._store.catalog.evaluations
        try:
            yield
        except Exception as error:
            evaluations.fail(claim.batch, _said(error))
            raise
        except BaseException:
            evaluations.release(claim.batch)
            raise

    def _current(
        self, model: Model, versions: Sequence[Deployed], claim: Claim, until: datetime
    ) -> tuple[list[tuple[Evaluation, str]], bool]:
        """Return what each window of *claim* is made of, and whether cells were read anew."""
        last = max(row.window_end for row in claim.rows)
        if last > until:
            # Another process had come further, and died.
            self._read(model, versions, last)
        inputs = self._inputs(model.name, claim)
        if all(row.fingerprint == seen for row, seen in inputs):
            return inputs, False
        # Another process has newer cells.
        self._forget_streams(model.name)
        self._read(model, versions, max(until, last))
        return self._inputs(model.name, claim), True

    def _judge(
        self,
        model: str,
        claim: Claim,
        inputs: Sequence[tuple[Evaluation, str]],
        progress: Progress | None,
    ) -> list[Finding]:
        """Return the findings of a batch, once they are written."""
        now = self._store.clock.now()
        evaluations = self._store.catalog.evaluations
        # If the holder died after writing, what it judged is noted, and may be old by now.
        found: list[Finding] = []
        if not results_written(self._store, model, claim.batch):
            found = list(self._findings(model, claim, now, progress))
            evaluations.judged(claim.batch, inputs)
            append_results(self._store, model, found, known_at=now, batch=claim.batch)
        evaluations.finish(claim.batch, now)
        return found

    def _inputs(self, model: str, claim: Claim) -> list[tuple[Evaluation, str]]:
        """Return what each window of *claim* is made of, as the streams here know it."""
        reads = {monitor.name: monitor.reads for monitor in MONITORS}
        streams = {key[1:]: s for key, s in self._streams.items() if key[0] == model}
        places = {key: {w: i for i, w in enumerate(s.windows)} for key, s in streams.items()}
        found = []
        for row in claim.rows:
            key = (row.version, row.environment)
            at = places.get(key, {}).get(Window(row.window_start, row.window_end))
            # A window that no longer exists has nothing to judge.
            if at is None:
                found.append((row, row.fingerprint))
            else:
                of_monitor = reads.get(row.monitor, "rows")
                found.append((row, streams[key].fingerprint(at, of_monitor)))
        return found

    def _findings(
        self, model: str, claim: Claim, now: datetime, progress: Progress | None
    ) -> Iterator[Finding]:
        by_window = _by_window(claim.rows)
        for done, ((version, environment, window), monitors) in enumerate(by_window.items(), 1):
            stream = self._streams.get((model, version, environment))
            if stream is not None:
                yield from stream.findings(window, frozenset(monitors), now)
            if done % _RENEW_EVERY == 0:
                self._store.catalog.evaluations.renew(claim.batch)
            if progress is not None:
                progress(done, len(by_window), f"{model} {version}")


def _replaced_at(deployed: Deployed, versions: Sequence[Deployed]) -> datetime | None:
    """Return when the next version took over in the same environment; None: it has not."""
    environment = deployed.version.environment
    there = [d.version for d in versions if d.version.environment == environment]
    after = there[there.index(deployed.version) + 1 :]
    return after[0].deployed_at if after else None


def _by_window(
    rows: Sequence[Evaluation],
) -> dict[tuple[str, str, Window], list[str]]:
    found: dict[tuple[str, str, Window], list[str]] = {}
    for row in rows:
        window = Window(row.window_start, row.window_end)
        found.setdefault((row.version, row.environment, window), []).append(row.monitor)
    return found


def _said(error: BaseException) -> str:
    text = error.message if isinstance(error, WatchkeeperError) else str(error)
    return f"{type(error).__name__}: {text}"
