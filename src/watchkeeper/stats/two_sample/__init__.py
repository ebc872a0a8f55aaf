"""Tests of two samples, as counts on the same bins or as values: neither is taken as the truth.

To add one: write ``<name>.py`` beside this file, add one row to ``TESTS``. The monitors, the
docs table and the contract tests in ``tests/contracts/test_measures.py`` read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy.typing as npt

from watchkeeper.stats.two_sample.chi2 import chi2
from watchkeeper.stats.two_sample.fisher import fisher
from watchkeeper.stats.two_sample.psi_test import psi_test
from watchkeeper.stats.two_sample.result import TestResult
from watchkeeper.stats.two_sample.z_proportions import z_proportions

__all__ = [
    "TESTS",
    "TestResult",
    "TwoSampleTest",
    "chi2",
    "fisher",
    "psi_test",
    "z_proportions",
]


class TwoSampleTest(NamedTuple):
    """A test and the facts a screen or a config check needs about it.

    ``on`` says what it takes: counts by bin, or the values themselves, shape (n,) and (m,).
    ``unit`` is that of the statistic. ``bins`` is the number of bins it takes, None for any.
    ``tolerates`` is the effect up to which it stays silent, in the unit of the statistic.
    """

    name: str
    call: Callable[[npt.ArrayLike, npt.ArrayLike], TestResult]
    unit: str
    on: Literal["counts", "values"] = "counts"
    bins: int | None = None
    tolerates: float = 0.0


TESTS: tuple[TwoSampleTest, ...] = (
    TwoSampleTest("psi_test", psi_test, unit="nats", tolerates=0.1),
    TwoSampleTest("chi2", chi2, unit="chi-square"),
    TwoSampleTest("fisher", fisher, unit="share", bins=2),
    TwoSampleTest("z_proportions", z_proportions, unit="standard errors", bins=2),
)
