"""Incidents follow the results, in whatever steps these come."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app.follow_results import follow_results
from watchkeeper.app.settings import settings_schema
from watchkeeper.model import Finding, Level, Model, ReplayClock
from watchkeeper.model.incident import IncidentState
from watchkeeper.store import append_results
from watchkeeper.store.store import Store

START = datetime(2024, 3, 1, tzinfo=UTC)
SETTINGS = settings_schema()()
CHECKS = [
    *((name, "feature", m) for name in ("temp", "rain", "seats") for m in ("missing", "drift")),
    *(("score", "score", "drift"),),
    *((m, "metric", "performance") for m in ("roc_auc", "f1")),
    *(("stream", "model", "volume"),),
]
SOURCES = {"temp": "weather", "rain": "weather"}


def at(day: int) -> datetime:
    """Return when *day* begins."""
    return START + timedelta(days=day)


def finding(
    day: int, check: Sequence[str], level: Level = Level.OK, *, model: str = "flights", **more: Any
) -> Finding:
    """Return what a check said of *day*."""
    subject, kind, monitor = check
    given: dict[str, Any] = {
        "reason": f"{subject} is {level}",
        "measure": "mean",
        "source": SOURCES.get(subject),
        "window_start": at(day),
        "window_end": at(day + 1),
        "version": "1",
        "environment": "production",
    }
    return Finding(
        monitor=monitor,
        subject=subject,
        subject_kind=kind,  # type: ignore[arg-type]
        level=level,
        model=model,
        **(given | more),
    )


class Bench:
    """A store into which findings are written as an evaluation would."""

    def __init__(self, folder: Path) -> None:
        self.clock = ReplayClock(START)
        self.store = Store.open(folder, clock=self.clock)
        self.batch = 0
        for name in ("flights", "trains"):
            self.store.catalog.models.put(Model(name=name, task="binary", sources=SOURCES))

    def write(self, findings: Sequence[Finding], *, known: int, model: str = "flights") -> None:
        """Write one batch, known at the beginning of day *known*."""
        self.batch += 1
        self.clock.advance(max(at(known), self.clock.now()))
        append_results(self.store, model, findings, known_at=at(known), batch=self.batch)

    def follow(self) -> bool:
        """Bring the incidents up to date."""
        return follow_results(self.store, SETTINGS)

    def incidents(self) -> list[tuple[Any, ...]]:
        """Return the incidents that have findings, without their numbers and histories."""
        found = self.store.catalog.incidents.all()
        return sorted(
            (
                *(i.root, i.models, i.environment, str(i.state), str(i.level), i.title),
                *(i.started_at, i.last_seen, i.subjects, i.findings, i.muted),
            )
            for i in found
            if i.findings
        )

    def evidence(self) -> list[tuple[list[Any], list[Any]]]:
        """Return the findings of each incident."""
        catalog = self.store.catalog.incidents
        found = [catalog.findings(i.id) for i in catalog.all() if i.findings]
        return sorted(
            ([_key(f) for f in own], [(_key(f), why) for f, why in muted]) for own, muted in found
        )


def _key(f: Finding) -> tuple[Any, ...]:
    return f.window_start, f.model, f.subject, f.monitor, str(f.level)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Return a store with two models."""
    made = Bench(tmp_path / "watch")
    yield made
    made.store.close()


def history(seed: int, days: int) -> list[tuple[int, str, list[Finding]]]:
    """Return batches (known on a day, of a model): random runs of deviations, some re-judged."""
    rng = random.Random(seed)  # noqa: S311
    loud = (Level.WARNING, Level.CRITICAL)
    state: dict[tuple[str, int], Level] = {}
    batches: list[tuple[int, str, list[Finding]]] = []
    for day in range(days):
        for model in ("flights", "trains"):
            said = []
            for n, check in enumerate(CHECKS):
                now = state.get((model, n), Level.OK)
                if rng.random() < (0.35 if now.rank > 1 else 0.05):
                    now = Level.OK if now.rank > 1 else rng.choice(loud)
                state[model, n] = now
                level = Level.UNKNOWN if rng.random() < 0.05 else now
                said.append(finding(day, check, level, model=model))
            batches.append((day + 1, model, said))
            if day > 3 and rng.random() < 0.3:
                # Late labels: the metrics of an earlier day are judged again, whole.
                before = day - rng.randint(1, 3)
                again = [
                    finding(before, check, rng.choice((*loud, Level.OK)), model=model)
                    for check in CHECKS
                    if check[2] == "performance"
                ]
                batches.append((day + 1, model, again))
    return batches


@pytest.mark.parametrize(
    ("seed", "days"), [(0, 12), *(pytest.param(n, 45, marks=pytest.mark.slow) for n in range(6))]
)
def test_day_by_day_gives_the_same_as_all_at_once(tmp_path: Path, seed: int, days: int) -> None:
    """Roots, levels, states, findings and what is muted, of two models with late labels."""
    daily, at_once = Bench(tmp_path / "daily"), Bench(tmp_path / "at once")
    for known, model, findings in history(seed, days):
        daily.write(findings, known=known, model=model)
        daily.follow()
        at_once.write(findings, known=known, model=model)
    at_once.follow()

    assert daily.incidents() == at_once.incidents()
    assert daily.evidence() == at_once.evidence()
    assert len(daily.incidents()) > 3
    daily.store.close()
    at_once.store.close()


def test_nothing_new_costs_no_writing(bench: Bench) -> None:
    """And says so."""
    bench.write([finding(0, CHECKS[0], Level.WARNING)], known=1)

    assert bench.follow()
    assert not bench.follow()


def test_a_window_judged_otherwise_takes_its_incident_back(bench: Bench) -> None:
    """Labels that came late say that nothing was wrong: the incident is withdrawn."""
    bench.write([finding(0, CHECKS[-2], Level.CRITICAL)], known=1)
    bench.follow()
    bench.write([finding(0, CHECKS[-2])], known=2)
    bench.follow()

    (gone,) = bench.store.catalog.incidents.all()
    assert (gone.state, gone.findings) == (IncidentState.RESOLVED, 0)
    assert [e.kind for e in bench.store.catalog.incidents.events(gone.id)] == [
        "opened",
        "withdrawn",
    ]


def test_a_window_judged_again_keeps_its_incident(bench: Bench) -> None:
    """The same finding with another number: the incident tells the newer one."""
    bench.write([finding(0, CHECKS[-2], Level.CRITICAL, reason="0.80")], known=1)
    bench.follow()
    bench.write([finding(0, CHECKS[-2], Level.CRITICAL, reason="0.79")], known=2)
    bench.follow()

    (one,) = bench.store.catalog.incidents.all()
    assert one.title.endswith("0.79")
    assert one.opened_at == at(1)


def test_a_feed_that_fails_hits_both_models_once(bench: Bench) -> None:
    """The models are judged one after the other; it stays one incident."""
    for model in ("flights", "trains"):
        bench.write([finding(0, CHECKS[0], Level.CRITICAL, model=model)], known=1, model=model)
        bench.follow()

    (one,) = bench.store.catalog.incidents.all()
    assert (one.root, one.models) == ("weather", ("flights", "trains"))


def test_unknown_neither_opens_nor_resolves(bench: Bench) -> None:
    """Only an answer can do that."""
    bench.write([finding(0, CHECKS[0], Level.UNKNOWN)], known=1)
    bench.follow()
    assert bench.store.catalog.incidents.all() == []

    bench.write([finding(1, CHECKS[0], Level.WARNING)], known=2)
    bench.write([finding(2, CHECKS[0], Level.UNKNOWN)], known=3)
    bench.follow()
    assert [str(i.state) for i in bench.store.catalog.incidents.all()] == ["open"]

    bench.write([finding(3, CHECKS[0])], known=4)
    bench.follow()
    assert [str(i.state) for i in bench.store.catalog.incidents.all()] == ["resolved"]
