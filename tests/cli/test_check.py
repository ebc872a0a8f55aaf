from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import watchkeeper

ROLES = (
    *("--task", "binary", "--label", "y", "--score", "p", "--positive", "late"),
    *("--timestamp", "ts", "--id", "id", "--tz", "UTC"),
)


@pytest.mark.parametrize("more", [[], ["--reference", "{file}", "--split", "2024-01-01"]])
def test_one_thing_is_taken_as_normal(more: list[str], cli: Any, tmp_path: Path) -> None:
    """Neither none nor two."""
    file = tmp_path / "a.parquet"
    file.touch()

    run = cli("check", file, *[text.format(file=file) for text in more])

    assert run.code == 2
    assert "hint: give --reference FILE, or --split WHEN" in run.err


def test_what_is_as_before_exits_0(cli: Any, frames: Path) -> None:
    """The verdict is the first line."""
    run = cli("check", frames / "good.parquet", "--reference", frames / "reference.parquet")

    assert run.code == 0
    assert "Nothing beyond its limits" in run.out.splitlines()[0]


def test_a_ruined_column_exits_1(cli: Any, frames: Path) -> None:
    """Unless nobody wants to fail."""
    files = (frames / "broken.parquet", "--reference", frames / "reference.parquet")

    assert cli("check", *files).code == 1
    assert cli("check", *files, "--fail-on", "never").code == 0


def test_five_rows_exit_4(cli: Any, frames: Path) -> None:
    """Silence is not ok: data quality and drift are unknown."""
    files = (frames / "five.parquet", "--reference", frames / "five.parquet")

    assert cli("check", *files, "--json").code == 4


def test_json_is_what_python_says(cli: Any, frames: Path) -> None:
    """With all roles, by day: the same findings as `watchkeeper.check`."""
    files = (frames / "broken.parquet", "--reference", frames / "reference.parquet")

    said = json.loads(cli("check", *files, *ROLES, "--every", "1d", "--json").out)

    report = watchkeeper.check(
        frames / "broken.parquet",
        frames / "reference.parquet",
        task="binary",
        label="y",
        score="p",
        positive="late",
        timestamp="ts",
        id="id",
        tz="UTC",
        every="1d",
    )
    assert said["findings"] == report.to_dicts()
    assert (said["level"], said["verdict"]) == ("critical", report.verdict)
    assert (said["rows_reference"], said["rows_current"]) == (28 * 120, 240)


def test_one_file_can_be_cut_in_two(cli: Any, frames: Path) -> None:
    """And judged by so many rows."""
    file = frames / "reference.parquet"
    where = ("--split", "2024-01-20", "--timestamp", "ts", "--tz", "UTC")

    said = json.loads(cli("check", file, *where, "--every", "360", "--json").out)

    assert len({f["window_start"] for f in said["findings"]}) == 3


def test_columns_can_be_chosen(cli: Any, frames: Path) -> None:
    """What is ignored is not judged."""
    files = (frames / "broken.parquet", "--reference", frames / "reference.parquet")

    said = json.loads(cli("check", *files, "--features", "temp,wind", "--json").out)
    assert {f["subject"] for f in said["findings"] if f["subject_kind"] == "feature"} == {
        "temp",
        "wind",
    }
    assert cli("check", *files, "--ignore", "temp").code == 0


def test_the_page_is_written_where_it_was_asked_for(cli: Any, frames: Path, tmp_path: Path) -> None:
    """Folders are made; a place that cannot be is told in two lines."""
    files = (frames / "good.parquet", "--reference", frames / "reference.parquet")
    page = tmp_path / "new" / "report.html"

    assert cli("check", *files, "--html", page).code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    (tmp_path / "file").touch()
    run = cli("check", *files, "--html", tmp_path / "file" / "report.html")
    assert run.code == 2
    assert "cannot be written" in run.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--score", "nope", "--task", "binary"], 2, "nope"),
        (["--every", "1y", "--timestamp", "ts"], 2, "1y"),
        (["--label", "y", "--task", "binary", "--score", "p"], 2, "positive"),
        (["--tz", "Mars/Base", "--every", "1d", "--timestamp", "ts"], 2, "Mars/Base"),
        (["--task", "binry"], 2, "'binry' is not one of 'binary', 'multiclass', 'regression'"),
    ],
)
def test_mistakes_are_told_without_a_traceback(
    arguments: list[str], code: int, said: str, cli: Any, frames: Path
) -> None:
    """Which argument, and what it was."""
    files = (frames / "good.parquet", "--reference", frames / "reference.parquet")

    run = cli("check", *files, *arguments)

    assert run.code == code
    assert said in run.err
    assert "Traceback" not in run.err


def test_files_that_cannot_be_read(cli: Any, frames: Path, tmp_path: Path) -> None:
    """One that is not there, one that is no Parquet, one without rows."""
    text, empty = tmp_path / "a.csv", tmp_path / "empty.parquet"
    text.write_text("a,b\n1,2\n", encoding="utf-8")
    pq.write_table(pq.read_table(frames / "good.parquet").slice(0, 0), empty)
    reference = ("--reference", frames / "reference.parquet")

    assert cli("check", tmp_path / "none.parquet", *reference).code == 2
    assert "cannot be read as Parquet" in cli("check", text, *reference).err
    assert cli("check", empty, *reference).code == 4
