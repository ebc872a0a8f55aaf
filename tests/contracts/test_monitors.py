"""What holds for every monitor: a new one is covered by being listed."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from watchkeeper.config import assemble, parse
from watchkeeper.errors import ConfigError
from watchkeeper.model import Every, Finding, Level, Window
from watchkeeper.model.finding import finding_from_dict
from watchkeeper.monitors import MONITORS, Monitor, MonitorConfig, Observed, Scored
from watchkeeper.performance import ClassRows, edges_from_reference, summarise
from watchkeeper.profile import Baseline, open_frame, profile_rows, utc_hours, utc_microseconds
from watchkeeper.profile.windows import by_window
from watchkeeper.quality.decision import (
    extract,
    judge_frames,
    layout,
    settings_for,
    start_history,
)

Data = Mapping[str, Any]
each_monitor = pytest.mark.parametrize("monitor", MONITORS, ids=lambda m: m.name)

ROWS, DAYS = 60, 40
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
NUMBERS = ("value", "lower", "upper", "expected", "limit", "p_value")
EDGES = edges_from_reference(np.linspace(0, 1, 50))


def rows(n: int, seed: int = 0) -> dict[str, Any]:
    """Return n rows of every kind of column."""
    rng = np.random.default_rng(seed)
    return {
        "number": rng.normal(50, 10, n),
        "whole": rng.integers(0, 5, n),
        "constant": np.ones(n),
        "text": rng.choice(["a", "b", "c"], n).tolist(),
        "flag": rng.random(n) < 0.5,
        "score": rng.random(n),
        "y": rng.integers(0, 2, n),
    }


def moments(first: int, days: int) -> Any:
    """Return 60 moments a day."""
    step = np.timedelta64(24 * 60, "s")
    start = np.datetime64("2024-01-01", "us") + np.timedelta64(first, "D")
    return start + np.arange(days * ROWS) * step


@cache
def reference(timed: bool) -> Baseline:
    """Return a baseline of 40 days, with or without their times."""
    data = rows(DAYS * ROWS)
    roles: dict[str, Any] = {"task": "binary", "score": "score", "label": "y", "positive": 1}
    if timed:
        return Baseline.fit({**data, "ts": moments(0, DAYS)}, timestamp="ts", **roles)
    return Baseline.fit(data, **roles)


def scored(n: int, *, labels: str = "both", seed: int = 0) -> Scored:
    """Return labels of n rows, of both classes, of one, or of none, against a reference's."""
    rng = np.random.default_rng(seed)

    def cells(count: int, of: str) -> Any:
        truth = rng.integers(0, 2, count)
        truth = {"both": truth, "one": np.zeros_like(truth), "none": np.full_like(truth, -1)}[of]
        found = ClassRows(
            task="binary",
            classes=("0", "1"),
            labels=truth,
            predictions=rng.integers(0, 2, count),
            scores=rng.random(count),
        )
        return summarise(found, np.zeros(count, np.int64), 1, edges=EDGES)

    return Scored(windows=cells(n, labels), reference=cells(2000, "both"))


def as_frame(data: Data, **more: Any) -> Observed:
    """Return rows as a plain frame: no time, no settings."""
    baseline, frame = reference(timed=False), open_frame(data)
    cells = profile_rows(frame, baseline.columns)
    judged = judge_frames(baseline.columns, baseline.total, cells)
    columns = tuple((f.name, str(f.type)) for f in frame.schema)
    return Observed(baseline=baseline, profile=cells, judged=judged, columns=columns, **more)


def as_window(data: Data, **more: Any) -> Observed:
    """Return rows as the day after the reference."""
    baseline, every = reference(timed=True), Every("day")
    shape = layout(baseline)
    settings = settings_for(every, series=len(shape.keys))
    history = start_history(baseline, shape, every, settings)
    window = Window(FIRST + timedelta(days=DAYS), FIRST + timedelta(days=DAYS + 1))
    frame = open_frame({**data, "ts": moments(DAYS, 1)[: len(next(iter(data.values())))]})
    micro, valid, _ = utc_microseconds(frame, "ts")
    cells = profile_rows(frame, baseline.columns, hours=utc_hours(micro, valid))
    profile = by_window(cells, [window])
    judged = history.judge(extract(cells, [window], shape, complete=[True]))
    days = [Window(FIRST + timedelta(days=d), FIRST + timedelta(days=d + 1)) for d in range(DAYS)]
    assert baseline.history is not None
    return Observed(
        baseline=baseline,
        profile=profile,
        judged=judged,
        recent=by_window(baseline.history, days[-28:]),
        window=window,
        settings=settings,
        last_row_at=window.start,
        **more,
    )


def without(data: Data, *names: str) -> dict[str, Any]:
    """Return the frame without some columns."""
    return {name: values for name, values in data.items() if name not in names}


def nothing(n: int) -> dict[str, Any]:
    """Return n rows without a value."""
    return {name: [None] * n for name in rows(1)}


CASES: dict[str, Callable[[Callable[..., Observed]], Observed]] = {
    "clean": lambda see: see(rows(ROWS, 1), scored=scored(600)),
    "many rows": lambda see: see(rows(ROWS, 1), scored=scored(50_000)),
    "no row": lambda see: see(rows(0)),
    "one row": lambda see: see(rows(1), scored=scored(1)),
    "all null": lambda see: see(nothing(ROWS)),
    "one column null": lambda see: see({**rows(ROWS), "number": [None] * ROWS}),
    "text for numbers": lambda see: see({**rows(ROWS), "number": ["x"] * ROWS}),
    "infinite": lambda see: see({**rows(ROWS), "number": [np.inf, -np.inf, np.nan] * 20}),
    "enormous": lambda see: see({**rows(ROWS), "number": [1e308, -1e308, 5.0] * 20}),
    "constant": lambda see: see({**rows(ROWS), "number": [7.0] * ROWS, "text": ["a"] * ROWS}),
    "unseen": lambda see: see({**rows(ROWS), "text": [f"n{i}" for i in range(ROWS)]}),
    "a column gone": lambda see: see(without(rows(ROWS), "number", "text")),
    "all columns gone": lambda see: see({"number": rows(ROWS)["number"]}),
    "no labels": lambda see: see(rows(ROWS), scored=scored(600, labels="none")),
    "one class": lambda see: see(rows(ROWS), scored=scored(600, labels="one")),
    "no labelled reference": lambda see: see(
        rows(ROWS), scored=dataclasses.replace(scored(600), reference=None)
    ),
    "rejected": lambda see: see(rows(ROWS), rejected=40, rescued=7),
    "all rejected": lambda see: see(rows(0), rejected=500),
    "dated": lambda see: see(rows(ROWS), deployed_at=FIRST, trained_until=FIRST, now=FIRST),
}
each_case = pytest.mark.parametrize("case", CASES)
each_view = pytest.mark.parametrize("see", [as_frame, as_window], ids=["frame", "window"])


@cache
def observe(case: str, see: Callable[..., Observed]) -> Observed:
    """Return the case's window; monitors leave it alone, so all may have the same."""
    return CASES[case](see)


def asked(monitor: Monitor, observed: Observed) -> list[Finding]:
    """Return what the monitor finds with its default settings."""
    return list(monitor.check(observed, monitor.config()))


def test_names_are_unique() -> None:
    """The name is the table's key in the configuration."""
    assert len({m.name for m in MONITORS}) == len(MONITORS)


@each_monitor
def test_settings_have_defaults_and_are_a_frozen_dataclass(monitor: Monitor) -> None:
    """Without a word of configuration every monitor runs."""
    config = monitor.config()

    assert isinstance(config, MonitorConfig)
    assert config.enabled
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.enabled = False  # type: ignore[misc]


def test_settings_are_read_from_the_configuration() -> None:
    """Every monitor has its table, and what the file leaves out is the default."""
    schema = assemble({m.name: m.config for m in MONITORS})
    text = "\n".join(f"[monitor.{m.name}]\nenabled = false" for m in MONITORS)
    settings = parse(text, schema, where="watchkeeper.toml")

    for monitor in MONITORS:
        assert settings.monitor(monitor.name) == monitor.config(enabled=False)


def test_tables_of_the_configuration_reach_the_monitor() -> None:
    """Ranges and names come as TOML writes them: lists."""
    text = """
    [monitor.contract.ranges]
    age = [0, 120.0]
    [monitor.contract.categories]
    origin = ["JFK", "LGA"]
    [monitor.performance]
    metrics = ["roc_auc"]
    """
    schema = assemble({m.name: m.config for m in MONITORS})
    settings = parse(text, schema, where="watchkeeper.toml")

    assert settings.monitor("contract").ranges == {"age": (0.0, 120.0)}
    assert settings.monitor("contract").categories == {"origin": ("JFK", "LGA")}
    assert settings.monitor("performance").metrics == ("roc_auc",)


def test_a_wrong_setting_is_an_error_of_the_file() -> None:
    """What a monitor refuses is reported with the other problems, before anything runs."""
    schema = assemble({m.name: m.config for m in MONITORS})

    with pytest.raises(ConfigError, match="did you mean 'roc_auc'"):
        parse('[monitor.performance]\nmetrics = ["roc_acu"]', schema, where="watchkeeper.toml")


@each_monitor
def test_says_what_it_asks(monitor: Monitor) -> None:
    """The docs table shows the question."""
    assert monitor.question.endswith("?")
    assert monitor.reads in ("rows", "labels")


@each_monitor
@each_view
@each_case
def test_every_finding_has_a_level_a_reason_and_no_nan(
    monitor: Monitor, see: Callable[..., Observed], case: str
) -> None:
    """Whatever the window holds: nothing is raised, nothing is said without its reason."""
    observed = observe(case, see)
    found = asked(monitor, observed)

    assert len({f.subject for f in found}) == len(found)
    for finding in found:
        assert finding.monitor == monitor.name
        assert isinstance(finding.level, Level)
        assert finding.reason.strip()
        assert "nan" not in finding.reason.lower().split()
        assert finding.reason == finding.reason.strip(" ;,")
        for numbers in (finding, *finding.measures):
            for name in NUMBERS:
                value = getattr(numbers, name, None)
                assert value is None or math.isfinite(value), (finding.subject, name)


@each_monitor
@each_view
@each_case
def test_a_value_has_an_interval_or_the_reason_says_why_not(
    monitor: Monitor, see: Callable[..., Observed], case: str
) -> None:
    """A number alone tempts to trust it; an interval contains its value."""
    excuses = (
        *("counted in full", "without interval", "measured exactly", "to the hour"),
        *("needs", "too few rows"),
    )
    for finding in asked(monitor, observe(case, see)):
        if finding.value is None:
            continue
        if finding.lower is None or finding.upper is None:
            unknown = finding.level is Level.UNKNOWN
            assert unknown or any(why in finding.reason for why in excuses), finding
        else:
            assert finding.lower - 1e-9 <= finding.value <= finding.upper + 1e-9


@each_monitor
@each_view
def test_asks_twice_and_gets_the_same(monitor: Monitor, see: Callable[..., Observed]) -> None:
    """No state, no clock, no random number."""
    observed = observe("clean", see)

    assert asked(monitor, observed) == asked(monitor, observed)


@each_monitor
@each_view
def test_leaves_what_it_sees_alone(monitor: Monitor, see: Callable[..., Observed]) -> None:
    """All monitors of a window share its arrays and the global random state."""
    observed = observe("unseen", see)
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    arrays = [
        array
        for cells in observed.profile.columns.values()
        for array in (cells.bins, cells.s1, cells.rows)
    ] + [observed.judged.value, observed.judged.limit, observed.judged.level]
    before = [array.copy() for array in arrays]
    asked(monitor, observed)

    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(arrays, before, strict=True))
    assert np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@each_monitor
@each_view
def test_an_empty_window_is_never_ok_about_its_rows(
    monitor: Monitor, see: Callable[..., Observed]
) -> None:
    """Where nothing could be looked at nothing is fine; that rows are absent may be told."""
    about_rows = {"schema", "volume", "activity", "staleness"}
    if monitor.name in about_rows:
        return

    assert all(f.level is Level.UNKNOWN for f in asked(monitor, observe("no row", see)))


@each_monitor
@each_view
def test_five_clean_rows_are_never_ok(monitor: Monitor, see: Callable[..., Observed]) -> None:
    """Five rows fit anything."""
    of_time_or_names = {"schema", "volume", "activity", "staleness", "contract"}
    if monitor.name in of_time_or_names:
        return
    observed = see(rows(5, 3), scored=scored(5))

    assert all(f.level is Level.UNKNOWN for f in asked(monitor, observed))


@each_monitor
@each_view
def test_findings_survive_the_way_to_the_lake(
    monitor: Monitor, see: Callable[..., Observed]
) -> None:
    """Plain values only, and back."""
    for finding in asked(monitor, observe("clean", see)):
        assert finding_from_dict(finding.to_dict()) == finding


def test_clean_rows_raise_no_alarm() -> None:
    """All monitors together, on rows drawn as the reference was."""
    for see in (as_frame, as_window):
        observed = see(rows(ROWS, 9), scored=scored(5000))
        loud = [f for m in MONITORS for f in asked(m, observed) if f.level.rank >= 2]

        assert loud == []
