"""What one look at the installation found."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.model import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One fact about the installation: ``action`` says what to do where it is not ok."""

    name: str
    level: Level
    text: str
    action: str = ""
