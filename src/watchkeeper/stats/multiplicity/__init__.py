"""Many tests at once, and few false alarms among what they find.

To add one: write ``<name>.py`` beside this file, add one row to ``PROCEDURES``. The docs table
and the contract tests in ``tests/contracts/test_multiplicity_contract.py`` read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from watchkeeper.stats.multiplicity.benjamini_hochberg import benjamini_hochberg
from watchkeeper.stats.multiplicity.benjamini_yekutieli import benjamini_yekutieli
from watchkeeper.stats.multiplicity.budget import budget
from watchkeeper.stats.multiplicity.decisions import Decisions
from watchkeeper.stats.multiplicity.e_bh import e_bh
from watchkeeper.stats.multiplicity.e_values import EValues
from watchkeeper.stats.multiplicity.hierarchical import FamilyDecisions, hierarchical_bh
from watchkeeper.stats.multiplicity.lord import LORD
from watchkeeper.stats.multiplicity.saffron import SAFFRON
from watchkeeper.stats.multiplicity.simes import simes

__all__ = [
    "LORD",
    "PROCEDURES",
    "SAFFRON",
    "Decisions",
    "EValues",
    "FamilyDecisions",
    "Procedure",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "budget",
    "e_bh",
    "hierarchical_bh",
    "simes",
]


class Procedure(NamedTuple):
    """A procedure, what it takes, and the dependence under which it holds its rate q.

    ``online`` ones are objects that take p-values as they come; the others are functions of a
    batch.
    """

    name: str
    call: Callable[..., Any]
    takes: Literal["p-values", "e-values", "families"]
    dependence: Literal["independent", "positive", "any"]
    online: bool = False


PROCEDURES: tuple[Procedure, ...] = (
    Procedure("benjamini_hochberg", benjamini_hochberg, "p-values", "positive"),
    Procedure("benjamini_yekutieli", benjamini_yekutieli, "p-values", "any"),
    Procedure("e_bh", e_bh, "e-values", "any"),
    Procedure("hierarchical_bh", hierarchical_bh, "families", "positive"),
    Procedure("lord++", LORD, "p-values", "independent", online=True),
    Procedure("saffron", SAFFRON, "p-values", "independent", online=True),
)
