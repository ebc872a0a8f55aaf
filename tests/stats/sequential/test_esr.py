"""The Shiryaev-Roberts e-detector."""

from __future__ import annotations

import random

import numpy as np
import pytest
from river import drift

from watchkeeper.stats.sequential import ESR


def test_three_rows_by_hand() -> None:
    """Level = (previous + 1) (1 + b (x - .1)), the mean of five stakes."""
    detector = ESR(tolerated=0.1, threshold=1000)

    detector.update([1.0, 0.0, 1.0])

    levels = []
    for b in (0.5, 1.0, 2.0, 3.0, 4.5):
        first = 1 + 0.9 * b
        second = (first + 1) * (1 - 0.1 * b)
        levels.append((second + 1) * (1 + 0.9 * b))
    assert detector.value == pytest.approx(np.mean(levels), rel=1e-12)


def test_a_tick_by_hand() -> None:
    """The product over the rows of a tick, one + 1 a tick."""
    detector = ESR(tolerated=0.1, threshold=1000, unit="tick")

    detector.update([1.0, 0.0])
    detector.update([])

    product = [(1 + 0.9 * b) * (1 - 0.1 * b) for b in (0.125, 0.25, 0.5, 1.0, 2.0)]
    assert detector.value == pytest.approx(np.mean(product) + 1, rel=1e-12)


def test_without_evidence_it_grows_by_one_a_step() -> None:
    """Ticks without rows: the number of ticks, so the last is the alarm."""
    detector = ESR(tolerated=0.1, threshold=10, unit="tick")

    alarms = [bool(detector.update([])) for _ in range(20)]

    assert [i for i, alarm in enumerate(alarms) if alarm] == [9, 19]


def test_errors_alone_raise_it_within_a_few_rows() -> None:
    """At 500 steps between false alarms six errors in a row are enough."""
    assert ESR(tolerated=0.1, threshold=500).update(np.ones(10))[0] <= 5


def test_the_streams_of_the_peers() -> None:
    """0/1 and then 4 ... 7 after 1,000 rows: found 3 rows in; ADWIN needs 24, PageHinkley 7."""
    rng = random.Random(12345)  # noqa: S311  the peers' stream
    stream = rng.choices([0, 1], k=1000) + rng.choices(range(4, 8), k=1000)
    peers = {}
    for method in (drift.ADWIN(), drift.PageHinkley()):
        for place, value in enumerate(stream):
            method.update(value)
            if method.drift_detected:
                peers[type(method).__name__] = place
                break

    first = ESR(tolerated=0.6, threshold=2000).update(stream)[0]

    assert peers == {"ADWIN": 1023, "PageHinkley": 1006}
    # Earlier: it is told the mean that is tolerated, and they learn it.
    assert first == 1002


def test_the_second_stream_of_the_peers() -> None:
    """A rate of .52 that becomes .71 after 1,000 rows: found at 1,106; DDM says 1,334."""
    rng = random.Random(42)  # noqa: S311  the peers' stream
    stream = rng.choices([0, 1], k=1000) + rng.choices([0, 1], k=1000, weights=[0.3, 0.7])
    ddm = drift.binary.DDM()
    found = []
    for place, value in enumerate(stream):
        ddm.update(value)
        if ddm.drift_detected:
            found.append(place)

    first = ESR(tolerated=0.55, threshold=2000).update(stream)[0]

    assert found[0] == 1334
    assert first == 1106


@pytest.mark.parametrize(("rate", "limit"), [(0.13, 469), (0.2, 97)])
def test_it_is_faster_than_river_at_its_defaults(rate: float, limit: float) -> None:
    """After 2,000 clean rows: the delay of the law, where ADWIN and PageHinkley need far more."""
    rng = np.random.default_rng(12)
    delays: dict[str, list[int]] = {"esr": [], "ADWIN": [], "PageHinkley": []}
    for _ in range(15):
        rows = np.r_[rng.random(2000) < 0.1, rng.random(6000) < rate].astype(float)
        alarms = [i - 1999 for i in ESR(tolerated=0.1, threshold=2000).update(rows) if i >= 2000]
        delays["esr"].append(alarms[0])
        for method in (drift.ADWIN(), drift.PageHinkley()):
            delays[type(method).__name__].append(6000)
            for place, value in enumerate(rows.tolist()):
                method.update(value)
                if method.drift_detected and place >= 2000:
                    delays[type(method).__name__][-1] = place - 1999
                    break

    assert np.mean(delays["esr"]) < 1.5 * limit
    assert np.mean(delays["ADWIN"]) > 2 * np.mean(delays["esr"])
    assert np.mean(delays["PageHinkley"]) > 2 * np.mean(delays["esr"])
