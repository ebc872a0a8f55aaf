from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CPU_LIMIT_S = 0.3


def watchkeeper(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, warnings being errors."""
    command = [sys.executable, "-W", "error", "-m", "watchkeeper", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the CPU time of a child needs wait4")
def test_version_is_quick() -> None:
    """The best of three runs stays within the CPU time that a prompt can afford."""
    used = []
    for _ in range(3):
        command = [sys.executable, "-m", "watchkeeper", "--version"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        used.append(usage.ru_utime + usage.ru_stime)

    assert min(used) < CPU_LIMIT_S


def test_version_is_printed() -> None:
    """Name and number, on stdout."""
    run = watchkeeper("--version")

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("watchkeeper ")


def test_a_wrong_file_is_two_lines_and_no_traceback(tmp_path: Path) -> None:
    """What the user can mend is told in the user's words."""
    path = tmp_path / "watchkeeper.toml"
    path.write_text('[workspace]\nwindw = "1d"\n', encoding="utf-8")

    run = watchkeeper("config", str(path))

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        f"error: {path}: [workspace] windw: no such setting, got '1d'\n"
        "hint: did you mean 'window'?\n"
    )


def test_wrong_usage_exits_2() -> None:
    """A misspelt command is answered with its neighbour."""
    run = watchkeeper("chexk")

    assert run.returncode == 2
    assert run.stderr == "error: No such command 'chexk'. Did you mean 'check'?\n"
