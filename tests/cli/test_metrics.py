from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    """Return a Parquet file of eight scored rows, seven of them labelled, all ranked right."""
    path = tmp_path / "scored.parquet"
    columns = {
        "y": ["on_time", "on_time", "late", "late", "on_time", "late", "late", None],
        "p": [0.1, 0.2, 0.8, 0.9, 0.3, 0.7, 0.6, 0.5],
        "origin": ["JFK", "JFK", "JFK", "JFK", "LGA", "LGA", "LGA", "LGA"],
    }
    pq.write_table(pa.table(columns), path)
    return path


def test_values_come_with_interval_and_labelled_rows(cli: Any, frame: Path) -> None:
    """By group, as JSON."""
    run = cli(
        *("metrics", frame, "--metrics", "roc_auc,f1", "--label", "y", "--score", "p"),
        *("--positive", "late", "--by", "origin", "--json"),
    )

    values = json.loads(run.out)
    assert run.code == 0
    assert [(v["by"]["origin"], v["metric"], v["value"]) for v in values] == [
        ("JFK", "roc_auc", 1.0),
        ("JFK", "f1", 1.0),
        ("LGA", "roc_auc", 1.0),
        ("LGA", "f1", 1.0),
    ]
    assert values[2]["n_labelled"] == 3


def test_a_table_for_people(cli: Any, frame: Path) -> None:
    """One line for each value."""
    run = cli("metrics", frame, "--label", "y", "--score", "p", "--positive", "late")

    assert run.code == 0
    assert "roc_auc" in run.out
    assert "7 of 8" in run.out


def test_no_label_column_means_nothing_could_be_judged(cli: Any, frame: Path) -> None:
    """The value is unknown, and 4 says so to a script."""
    run = cli("metrics", frame, "--label", "none", "--score", "p", "--positive", "late")

    assert run.code == 4


def test_the_label_has_to_be_named(cli: Any, frame: Path) -> None:
    """Roles are never guessed."""
    run = cli("metrics", frame)

    assert (run.code, run.out) == (2, "")
    assert "--label" in run.err
