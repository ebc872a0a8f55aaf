"""Methods that may be looked at after every row, however often.

Alarms find a change and begin again (``ESR``, ``ECUSUM``); confidence sequences say what a mean
is, at all times at once; betting tests collect evidence against one null.

To add one: write ``<name>.py`` beside this file, add one row to ``SEQUENTIAL``. The docs table
and the contract tests in ``tests/contracts/test_sequential_contract.py`` read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from watchkeeper.stats.sequential.arl import arl_for
from watchkeeper.stats.sequential.asymptotic import asymptotic
from watchkeeper.stats.sequential.bets import Inclusion
from watchkeeper.stats.sequential.betting import betting
from watchkeeper.stats.sequential.e_process import EProcess
from watchkeeper.stats.sequential.ecusum import ECUSUM
from watchkeeper.stats.sequential.empirical_bernstein import empirical_bernstein
from watchkeeper.stats.sequential.esr import ESR
from watchkeeper.stats.sequential.harmful_shift import HarmfulShift, harmful_shift
from watchkeeper.stats.sequential.kernel_betting import kernel_betting
from watchkeeper.stats.sequential.risk import risk
from watchkeeper.stats.sequential.running_bernstein import running_bernstein
from watchkeeper.stats.sequential.sequence import ConfidenceSequence

__all__ = [
    "ECUSUM",
    "ESR",
    "SEQUENTIAL",
    "ConfidenceSequence",
    "EProcess",
    "HarmfulShift",
    "Inclusion",
    "Sequential",
    "arl_for",
    "asymptotic",
    "betting",
    "empirical_bernstein",
    "harmful_shift",
    "kernel_betting",
    "risk",
    "running_bernstein",
]


class Sequential(NamedTuple):
    """A sequential method, what it gives, what it holds and under which null.

    ``gives`` is ``alarm`` (an object that takes values as they come), ``sequence`` (limits after
    each row), ``evidence`` (an ``EProcess``) or ``shift`` (source against target). ``holds`` is
    what its level or threshold bounds. ``forgets`` says whether a long good past delays it.
    """

    name: str
    call: Callable[..., Any]
    gives: Literal["alarm", "sequence", "evidence", "shift"]
    holds: str
    null: str
    forgets: bool = False


_EVER = "chance of ever being wrong"
_CONSTANT = "every row has the same mean given the past"
_DRIFTING = "the mean of the rows' means so far"
_TOLERATED = "every row has at most the tolerated mean given the past"

SEQUENTIAL: tuple[Sequential, ...] = (
    Sequential("esr", ESR, "alarm", "mean run length", _TOLERATED, forgets=True),
    Sequential("ecusum", ECUSUM, "alarm", "mean run length", _TOLERATED, forgets=True),
    Sequential("empirical_bernstein", empirical_bernstein, "sequence", _EVER, _CONSTANT),
    Sequential("betting", betting, "sequence", _EVER, _CONSTANT),
    Sequential("asymptotic", asymptotic, "sequence", _EVER, _DRIFTING),
    Sequential("running_bernstein", running_bernstein, "sequence", _EVER, _DRIFTING),
    Sequential("risk", risk, "evidence", _EVER, _TOLERATED),
    Sequential("kernel_betting", kernel_betting, "evidence", _EVER, "both streams have one law"),
    Sequential("harmful_shift", harmful_shift, "shift", _EVER, "the target's loss is tolerated"),
)
