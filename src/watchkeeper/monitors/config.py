"""What every monitor can be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorConfig:
    """Settings that all monitors share.

    ``enabled`` says whether to ask the monitor at all. Whoever asks heeds it (and says what was
    not asked); `check` itself answers whenever it is called.
    """

    enabled: bool = True
