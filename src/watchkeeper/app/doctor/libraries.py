"""Are the libraries there, and new enough?"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from watchkeeper import __version__
from watchkeeper.app.doctor.check import Check
from watchkeeper.model import Clock, Level


def libraries(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield the version of Python and of each library that watchkeeper needs."""
    python = f"watchkeeper {__version__}, Python {platform.python_version()}"
    yield Check(name="versions", level=Level.OK, text=f"{python} on {platform.platform()}")
    try:
        needed = metadata.requires("watchkeeper") or []
    except metadata.PackageNotFoundError:
        yield Check(
            name="libraries",
            level=Level.UNKNOWN,
            text="watchkeeper is not installed as a package, so what it needs is not recorded",
            action="install it with pip",
        )
        return
    for requirement in needed:
        # Extras carry a marker after a semicolon.
        match = re.fullmatch(r"([\w.-]+)>=([\d.]+)", requirement)
        if match:
            yield _library(match[1], match[2])


def _library(name: str, least: str) -> Check:
    action = f'install it with: pip install "{name}>={least}"'
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        text = f"not installed, needs {least} or newer"
        return Check(name=name, level=Level.CRITICAL, text=text, action=action)
    if _numbers(found) < _numbers(least):
        text = f"{found} is too old, needs {least} or newer"
        return Check(name=name, level=Level.CRITICAL, text=text, action=action)
    return Check(name=name, level=Level.OK, text=found)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])
