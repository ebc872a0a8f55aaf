"""The smallest drop that a budget shows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.planning import labels_for_drop, minimum_detectable_drop
from watchkeeper.stats.planning.binomial_power import power_against_known, power_against_window


@pytest.mark.parametrize("labels", [40, 253, 1471, 100_000])
@pytest.mark.parametrize("baseline", [0.6, 0.9, 0.99])
def test_the_power_at_the_drop_is_the_one_asked_for(labels: int, baseline: float) -> None:
    """Exactly, against a known baseline."""
    drop = minimum_detectable_drop(baseline, labels)

    power = power_against_known(np.array([labels]), baseline, baseline - drop, 0.05)
    assert power[0] == pytest.approx(0.8, abs=1e-9)


@pytest.mark.parametrize("labels", [60, 575, 3118])
def test_the_power_of_two_windows_is_the_one_asked_for(labels: int) -> None:
    """By the exact power of Fisher's test."""
    drop = minimum_detectable_drop(0.9, labels, against="window")

    assert power_against_window(labels, 0.9, 0.9 - drop, 0.05) == pytest.approx(0.8, abs=1e-4)


@pytest.mark.parametrize("against", ["known", "window"])
@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(("baseline", "drop"), [(0.8, 0.05), (0.9, 0.1), (0.95, 0.02)])
def test_reads_the_number_of_labels_backwards(
    against: Any, exact: bool, baseline: float, drop: float
) -> None:
    """With the labels for a drop that drop is seen, and hardly a smaller one."""
    labels = labels_for_drop(baseline, drop, against=against, exact=exact)

    found = minimum_detectable_drop(baseline, labels, against=against, exact=exact)

    assert 0.9 * drop < found <= drop + 1e-6


def test_more_labels_show_smaller_drops() -> None:
    """About half the drop at four times the labels, in the limit."""
    drops = [minimum_detectable_drop(0.9, n) for n in (100, 400, 1600, 6400, 1_000_000)]

    assert drops == sorted(drops, reverse=True)
    assert drops[2] / drops[3] == pytest.approx(2.0, abs=0.15)


def test_share_and_design_effect_leave_fewer_labels() -> None:
    """A tenth of the labels are positives: recall sees what accuracy sees with a tenth."""
    assert minimum_detectable_drop(0.9, 3000, share=0.1) == minimum_detectable_drop(0.9, 300)
    assert minimum_detectable_drop(0.9, 330, design_effect=1.1) == pytest.approx(
        minimum_detectable_drop(0.9, 300)
    )


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("against", ["known", "window"])
def test_too_few_labels_are_unknown(against: Any, exact: bool) -> None:
    """The message has the number from which on something can be seen, and with it there is."""
    with pytest.raises(NotEnoughData, match=r"labels is 1, needs (\d+)") as raised:
        minimum_detectable_drop(0.5, 1, against=against, exact=exact)
    need = int(str(raised.value).split("needs ")[1].split()[0])

    assert minimum_detectable_drop(0.5, need, against=against, exact=exact) < 0.5


def test_no_label_is_unknown() -> None:
    """Nothing can be seen by nobody."""
    with pytest.raises(NotEnoughData, match="labels is 0"):
        minimum_detectable_drop(0.9, 0)


def test_against_is_one_of_two() -> None:
    """The value is in the message."""
    with pytest.raises(ValueError, match="got 'then'"):
        minimum_detectable_drop(0.9, 100, against="then")  # type: ignore[arg-type]


def test_by_hand() -> None:
    """Four labels against .5: only 0 of 4 has a chance (.0625) of at most .1; (1-d')^4 = .8."""
    drop = minimum_detectable_drop(0.5, 4, alpha=0.1)

    # P(X = 0) = (1 - r)^4 = .8, so r = 1 - .8^(1/4).
    assert 0.5 - drop == pytest.approx(1 - math.pow(0.8, 0.25))
