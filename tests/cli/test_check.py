from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("more", [[], ["--reference", "{file}", "--split", "2024-01-01"]])
def test_one_thing_is_taken_as_normal(more: list[str], cli: Any, tmp_path: Path) -> None:
    """Neither none nor two."""
    file = tmp_path / "a.parquet"
    file.touch()

    run = cli("check", file, *[text.format(file=file) for text in more])

    assert run.code == 2
    assert "hint: give --reference FILE, or --split WHEN" in run.err


def test_a_file_that_is_not_there_exits_2(cli: Any, tmp_path: Path) -> None:
    """Told before anything is read."""
    run = cli("check", tmp_path / "none.parquet", "--split", "2024-01-01")

    assert run.code == 2
    assert "none.parquet" in run.err


def test_a_choice_names_its_options(cli: Any, tmp_path: Path) -> None:
    """The task is one of three words."""
    file = tmp_path / "a.parquet"
    file.touch()

    run = cli("check", file, "--reference", file, "--task", "binry")

    assert run.code == 2
    assert "'binry' is not one of 'binary', 'multiclass', 'regression'" in run.err
