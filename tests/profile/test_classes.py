"""Classes and the positive one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Roles
from watchkeeper.profile import open_frame
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.profile.classes import canonical_roles, learn_classes


def _classes(columns: dict[str, list[Any]], **roles: Any) -> tuple[str, ...]:
    named = {part: part for part in ("label", "prediction") if part in columns}
    return learn_classes(open_frame(columns), Roles(**(named | roles)))


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ([0, 1, None], ("0", "1")),
        ([1.0, 0.0], ("0", "1")),
        ([True, False], ("false", "true")),
        ([0, 0], ("0", "1")),
        ([], ()),
    ],
)
def test_classes_whose_meaning_needs_no_saying(labels: list[Any], classes: tuple[str, ...]) -> None:
    """1 beside 0, and true beside false, are positive; even when one has not been seen."""
    assert _classes({"label": labels}, task="binary") == classes


def test_the_positive_class_comes_last() -> None:
    """Said once, in whatever type."""
    assert _classes({"label": ["late", "ok"]}, task="binary", positive="late") == ("ok", "late")
    assert _classes({"label": [1, 2]}, task="binary", positive="1") == ("2", "1")
    assert _classes({"label": ["late"]}, task="binary", positive="late") == ("late",)
    assert _classes({"label": [1, 1]}, task="binary", positive=1) == ("0", "1")


def test_classes_are_named_in_any_type() -> None:
    """What is given as number, boolean or NumPy scalar is kept as canonical text."""
    roles = Roles(task="multiclass", score={1: "a", np.int64(2): "b", 3.0: "c"})  # type: ignore[dict-item]
    assert canonical_roles(roles).score == {"1": "a", "2": "b", "3": "c"}
    assert canonical_roles(Roles(positive=np.True_)).positive == "true"  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="named twice: 1, '1'"):
        canonical_roles(Roles(score={1: "a", "1": "b"}))  # type: ignore[dict-item]


def test_text_classes_are_never_guessed() -> None:
    """Both are named, and how to say it."""
    with pytest.raises(ConfigError, match=r"'late', 'ok': which one(.|\n)*positive="):
        _classes({"label": ["late", "ok"]}, task="binary")


@pytest.mark.parametrize("labels", [["0", "1"], ["false", "true"], [1, -1], [1, 2]], ids=str)
def test_nothing_but_booleans_and_0_and_1_is_natural(labels: list[Any]) -> None:
    """Text is not, not even of digits; nor are other numbers."""
    with pytest.raises(ConfigError, match="which one"):
        _classes({"label": labels}, task="binary")
    assert _classes({"label": labels}, task="binary", positive=labels[0])[-1] == (
        canonical_text(labels[0])
    )


def test_a_positive_class_that_is_not_there() -> None:
    """The message names the classes that are."""
    with pytest.raises(ConfigError, match="positive='lat' is not among the classes 'late', 'ok'"):
        _classes({"label": ["late", "ok"]}, task="binary", positive="lat")


def test_three_classes_are_not_binary() -> None:
    """A label and a prediction that speak different languages are told apart too."""
    with pytest.raises(ConfigError, match="3 classes: '1', '3', '7'"):
        _classes({"label": [1, 3, 7]}, task="binary")
    with pytest.raises(ConfigError, match="4 classes: '0', '1', 'no', 'yes'"):
        _classes({"label": [0, 1], "prediction": ["yes", "no"]}, task="binary")


def test_flags_predict_zero_and_one() -> None:
    """A boolean prediction beside labels 0 and 1 is no third class."""
    columns = {"label": [0, 1], "prediction": [True, False]}
    assert _classes(columns, task="binary") == ("0", "1")


def test_multiclass_in_natural_order() -> None:
    """Whole numbers with gaps sort by value; predictions add theirs."""
    assert _classes({"label": [10, 1], "prediction": [3, 1]}, task="multiclass") == ("1", "3", "10")


def test_score_columns_name_the_classes() -> None:
    """The mapping's keys are classes, seen or not; a class without a score is an error."""
    score = {"a": "p_a", "b": "p_b"}
    assert _classes({"label": ["a"]}, task="multiclass", score=score) == ("a", "b")
    with pytest.raises(ConfigError, match=r"without a score column: 'c'(.|\n)*'a', 'b'"):
        _classes({"label": ["a", "c"]}, task="multiclass", score=score)


@pytest.mark.parametrize("task", [None, "regression"])
def test_no_classes_without_classification(task: Any) -> None:
    """Numbers are predicted, or nothing is said of the task."""
    assert _classes({"label": ["a", "b"]}, task=task) == ()
