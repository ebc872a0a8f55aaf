"""When something was beyond its limits: one line a subject, one bar an episode."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from watchkeeper.charts.marks import Occasion, occasion_rows, rule_layers, span_layers
from watchkeeper.charts.spec import (
    LEFT,
    NAMES,
    Spec,
    anchor,
    anchor_rows,
    framed,
    layer,
    moment,
    numbered,
    time_x,
)
from watchkeeper.model import Level

ROW = 20
NAME_WIDTH = 116


class Bar(NamedTuple):
    """An episode: *subject* was at *level* from *start* to *end*."""

    subject: str
    level: Level
    start: datetime
    end: datetime


def episode_spans(
    bars: Sequence[Bar],
    *,
    domain: tuple[datetime, datetime],
    occasions: Sequence[Occasion] = (),
) -> Spec:
    """Return the spec: subjects in the order given; critical bars are tall, warnings low."""
    subjects = list(dict.fromkeys(bar.subject for bar in bars))
    keys = {subject: numbered(i, subject) for i, subject in enumerate(subjects)}
    rows = [
        {"t": moment(b.start), "t2": moment(b.end), "k": keys[b.subject], "s": b.level.value}
        for b in bars
    ]
    x = time_x("t", domain)
    y = {
        "field": "k",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": list(keys.values()), "paddingInner": 0, "paddingOuter": 0},
        "axis": {
            "grid": True,
            "tickBand": "extent",
            "labelLimit": NAME_WIDTH - 10,
            "labelOverlap": False,
            "labelExpr": NAMES,
        },
    }
    happened = occasion_rows(occasions, domain)
    layers = [
        anchor(x),
        *span_layers(x, happened),
        *(
            layer("bars", "bar", style, {"x": x, "x2": {"field": "t2"}, "y": y},
                  where=f"datum.s == '{level}'", height=height, minBandSize=3)
            for level, style, height in (
                (Level.WARNING, "warn", 6), (Level.CRITICAL, "bad", 13))
            if any(bar.level is level for bar in bars)
        ),
        *rule_layers(x, happened),
    ]  # fmt: skip
    return framed(
        layers,
        height=ROW * max(1, len(subjects)),
        data={"bars": rows, "domain": anchor_rows(domain), **happened},
        left=max(LEFT, NAME_WIDTH),
        right=12,
        top=24,
    )
