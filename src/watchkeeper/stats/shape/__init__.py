"""What form a series has in time: whether, when and how it changed, and how fast it burns.

To add one: write ``<name>.py`` beside this file, add one row to ``SHAPES``; a new form of a
series goes into ``FORMS`` in ``forms.py``. The docs page and the contract tests in
``tests/contracts/test_shape_contract.py`` read these tuples.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from watchkeeper.stats.shape.burn_alarm import BURN_RULES, BurnRule, BurnVerdict, burn_alarm
from watchkeeper.stats.shape.burn_rate import burn_rate
from watchkeeper.stats.shape.change_point import ChangePoint, change_point
from watchkeeper.stats.shape.forms import FORMS, Fit, Form
from watchkeeper.stats.shape.shape import Shape, shape

__all__ = [
    "BURN_RULES",
    "FORMS",
    "SHAPES",
    "BurnRule",
    "BurnVerdict",
    "ChangePoint",
    "Fit",
    "Form",
    "SeriesMethod",
    "Shape",
    "burn_alarm",
    "burn_rate",
    "change_point",
    "shape",
]


class SeriesMethod(NamedTuple):
    """A function of a series and the facts a screen or the docs need about it.

    ``of`` says what it takes: one value a window, the errors and rows of one window, or those
    of many.
    """

    name: str
    call: Callable[..., Any]
    unit: str
    of: Literal["values", "window", "windows"]


SHAPES: tuple[SeriesMethod, ...] = (
    SeriesMethod("shape", shape, unit="that of the values", of="values"),
    SeriesMethod("change_point", change_point, unit="place", of="values"),
    SeriesMethod("burn_rate", burn_rate, unit="times the allowed rate", of="window"),
    SeriesMethod("burn_alarm", burn_alarm, unit="times the allowed rate", of="windows"),
)
