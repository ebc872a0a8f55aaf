"""Commands that share a first word, such as ``watchkeeper alerts list``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGroup:
    """Commands under one ``name``; each returns its exit code, as those that stand alone."""

    name: str
    help: str
    commands: Mapping[str, Callable[..., int]]
