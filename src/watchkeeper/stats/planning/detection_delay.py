"""How many labels a detector takes to tell a change, by trying it out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, count, open_share


@dataclass(frozen=True, slots=True)
class Delay:
    """What a detector showed over simulated streams.

    ``mean``, ``median`` and ``late`` (nine of ten runs are as quick) are in labels from the
    change, the alarming one included, over the runs without an alarm before it; infinite where
    too many runs end without an alarm. ``error`` is the standard error of the mean.
    ``missed`` is their share; ``early`` is the share of all runs that alarm before the change.
    """

    mean: float
    error: float
    median: float
    late: float
    missed: float
    early: float
    runs: int


def detection_delay(
    first_alarm: Callable[[Floats], int | None],
    *,
    before: float,
    after: float,
    clean: int = 0,
    horizon: int = 5000,
    runs: int = 400,
    seed: int = 0,
) -> Delay:
    """Return how many labels *first_alarm* takes from a change to its alarm.

    Streams of independent errors (1) and right answers (0) are drawn: *clean* rows with the
    share *before*, then *horizon* rows with the share *after*; the detector is run on each.
    Formulas such as ``ln(ARL) / KL`` are up to three times off for detectors in use.

    Args:
        first_alarm: The detector from its fresh state: takes errors of shape (rows,), in order,
            and returns the place of the row at which it alarms first, from 0, or None.
        before: Share of errors before the change.
        after: Share of errors from the change on. Equal to *before* it gives the rows to a
            false alarm.
        clean: Rows before the change.
        horizon: Rows from the change on after which a run is given up.
        runs: Streams.
        seed: The same seed draws the same streams.

    Returns:
        Labels >= 1; divide by labels a day for days. With no drift (*after* equal to *before*)
        the mean is the average run length.

    Raises:
        NotEnoughData: every run alarms before the change.
        ValueError: shares not between 0 and 1, counts that are none, no run, no horizon, or an
            alarm outside the stream.

    Source:
        Simulation; the delay is that of M. Pollak, D. Siegmund, Approximations to the expected
        sample size of certain sequential tests, Annals of Statistics 3 (1975) 1267-1282.
    """
    shares = open_share(before, name="before"), open_share(after, name="after")
    lead, length = count(clean, name="clean"), count(horizon, name="horizon")
    streams = count(runs, name="runs")
    if not (length and streams):
        raise ValueError(f"horizon and runs must be at least 1, got {length} and {streams}")
    rng = np.random.default_rng(seed)
    share = np.repeat(shares, (lead, length))
    found = np.full(streams, math.inf)
    for run in range(streams):
        place = first_alarm((rng.random(share.size) < share).astype(np.float64))
        if place is not None:
            if not 0 <= place < share.size:
                raise ValueError(f"first_alarm must answer 0 to {share.size - 1}, got {place}")
            found[run] = place + 1 - lead
    early = found <= 0.0
    late = found[~early]
    if not late.size:
        raise NotEnoughData(
            f"0 of {streams} runs reach the change without an alarm, needs 1",
            hint="fewer clean rows, or a detector with fewer false alarms",
        )
    return _summary(late, float(early.mean()), streams)


def _summary(delays: Floats, early: float, runs: int) -> Delay:
    missed = float(np.isinf(delays).mean())
    spread = math.inf if missed or delays.size < 2 else float(delays.std(ddof=1))
    median, late = np.quantile(delays, (0.5, 0.9), method="inverted_cdf").tolist()
    return Delay(
        mean=float(delays.mean()),
        error=spread / math.sqrt(delays.size),
        median=median,
        late=late,
        missed=missed,
        early=early,
        runs=runs,
    )
