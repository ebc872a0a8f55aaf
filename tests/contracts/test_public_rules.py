"""The rules of the public face that keep surprises away, each by the public door."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError, DataError
from watchkeeper.model import Finding

MakeRows = Callable[..., pd.DataFrame]
ROLES: dict[str, Any] = {"task": "binary", "prediction": "answer", "score": "p", "label": "y"}


def _levels(report: wk.Report, **fields: str) -> set[str]:
    """Return the levels of the findings with these *fields*."""
    return {
        f.level.value
        for f in report.findings
        if all(getattr(f, name) == value for name, value in fields.items())
    }


def _loud(report: wk.Report) -> list[Finding]:
    return [f for f in report.findings if f.level.value in ("warning", "critical")]


# -- frames -----------------------------------------------------------------------------


def test_two_frames_are_enough(current: pd.DataFrame, reference: pd.DataFrame) -> None:
    """Without a role every column is watched for quality and drift, and nothing else is."""
    report = wk.check(current, reference)

    assert not _loud(report)
    assert {c.name for c in report.columns} == {"a", "c", "p", "answer", "y"}
    assert not report.metrics
    assert not _levels(report, monitor="performance")


def test_one_frame_is_split_in_two(made_rows: MakeRows) -> None:
    """What lies before the time is the reference, what lies after it is judged."""
    frame = made_rows(4000, 3, days=20)
    frame.loc[frame["ts"] >= "2024-01-11", "a"] += 1.0

    report = wk.check(frame, split="2024-01-11", timestamp="ts")

    before = int((frame["ts"] < "2024-01-11").sum())
    assert (report.rows_reference, report.rows_current) == (before, 4000 - before)
    assert {f.subject for f in _loud(report)} == {"a"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"split": "2024-01-11"}, "needs the column of times"),
        ({"split": "soon", "timestamp": "ts"}, "'soon' is not a time"),
        ({}, "nothing to compare with"),
        ({"every": "1d", "split": "2024-01-11"}, "needs the column of times"),
        ({"every": "5d", "split": "2024-01-11", "timestamp": "ts"}, "'5d' is not a window"),
        ({"every": 0, "split": "2024-01-11", "timestamp": "ts"}, "every=0 makes no windows"),
    ],
    ids=str,
)
def test_contradictory_arguments_are_refused(
    made_rows: MakeRows, arguments: dict[str, Any], says: str
) -> None:
    """The message names the argument."""
    with pytest.raises(ConfigError, match=says):
        wk.check(made_rows(100, 1, days=20), **arguments)


def test_a_split_before_all_rows_leaves_no_reference(made_rows: MakeRows) -> None:
    """Nothing can be normal where nothing is."""
    with pytest.raises(DataError, match="no row comes before it"):
        wk.check(made_rows(100, 1, days=20), split="2023-01-01", timestamp="ts")


def test_a_reference_without_rows_is_refused(current: pd.DataFrame) -> None:
    """It says so, and not that all is well."""
    with pytest.raises(DataError, match="the reference has no rows"):
        wk.check(current, current[:0])


def test_every_kind_of_frame_gives_the_same_findings(
    current: pd.DataFrame, reference: pd.DataFrame, tmp_path: Path
) -> None:
    """pandas, polars, Arrow, DuckDB, a mapping, a Parquet path: one answer."""
    sides = [pa.Table.from_pandas(f, preserve_index=False) for f in (current, reference)]
    paths = [str(tmp_path / f"{i}.parquet") for i in range(2)]
    for table, path in zip(sides, paths, strict=True):
        pq.write_table(table, path, row_group_size=300)
    connection = duckdb.connect()
    kinds: dict[str, Callable[[int], Any]] = {
        "polars": lambda i: pl.from_arrow(sides[i]),
        "arrow": lambda i: sides[i],
        "batches": lambda i: sides[i].to_reader(),
        "duckdb": lambda i: connection.from_arrow(sides[i]),
        "lists": lambda i: sides[i].to_pydict(),
        "path": lambda i: paths[i],
    }
    roles = {**ROLES, "positive": "late"}
    expected = _rounded(wk.check(current, reference, **roles).to_dicts())
    for name, make in kinds.items():
        assert _rounded(wk.check(make(0), make(1), **roles).to_dicts()) == expected, name


def _rounded(value: Any) -> Any:
    """Return *value* with its numbers to ten digits: sums depend on the pieces rows come in."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.10g}") if isinstance(value, float) else value


def test_inputs_and_random_state_are_left_alone(
    current: pd.DataFrame, reference: pd.DataFrame
) -> None:
    """The caller's frames and NumPy's global generator are as they were."""
    before = current.copy(), reference.copy()
    np.random.seed(7)  # noqa: NPY002
    state = np.random.get_state()[1].copy()  # type: ignore[index, union-attr]  # noqa: NPY002

    wk.check(current, reference, **ROLES, positive="late")

    pd.testing.assert_frame_equal(current, before[0])
    pd.testing.assert_frame_equal(reference, before[1])
    assert (np.random.get_state()[1] == state).all()  # type: ignore[index]  # noqa: NPY002


def test_a_named_index_is_no_id(current: pd.DataFrame, reference: pd.DataFrame) -> None:
    """An index is left out, unless id="index" asks for it."""
    keyed = [frame.rename_axis(index="key") for frame in (current, reference)]

    assert "key" not in {f.subject for f in wk.check(*keyed).findings}
    assert not _loud(wk.check(*keyed, id="index"))
    with pytest.raises(ConfigError, match="no column is called 'key'"):
        wk.check(*keyed, id="key")
    with pytest.raises(ConfigError, match="only a pandas DataFrame has an index"):
        wk.check(current.to_dict("list"), keyed[1], id="index")


# -- few rows, odd values ---------------------------------------------------------------


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_few_clean_rows_are_unknown(
    made_rows: MakeRows, reference: pd.DataFrame, rows: int
) -> None:
    """Five clean rows, one, none: not ok, and not drifted either; the reason counts them."""
    report = wk.check(made_rows(rows, 9), reference, **ROLES, positive="late")

    judged = [f for f in report.findings if f.monitor not in ("schema", "contract")]
    assert {f.level.value for f in judged} == {"unknown"}
    assert all(f.reason for f in judged)
    assert _levels(report, monitor="drift") == {"unknown"}
    assert f"{rows} usable rows" in report.verdict


def test_one_row_against_one_row(made_rows: MakeRows) -> None:
    """Nothing can be said, and nothing breaks."""
    report = wk.check(made_rows(1, 1), made_rows(1, 2))

    assert _levels(report, monitor="drift") == {"unknown"}
    assert not _loud(report)


def test_one_feature_ruined_among_a_hundred() -> None:
    """It is critical for that feature, and for no other."""
    rng = np.random.default_rng(4)
    names = [f"c{i}" for i in range(100)]
    then = pd.DataFrame(rng.normal(size=(2000, 100)), columns=names)
    now = pd.DataFrame(rng.normal(size=(2000, 100)), columns=names)
    now["c57"] *= 1000

    loud = _loud(wk.check(now, then))

    assert {(f.subject, f.level.value) for f in loud} == {("c57", "critical")}


def test_an_all_null_column(current: pd.DataFrame, reference: pd.DataFrame) -> None:
    """Now: wholly missing, and its drift unknown. In the reference: left out, with the reason."""
    empty = current.assign(a=np.nan, c=None)

    report = wk.check(empty, reference)
    assert {(f.subject, f.monitor) for f in _loud(report)} == {("a", "missing"), ("c", "missing")}
    assert _levels(report, subject="a", monitor="drift") == {"unknown"}
    notes = wk.check(current, empty).notes
    assert "a is not watched: no usable value in the reference" in notes


def test_nan_and_infinity_are_no_values(current: pd.DataFrame, reference: pd.DataFrame) -> None:
    """They count as missing; every number that is shown is finite or absent."""
    current.loc[:400, "a"] = np.inf
    current.loc[:400, "p"] = np.nan
    current.loc[401:410, "p"] = -np.inf

    report = wk.check(current, reference, **ROLES, positive="late")

    assert _levels(report, subject="a", monitor="missing") == {"critical"}
    assert _levels(report, subject="p", monitor="missing") == {"critical"}
    numbers = [v for f in report.to_dicts() for v in f.values() if isinstance(v, float)]
    assert np.isfinite(numbers).all()


def test_a_column_that_is_gone(current: pd.DataFrame, reference: pd.DataFrame) -> None:
    """Its absence is critical, what it holds is unknown, the others are judged."""
    report = wk.check(current.drop(columns="a"), reference)

    assert _levels(report, subject="a", monitor="schema") == {"critical"}
    assert _levels(report, subject="a", monitor="drift") == {"unknown"}
    assert _levels(report, subject="c", monitor="drift") == {"ok"}


@pytest.mark.slow
def test_ten_thousand_columns() -> None:
    """They are learned and judged in under twenty seconds of CPU."""
    then, now = (_wide(2000, 10_000, seed) for seed in (1, 2))

    began = time.process_time()
    report = wk.check(now, then)

    assert time.process_time() - began < 20.0
    assert "10,000 columns" in report.verdict


def test_a_thousand_columns() -> None:
    """Wide frames are judged like narrow ones."""
    report = wk.check(_wide(300, 1000, 2), _wide(300, 1000, 1))

    assert not _loud(report)
    assert len(report.columns) == 1000


def _wide(rows: int, columns: int, seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    return pa.table(
        {
            f"c{i}": rng.normal(size=rows) if i % 3 else rng.choice(["u", "v", "w"], rows)
            for i in range(columns)
        }
    )


# -- times ------------------------------------------------------------------------------


def test_naive_times_are_utc_with_a_notice(made_rows: MakeRows) -> None:
    """With tz= they are local, and nothing has to be said."""
    frame = made_rows(600, 3, days=3)

    assert any("taken as UTC" in note for note in wk.check(frame, frame, timestamp="ts").notes)
    local = wk.check(frame, frame, timestamp="ts", tz="America/New_York")
    assert local.notes == ()
    starts = [f.window_start for f in local.findings if f.window_start is not None]
    assert starts[0].hour == 5


def test_zones_may_be_mixed(made_rows: MakeRows) -> None:
    """A moment is a moment, whatever zone it is written in, also within one column."""
    frame = made_rows(600, 3, days=3)
    aware = frame.assign(ts=frame["ts"].dt.tz_localize("UTC"))
    zones = ("Europe/Paris", "Asia/Tokyo")
    mixed = frame.assign(
        ts=[at.tz_convert(zones[i % 2]).isoformat() for i, at in enumerate(aware["ts"])]
    )

    expected = wk.check(aware, aware, timestamp="ts", every="1d").findings

    assert wk.check(mixed, aware, timestamp="ts", every="1d").findings == expected


def test_null_times_are_outside_windows(made_rows: MakeRows) -> None:
    """They are kept, counted, and said so."""
    frame = made_rows(3000, 3, days=20)
    frame.loc[::10, "ts"] = pd.NaT

    report = wk.check(frame, made_rows(3000, 4, days=20), timestamp="ts", every="1d")

    assert any("300 rows have no time" in note for note in report.notes)
    volume = [f for f in report.findings if f.monitor == "volume"]
    assert sum(f.n_current for f in volume) == 2700


def test_no_time_at_all_makes_no_window(made_rows: MakeRows) -> None:
    """Without one row in a window the answer is unknown, not silence."""
    reference = made_rows(3000, 4, days=20)
    for frame in (made_rows(3000, 3, days=20).assign(ts=pd.NaT), made_rows(0, 3, days=20)):
        report = wk.check(frame, reference, timestamp="ts", every="1d")

        assert _levels(report, monitor="drift") == {"unknown"}
        assert report.level == "unknown"


def test_a_time_column_that_is_gone(made_rows: MakeRows) -> None:
    """All rows are one window, and said so; windows in time are refused."""
    baseline = wk.Baseline.fit(made_rows(3000, 4, days=20), timestamp="ts")

    report = wk.check(made_rows(3000, 3), baseline)

    assert any("nothing is known of times" in note for note in report.notes)
    assert not _loud(report)
    with pytest.raises(ConfigError, match="timestamp: no column is called 'ts'"):
        wk.check(made_rows(3000, 3), baseline, every="1d")
