"""Tests of two samples, as counts on the same bins or as values: neither is taken as the truth.

To add one: write ``<name>.py`` beside this file, add one row to ``TESTS``. The docs table and the
contract tests in ``tests/contracts/test_two_sample_contract.py`` read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from watchkeeper.stats.two_sample.anderson_darling import anderson_darling
from watchkeeper.stats.two_sample.chi2 import chi2
from watchkeeper.stats.two_sample.cramer_von_mises import cramer_von_mises
from watchkeeper.stats.two_sample.energy import energy
from watchkeeper.stats.two_sample.epps_singleton import epps_singleton
from watchkeeper.stats.two_sample.fisher import fisher
from watchkeeper.stats.two_sample.g import g
from watchkeeper.stats.two_sample.ks import ks
from watchkeeper.stats.two_sample.ks_binned import ks_binned
from watchkeeper.stats.two_sample.mann_whitney import mann_whitney
from watchkeeper.stats.two_sample.mmd import mmd
from watchkeeper.stats.two_sample.power_of_psi_test import power_of_psi_test
from watchkeeper.stats.two_sample.psi_law import PsiLaw, psi_law_of
from watchkeeper.stats.two_sample.psi_test import psi_test
from watchkeeper.stats.two_sample.psi_verdict import psi_verdict
from watchkeeper.stats.two_sample.result import TestResult
from watchkeeper.stats.two_sample.welch import welch
from watchkeeper.stats.two_sample.z_proportions import z_proportions

__all__ = [
    "TESTS",
    "PsiLaw",
    "TestResult",
    "TwoSampleTest",
    "anderson_darling",
    "chi2",
    "cramer_von_mises",
    "energy",
    "epps_singleton",
    "fisher",
    "g",
    "ks",
    "ks_binned",
    "mann_whitney",
    "mmd",
    "power_of_psi_test",
    "psi_law_of",
    "psi_test",
    "psi_verdict",
    "welch",
    "z_proportions",
]


class TwoSampleTest(NamedTuple):
    """A test and the facts a screen or a config check needs about it.

    ``on`` says what it takes: counts by bin, or the values themselves, shape (n,) and (m,).
    ``unit`` is that of the statistic. ``bins`` is the number of bins it takes, None for any;
    ``ordered`` is True where bins must come in ascending order. ``tolerance`` is the scale of its
    ``tolerated=``, empty where it tests for no drift at all and takes none; ``tolerates`` is the
    effect on that scale up to which it stays silent unless told otherwise. ``least_p`` is the
    smallest p-value that its permutations can give, 0 where it has a law.
    """

    name: str
    call: Callable[..., TestResult]
    unit: str
    on: Literal["counts", "values"] = "counts"
    bins: int | None = None
    ordered: bool = False
    tolerance: str = ""
    tolerates: float = 0.0
    least_p: float = 0.0


_GAP = "largest gap of the distribution functions"
_SHARES = "difference of the shares"

TESTS: tuple[TwoSampleTest, ...] = (
    TwoSampleTest("psi_test", psi_test, unit="nats", tolerance="nats", tolerates=0.1),
    TwoSampleTest("chi2", chi2, unit="chi-square", tolerance="Cohen's w"),
    TwoSampleTest("g", g, unit="chi-square", tolerance="Cohen's w"),
    TwoSampleTest("fisher", fisher, unit="share", bins=2, tolerance=_SHARES),
    TwoSampleTest(
        "z_proportions", z_proportions, unit="standard errors", bins=2, tolerance=_SHARES
    ),
    TwoSampleTest("ks_binned", ks_binned, unit="share", ordered=True, tolerance=_GAP),
    TwoSampleTest("ks", ks, unit="share", on="values", tolerance=_GAP),
    TwoSampleTest("cramer_von_mises", cramer_von_mises, unit="squared gap", on="values"),
    TwoSampleTest("anderson_darling", anderson_darling, unit="squared gap", on="values"),
    TwoSampleTest(
        "mann_whitney",
        mann_whitney,
        unit="share of pairs",
        on="values",
        tolerance="distance of the share of pairs from one half",
    ),
    TwoSampleTest("epps_singleton", epps_singleton, unit="chi-square", on="values"),
    TwoSampleTest(
        "welch",
        welch,
        unit="standard errors",
        on="values",
        tolerance="standard deviations of the reference",
    ),
    TwoSampleTest("energy", energy, unit="root of the values' unit", on="values", least_p=0.005),
    TwoSampleTest("mmd", mmd, unit="share", on="values", least_p=0.005),
)
