"""Which classes, labels and scores the public face takes, and what it says without them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError, DataError

MakeRows = Callable[..., pd.DataFrame]
ROLES: dict[str, Any] = {"task": "binary", "prediction": "answer", "score": "p", "label": "y"}


def _metric(report: wk.Report, name: str) -> Any:
    return next(series.points for series in report.metrics if series.metric == name)[0]


def _levels(report: wk.Report, monitor: str) -> set[str]:
    return {f.level.value for f in report.findings if f.monitor == monitor}


# -- classes ----------------------------------------------------------------------------


def test_text_classes_need_the_positive_one(current: pd.DataFrame, reference: pd.DataFrame) -> None:
    """It is never guessed; the message names both."""
    with pytest.raises(ConfigError, match=r"'late', 'ok'(.|\n)*positive="):
        wk.check(current, reference, **ROLES)
    digits = reference.assign(y=np.where(reference["y"] == "late", "1", "0"), answer=None)
    with pytest.raises(ConfigError, match=r"'0', '1'(.|\n)*positive="):
        wk.Baseline.fit(digits, task="binary", label="y", score="p")


def test_booleans_and_0_and_1_are_the_same_classes(
    current: pd.DataFrame, reference: pd.DataFrame
) -> None:
    """1, 1.0, "1" and True are one class, and need no saying as numbers or booleans."""
    late = reference["y"] == "late"
    baseline = wk.Baseline.fit(reference.assign(y=late), task="binary", label="y", score="p")
    now = current["y"] == "late"
    kinds = [now, now.astype(int), now.astype(float), now.astype(int).astype(str)]

    values = [_metric(wk.check(current.assign(y=y), baseline), "roc_auc").value for y in kinds]

    assert values[0] > 0.7
    assert values == [values[0]] * 4


def test_integer_classes_with_gaps() -> None:
    """3, 10 and 77 are names, not places in a table, as numbers and as text."""
    then, now = _three_classes(1), _three_classes(2)
    roles: dict[str, Any] = {"task": "multiclass", "label": "y", "prediction": "answer"}

    report = wk.check(now, then, **roles)

    assert _metric(report, "accuracy").value == pytest.approx((now["y"] == now["answer"]).mean())
    text = now.assign(y=now["y"].astype(str))
    assert _metric(wk.check(text, then, **roles), "accuracy") == _metric(report, "accuracy")


def test_multiclass_scores_are_a_mapping() -> None:
    """Each class has its column; a class without one is an error that names it."""
    then, now = _three_classes(1), _three_classes(2)
    score = {3: "p3", 10: "p10", 77: "p77"}

    baseline = wk.Baseline.fit(then, task="multiclass", label="y", score=score)
    report = wk.check(now, wk.Baseline.from_bytes(baseline.to_bytes()))

    assert _metric(report, "log_loss").value < np.log(3)
    with pytest.raises(ConfigError, match="classes without a score column: '77'"):
        wk.check(now, then, task="multiclass", label="y", score={3: "p3", 10: "p10"})
    with pytest.raises(ConfigError, match="give a mapping"):
        wk.check(now, then, task="multiclass", label="y", score="p3")


def test_an_unknown_class_is_an_error_that_names_both_sets(
    current: pd.DataFrame, reference: pd.DataFrame
) -> None:
    """What came, what is known, and the nearest one."""
    current.loc[3, "y"] = "Late"
    both = r"'Late'; known are 'ok', 'late'(.|\n)*did you mean 'late'"
    with pytest.raises(DataError, match=both):
        wk.check(current, reference, **ROLES, positive="late")


def test_a_reference_that_shows_one_class_takes_one_other(
    made_rows: MakeRows, reference: pd.DataFrame
) -> None:
    """The other class may come later under any name, but there is only one."""
    unlabelled = reference.assign(y=None)
    roles: dict[str, Any] = {"task": "binary", "score": "p", "label": "y", "positive": "late"}

    report = wk.check(made_rows(500, 2), unlabelled, **roles)

    assert _metric(report, "roc_auc").value > 0.7
    with pytest.raises(DataError, match="'never', 'ok'"):
        wk.check(made_rows(500, 2).replace({"y": {"late": "never"}}), unlabelled, **roles)


def test_an_auc_far_below_one_half_says_the_classes_may_be_reversed(
    current: pd.DataFrame, reference: pd.DataFrame
) -> None:
    """The number stands, with the suspicion beside it."""
    report = wk.check(current, reference, **ROLES, positive="ok")

    value = _metric(report, "roc_auc")
    assert value.value < 0.3
    assert "reversed" in value.reason


def _three_classes(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet([1, 1, 1], 1500)
    names = np.array([3, 10, 77])
    drawn = (shares.cumsum(axis=1) > rng.random((1500, 1))).argmax(axis=1)
    return pd.DataFrame(
        {
            "a": rng.normal(size=1500),
            "y": names[drawn],
            "answer": names[shares.argmax(axis=1)],
            **{f"p{name}": shares[:, i] for i, name in enumerate(names)},
        }
    )


# -- labels and scores ------------------------------------------------------------------


def test_no_score_leaves_the_auc_unknown(current: pd.DataFrame, reference: pd.DataFrame) -> None:
    """Accuracy works without one."""
    roles = {**ROLES, "score": None, "positive": "late"}

    report = wk.check(current, reference, **roles)

    assert _metric(report, "roc_auc").value is None
    assert "score" in _metric(report, "roc_auc").reason
    assert _metric(report, "accuracy").value > 0.6


@pytest.mark.parametrize("lost", ["current", "reference", "both", "null"])
def test_no_label_is_unknown(current: pd.DataFrame, reference: pd.DataFrame, lost: str) -> None:
    """Never a KeyError: performance is unknown, with the reason, and the rest is judged."""
    now, then = current, reference
    if lost in ("current", "both"):
        now = current.drop(columns="y")
    if lost in ("reference", "both"):
        then = reference.drop(columns="y")
    if lost == "null":
        now = current.assign(y=None)

    report = wk.check(now, then, **ROLES, positive="late")

    assert _levels(report, "performance") == {"unknown"}
    assert _levels(report, "drift") == {"ok"}
    assert not any(f.level.value in ("warning", "critical") for f in report.findings)
    noted = any("has no column 'y', hence no labels" in note for note in report.notes)
    assert noted is (lost in ("reference", "both"))
