"""What an installed Watchkeeper consists of."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import watchkeeper

PACKAGE = Path(watchkeeper.__file__).parent
ROOT = Path(__file__).parents[2]


def test_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    """Data, migrations, scripts and templates are in the wheel, not only the modules."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    there = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }

    assert there - packed == set()
    assert not [name for name in packed if name.startswith("tests/")]


def test_what_others_made_is_accounted_for() -> None:
    """Every data file and every vendored script that is shipped is in THIRD_PARTY.md."""
    told = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    foreign = [*PACKAGE.rglob("*.parquet"), *PACKAGE.rglob("vendor/*.js")]

    assert [path.name for path in foreign if path.name not in told] == []
