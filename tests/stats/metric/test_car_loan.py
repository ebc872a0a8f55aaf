"""NannyML 0.13.1's tutorial on car loans: realised metrics, to every printed digit.

Ten chunks of 5,000 loans, each as counts of repaid and other loans by score and prediction.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from watchkeeper.stats.metric import (
    BinarySummary,
    MetricResult,
    accuracy,
    average_precision,
    business_value,
    f1,
    precision,
    recall,
    roc_auc,
    specificity,
)

DATA = Path(__file__).parents[2] / "data" / "car_loan_scores.csv"
AREAS = "0.970962 0.970248 0.976282 0.967721 0.969886 0.960050 0.958530 0.959041 0.963094 0.957556"
VALUES = (22970, 21690, 21800, 22000, 22180, 20700, 21030, 20750, 20940, 21200)


@pytest.fixture(scope="module")
def chunks() -> list[BinarySummary]:
    """Return the ten chunks."""
    rows = np.loadtxt(DATA, delimiter=",", skiprows=1, dtype=np.int64)
    return [_summary(rows[rows[:, 0] == chunk]) for chunk in range(10)]


def _summary(rows: np.ndarray) -> BinarySummary:
    _, score, foreseen, repaid, other = rows.T
    foreseen = foreseen == 1
    return BinarySummary(
        n=int((repaid + other).sum()),
        n_positive=int(repaid.sum()),
        positives=repaid,
        negatives=other,
        single_valued=np.ones(score.size, dtype=bool),
        tp=int(repaid[foreseen].sum()),
        fp=int(other[foreseen].sum()),
        fn=int(repaid[~foreseen].sum()),
        tn=int(other[~foreseen].sum()),
    )


def test_area_under_the_curve_of_all_chunks(chunks: list[BinarySummary]) -> None:
    """With ties at mid-rank, and the interval around it."""
    assert [f"{roc_auc(chunk).value:.6f}" for chunk in chunks] == AREAS.split()


@pytest.mark.parametrize(
    ("metric", "first", "sixth"),
    [
        (f1, "0.943344", "0.913685"),
        (precision, "0.956660", "0.922449"),
        (recall, "0.930394", "0.905086"),
        (accuracy, "0.942200", "0.914600"),
    ],
)
def test_decisions(
    chunks: list[BinarySummary],
    metric: Callable[[BinarySummary], MetricResult],
    first: str,
    sixth: str,
) -> None:
    """Of the first chunk, and of the first after the shift."""
    assert [f"{metric(chunks[i]).value:.6f}" for i in (0, 5)] == [first, sixth]


def test_specificity_and_average_precision_of_the_first_chunk(
    chunks: list[BinarySummary],
) -> None:
    """Both are printed for that one only."""
    assert f"{specificity(chunks[0]).value:.6f}" == "0.954847"
    assert f"{average_precision(chunks[0]).value:.6f}" == "0.963617"


def test_business_value_of_all_chunks(chunks: list[BinarySummary]) -> None:
    """10 for a repaid loan that was foreseen, -10 for one that was not repaid."""
    found = [business_value(chunk, tp=10, fp=-10, fn=0, tn=0).value for chunk in chunks]

    assert [round(value * 5000) for value in found if value is not None] == list(VALUES)
