"""What every monitor can be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorConfig:
    """Settings that all monitors share: whether to look at all."""

    enabled: bool = True
