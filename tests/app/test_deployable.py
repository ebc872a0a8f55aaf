"""A baseline must be one for the model it is deployed with."""

from __future__ import annotations

from typing import Any

import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError


def test_a_baseline_for_another_task_is_refused(lab: Any, baseline: wk.Baseline) -> None:
    """Both tasks are named; nothing is deployed."""
    lab.ws.register("delay", task="regression")
    with pytest.raises(ConfigError, match=r"task='binary', but 'delay' is .* task='regression'"):
        lab.ws.deploy("delay", version="1", baseline=baseline)
    assert lab.ws.versions("delay") == []


def test_a_baseline_with_another_positive_class_is_refused(lab: Any, baseline: wk.Baseline) -> None:
    """Both classes are named; a model that declares none takes any."""
    lab.ws.register("punctual", task="binary", positive="ok")
    with pytest.raises(ConfigError, match=r"positive='late', but .* positive='ok'"):
        lab.ws.deploy("punctual", version="1", baseline=baseline)
    lab.ws.register("punctual", task="binary")
    assert lab.ws.deploy("punctual", version="1", baseline=baseline).baseline_id == baseline.id


def test_classes_are_compared_as_text(lab: Any) -> None:
    """1, 1.0 and "1" are one class."""
    numbers = wk.Baseline.fit(
        {"x": [0.0, 1.0, 2.0, 3.0], "y": [0, 1, 0, 1]}, task="binary", label="y", positive=1
    )
    lab.ws.register("numbers", task="binary", positive=1.0)
    assert lab.ws.deploy("numbers", version="1", baseline=numbers).baseline_id == numbers.id


def test_a_baseline_without_a_task_fits_every_model(lab: Any) -> None:
    """It only says how columns looked."""
    plain = wk.Baseline.fit({"x": [0.0, 1.0, 2.0, 3.0]})
    assert lab.ws.deploy("flights", version="2", baseline=plain).baseline_id == plain.id
