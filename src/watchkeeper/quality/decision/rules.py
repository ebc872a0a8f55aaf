"""Which numbers each column gives a window, and how large a difference must be to matter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

MeasureName = Literal[
    "missing",
    "unseen",
    "integer",
    "constant",
    "mean",
    "spread",
    "shape",
    "jump",
    "volume",
    "duplicates",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one measure is judged; tolerances are in the unit of ``effect``.

    ``warning`` and ``critical`` say from which effect on a difference matters at all, and
    matters much. ``gross`` speaks even without history. ``pairs``: two windows in a row count.
    ``capped``: critical needs half as much again as the limit, where days differ by themselves.
    """

    measure: MeasureName
    unit: str
    warning: float
    critical: float
    gross: float = math.inf
    increases_only: bool = False
    pairs: bool = True
    capped: Literal["never", "overdispersed", "always"] = "never"


RULES: tuple[Rule, ...] = (
    Rule(
        measure="missing",
        unit="share",
        warning=0.005,
        critical=0.02,
        gross=0.2,
        increases_only=True,
    ),
    Rule(
        measure="unseen", unit="share", warning=0.002, critical=0.02, gross=0.2, increases_only=True
    ),
    Rule(measure="integer", unit="share", warning=0.05, critical=0.2, gross=0.5, pairs=False),
    Rule(measure="constant", unit="", warning=0.5, critical=0.5, pairs=False),
    Rule(
        measure="mean",
        unit="reference s.d.",
        warning=0.1,
        critical=0.25,
        gross=10.0,
        capped="overdispersed",
    ),
    Rule(
        measure="spread",
        unit="ln s.d.",
        warning=math.log(1.2),
        critical=math.log(1.5),
        capped="overdispersed",
    ),
    Rule(
        measure="shape",
        unit="nats",
        warning=0.05,
        critical=0.25,
        increases_only=True,
        pairs=False,
        capped="overdispersed",
    ),
    Rule(
        measure="jump",
        unit="reference s.d.",
        warning=0.5,
        critical=1.0,
        increases_only=True,
        pairs=False,
        capped="always",
    ),
    Rule(
        measure="volume",
        unit="ln rows",
        warning=math.log(1.1),
        critical=math.log(1.5),
        gross=math.log(4),
    ),
    Rule(
        measure="duplicates",
        unit="share",
        warning=0.005,
        critical=0.02,
        gross=0.2,
        increases_only=True,
    ),
)
SHARES: frozenset[str] = frozenset({"missing", "unseen", "integer", "duplicates"})
