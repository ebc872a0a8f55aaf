"""The ``watchkeeper`` command.

To add a command: write ``<name>.py`` beside this file with a function ``<name>`` that returns the
exit code, and name it in ``COMMANDS``; several that share a first word are a `CommandGroup`, named
in ``GROUPS``. Commands import what they run inside the function, so that
``watchkeeper --version`` and ``--help`` stay quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from watchkeeper.cli.alerts import ALERTS
from watchkeeper.cli.check import check
from watchkeeper.cli.command_group import CommandGroup
from watchkeeper.cli.config import config
from watchkeeper.cli.demo import demo
from watchkeeper.cli.doctor import doctor
from watchkeeper.cli.execute import execute
from watchkeeper.cli.inbox import INBOX
from watchkeeper.cli.init import init
from watchkeeper.cli.metrics import metrics
from watchkeeper.cli.run import run
from watchkeeper.cli.serve import serve
from watchkeeper.cli.status import status
from watchkeeper.cli.tokens import tokens
from watchkeeper.cli.upkeep import upkeep

COMMANDS: tuple[Callable[..., int], ...] = (
    demo,
    init,
    check,
    metrics,
    run,
    serve,
    status,
    tokens,
    config,
    doctor,
    upkeep,
)
GROUPS: tuple[CommandGroup, ...] = (ALERTS, INBOX)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line *arguments* (the process's own when None) and exit with its code."""
    raise SystemExit(execute(COMMANDS, sys.argv[1:] if arguments is None else arguments, GROUPS))
