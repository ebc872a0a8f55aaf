"""What `watchkeeper serve` refuses before it starts anything."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any


def test_a_port_that_is_taken_is_said(cli: Any, watch: Path) -> None:
    """With what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = cli("serve", "-w", watch, "--port", taken.getsockname()[1])
    assert outcome.code == 2
    assert "cannot listen on" in outcome.err
    assert "choose another --port" in outcome.err


def test_other_machines_are_not_let_in_unasked(cli: Any, watch: Path) -> None:
    """There is no token yet."""
    outcome = cli("serve", "-w", watch, "--host", "192.0.2.1", "--port", "0")
    assert outcome.code == 2
    assert "admin token exists" in outcome.err


def test_a_folder_that_is_no_workspace_is_said(cli: Any, tmp_path: Path) -> None:
    """It is not made one."""
    outcome = cli("serve", "-w", tmp_path / "none")
    assert outcome.code == 2
    assert "there is no workspace" in outcome.err
    assert not (tmp_path / "none").exists()
