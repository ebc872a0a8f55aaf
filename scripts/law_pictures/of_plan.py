"""What a plan asks for, against what is asked of it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from law_pictures.chart import Chart, Line
from watchkeeper.stats.planning import (
    Plan,
    allocate,
    allocate_greedily,
    audit_share,
    detection_delay,
    labels_for_drop,
    labels_for_half_width,
    minimum_detectable_drop,
    pace,
    smoothed_deviation,
    zero_errors_limit,
)

DROPS = (0.02, 0.03, 0.05, 0.07, 0.1)
WEIGHTS, SIGMA = (0.6, 0.25, 0.1, 0.05), (0.2, 0.3, 0.4, 0.5)
SLICES = ("60 %, sd .2", "25 %, sd .3", "10 %, sd .4", "5 %, sd .5")


def _half_width() -> Chart:
    widths = (0.01, 0.015, 0.02, 0.03, 0.05)
    return Chart(
        title="Labels for a half-width",
        x_title="half-width of the 95 % interval",
        y_title="labels",
        lines=[
            Line(f"share {p}", widths, [labels_for_half_width(p, h) for h in widths])
            for p in (0.5, 0.8, 0.9, 0.99)
        ],
        log_x=True,
        log_y=True,
    )


def _drop() -> Chart:
    def line(label: str, **options: object) -> Line:
        return Line(label, DROPS, [labels_for_drop(0.9, d, **options) for d in DROPS])

    return Chart(
        title="Labels for a drop",
        x_title="drop from .90",
        y_title="labels in a window for a power of .8 at 5 %",
        lines=[
            line("against a known .90"),
            line("by the textbook", exact=False),
            line("against a window", against="window"),
        ],
        log_x=True,
        log_y=True,
    )


def _detectable() -> Chart:
    labels = (50, 100, 300, 1000, 3000, 10_000)
    return Chart(
        title="The drop that a budget shows",
        x_title="labels in the window",
        y_title="smallest drop seen with a power of .8",
        lines=[
            Line(f"known {p}", labels, [minimum_detectable_drop(p, n) for n in labels])
            for p in (0.8, 0.9, 0.99)
        ],
        log_x=True,
        log_y=True,
    )


def _pace() -> Chart:
    days = (4, 7, 14, 21, 28)
    return Chart(
        title="Labels a day",
        x_title="days within which the answer is wanted; labels take 3",
        y_title="labels a day",
        lines=[
            Line(f"drop of {d}", days,
                 [pace(labels_for_drop(0.9, d), t, latency=3).per_day for t in days])
            for d in (0.03, 0.05, 0.1)
        ],
        log_y=True,
    )  # fmt: skip


def _audit() -> Chart:
    days = (4, 7, 14, 21, 28)
    return Chart(
        title="Share of confident answers to withhold",
        x_title="days within which the answer is wanted; labels take 3",
        y_title="share of 5,000 confident answers a day, from .99",
        lines=[
            Line(f"drop of {d}", days,
                 [audit_share(labels_for_drop(0.99, d), 5000, t, latency=3) for t in days])
            for d in (0.01, 0.02, 0.05)
        ],
        log_y=True,
    )  # fmt: skip


def _zero_errors() -> Chart:
    audits = (10, 30, 100, 300, 1000)
    return Chart(
        title="Upper limit after audits without an error",
        x_title="audits, all of them right",
        y_title="upper limit of the error rate at 95 %",
        lines=[
            Line("limit", audits, [zero_errors_limit(n) for n in audits]),
            Line("3 / audits", audits, [3 / n for n in audits]),
        ],
        log_x=True,
        log_y=True,
    )


def _deviation() -> Chart:
    labels = np.array([3, 10, 30, 100, 300, 1000])
    rng = np.random.default_rng(5)
    errors = rng.binomial(labels, 0.02, (4000, labels.size))
    plain = np.sqrt(errors / labels * (1 - errors / labels)).mean(axis=0)
    smooth = np.mean([smoothed_deviation(e, labels) for e in errors], axis=0)
    return Chart(
        title="Standard deviation of a slice, from few labels",
        x_title="labels in the slice; 2 % errors",
        y_title="mean of the estimated deviation (dashed: the true one)",
        lines=[Line("smoothed", labels, smooth), Line("plain, often 0", labels, plain)],
        stated=math.sqrt(0.02 * 0.98),
        log_x=True,
    )


def _bars(title: str, y_title: str, lines: list[Line]) -> Chart:
    return Chart(title, "slice: share of the rows, deviation", y_title, lines, columns=SLICES)


def _allocation() -> Chart:
    lines = [
        Line(label, range(4), allocate(WEIGHTS, SIGMA, budget=1000, rule=rule).tolist())
        for label, rule in (
            ("Neyman", "neyman"),
            ("power .5", "power"),
            ("equal precision", "equal_precision"),
        )
    ]
    return _bars("A thousand labels over four slices", "labels of 1,000, floor 30", lines)


def _greedy() -> Chart:
    first = allocate_greedily(WEIGHTS, SIGMA, labels=100).tolist()
    weighed = allocate_greedily(WEIGHTS, SIGMA, labels=100, priorities=(1, 1, 1, 25)).tolist()
    lines = [Line("equal priorities", range(4), first), Line("last x 25", range(4), weighed)]
    return _bars("A hundred labels, one by one", "labels of 100", lines)


def _delay() -> Chart:
    shares = (0.12, 0.15, 0.2, 0.3, 0.5)
    lines = []
    for limit in (500, 2000):
        means = [
            detection_delay(_summed_evidence(limit), before=0.1, after=p, runs=150).mean
            for p in shares
        ]
        lines.append(Line(f"run length {limit:,} at least", shares, means))
    return Chart(
        title="Delay of a detector, tried out",
        x_title="share of errors after a change from .10",
        y_title="mean labels to the alarm of a Shiryaev-Roberts sum",
        lines=lines,
    )


def _summed_evidence(limit: float) -> Callable[[np.ndarray], int | None]:
    def first_alarm(errors: np.ndarray) -> int | None:
        total = 0.0
        for place, error in enumerate(errors.tolist()):
            total = (total + 1.0) * (1.0 + 1.5 * (error - 0.1))
            if total >= limit:
                return place
        return None

    return first_alarm


DRAWN: dict[str, Callable[[], Chart]] = {
    "labels_for_half_width": _half_width,
    "labels_for_drop": _drop,
    "minimum_detectable_drop": _detectable,
    "pace": _pace,
    "audit_share": _audit,
    "zero_errors_limit": _zero_errors,
    "smoothed_deviation": _deviation,
    "allocate": _allocation,
    "allocate_greedily": _greedy,
    "detection_delay": _delay,
}


def picture(plan: Plan) -> Chart:
    """Return the plan's answer against the argument that matters most."""
    return DRAWN[plan.name]()
