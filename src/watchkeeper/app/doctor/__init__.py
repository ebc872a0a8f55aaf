"""Is this installation, and this workspace, in a state to work?

To add a check: write ``<name>.py`` beside this file with a function that yields ``Check``, and name
it in ``CHECKS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from watchkeeper.app.doctor.baselines import baselines
from watchkeeper.app.doctor.catalog import catalog
from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.clock import clock_agrees
from watchkeeper.app.doctor.counters import counters
from watchkeeper.app.doctor.disk import disk
from watchkeeper.app.doctor.evaluations import evaluations
from watchkeeper.app.doctor.folder import folder
from watchkeeper.app.doctor.followers import followers
from watchkeeper.app.doctor.inbox import inbox
from watchkeeper.app.doctor.lake import lake
from watchkeeper.app.doctor.leases import leases
from watchkeeper.app.doctor.libraries import libraries
from watchkeeper.app.doctor.settings import settings
from watchkeeper.app.doctor.upkeep import upkeep
from watchkeeper.model import Clock, Level

__all__ = ["CHECKS", "Check", "examine"]

CHECKS: tuple[Callable[[Path, Clock], Iterator[Check]], ...] = (
    libraries,
    folder,
    settings,
    disk,
    clock_agrees,
    catalog,
    inbox,
    lake,
    baselines,
    followers,
    evaluations,
    leases,
    counters,
    upkeep,
)


def examine(workspace: Path, clock: Clock) -> list[Check]:
    """Return what each of ``CHECKS`` found about *workspace*; one that fails stops no other."""
    return [found for check in CHECKS for found in _guarded(check, workspace, clock)]


def _guarded(
    check: Callable[[Path, Clock], Iterator[Check]], workspace: Path, clock: Clock
) -> Iterator[Check]:
    try:
        yield from check(workspace, clock)
    except Exception as error:
        yield Check(
            name=check.__name__,
            level=Level.UNKNOWN,
            text=f"could not be examined: {type(error).__name__}: {error}",
            action="please report this: a check of the doctor must not fail",
        )
