from __future__ import annotations

import importlib.metadata
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from watchkeeper.app import doctor
from watchkeeper.app.doctor import Check, examine
from watchkeeper.app.settings import SETTINGS_FILE
from watchkeeper.model import Clock, Level, ReplayClock, SystemClock


class Usage(NamedTuple):
    """What ``shutil.disk_usage`` returns."""

    total: int
    used: int
    free: int


def found(name: str, folder: Path, clock: Clock | None = None) -> Check:
    """Return the check called *name*."""
    return next(c for c in examine(folder, clock or SystemClock()) if c.name == name)


def test_all_is_well_in_an_empty_folder(tmp_path: Path) -> None:
    """Folder, settings, disk and clock are looked at, and none of them asks for anything."""
    for name in ("folder", "settings", "disk", "clock"):
        check = found(name, tmp_path)
        assert (check.level, check.action) == (Level.OK, "")


def test_a_missing_folder_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    """The disk is still looked at: there is a folder above."""
    missing = tmp_path / "a" / "b"

    check = found("folder", missing)
    assert check.level is Level.CRITICAL
    assert check.action == f"create it with: watchkeeper init --workspace {missing}"
    assert found("disk", missing).level is Level.OK


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_critical(tmp_path: Path) -> None:
    """Nothing can be recorded there."""
    tmp_path.chmod(0o500)
    try:
        assert found("folder", tmp_path).level is Level.CRITICAL
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_place_of_the_folder_is_critical(tmp_path: Path) -> None:
    """The wrong path was given."""
    path = tmp_path / "file"
    path.touch()

    assert "cannot be used" in found("folder", path).text


def test_wrong_settings_are_critical_with_every_problem(tmp_path: Path) -> None:
    """The workspace would not open."""
    (tmp_path / SETTINGS_FILE).write_text("[workspace]\nwindow = 3\ntimezone = 4")

    check = found("settings", tmp_path)
    assert check.level is Level.CRITICAL
    assert "window" in check.text
    assert "timezone" in check.text


@pytest.mark.parametrize(
    ("free", "level"),
    [(10**12, Level.OK), (10**9, Level.WARNING), (10**8, Level.CRITICAL)],
)
def test_little_room_is_said_before_it_is_gone(
    free: int, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below 2 GB a warning, below 200 MB critical."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**13, 0, free))

    assert found("disk", tmp_path).level is level


@dataclass(frozen=True, slots=True)
class Wrong:
    """The clock of a machine that is wrong."""

    at: datetime

    def now(self) -> datetime:
        """Return what it shows."""
        return self.at


def test_a_replay_lives_in_the_past(tmp_path: Path) -> None:
    """Its files are younger than its clock, and nobody has to set anything."""
    (tmp_path / "file").touch()
    check = found("clock", tmp_path, ReplayClock(datetime(2013, 12, 31, tzinfo=UTC)))

    assert (check.level, check.text) == (Level.OK, "2013-12-31 00:00 UTC, a replay")


def test_a_clock_that_went_back_is_noticed(tmp_path: Path) -> None:
    """Files from the future mean that windows would become due too late."""
    (tmp_path / "file").touch()
    past = Wrong(datetime(2001, 1, 1, tzinfo=UTC))

    check = found("clock", tmp_path, past)
    assert check.level is Level.WARNING
    assert check.action.startswith("set the clock")


def test_seconds_between_two_clocks_do_not_matter(tmp_path: Path) -> None:
    """Folders on other machines are never quite on time."""
    (tmp_path / "file").touch()
    slow = Wrong(datetime.now(UTC) - timedelta(seconds=30))

    assert found("clock", tmp_path, slow).level is Level.OK


def test_old_and_missing_libraries_are_critical(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that installs them; what belongs to an extra is not asked for."""
    needs = ["numpy>=99.1", "pytest>=1.0", "no-such-library>=2", 'no-such-extra>=1; extra == "x"']
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: needs)

    assert found("numpy", tmp_path).level is Level.CRITICAL
    assert found("numpy", tmp_path).action == 'install it with: pip install "numpy>=99.1"'
    assert found("pytest", tmp_path).level is Level.OK
    assert found("no-such-library", tmp_path).level is Level.CRITICAL
    assert not any(c.name == "no-such-extra" for c in examine(tmp_path, SystemClock()))


def test_a_source_tree_that_is_not_installed_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was compared, so it is not ok."""

    def not_installed(name: str) -> list[str]:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", not_installed)

    assert found("libraries", tmp_path).level is Level.UNKNOWN


def test_a_check_that_fails_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor is called when things are broken."""

    def broken(workspace: Path, clock: Clock) -> Iterator[Check]:
        raise OSError("no such device")

    monkeypatch.setattr(doctor, "CHECKS", (broken, *doctor.CHECKS))

    assert found("broken", tmp_path).level is Level.UNKNOWN
    assert "OSError: no such device" in found("broken", tmp_path).text
    assert found("disk", tmp_path).level is Level.OK
