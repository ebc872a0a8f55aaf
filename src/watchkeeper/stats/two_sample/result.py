"""What every test answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TestResult:
    """A statistic, its p-value and the rows on either side.

    ``p_value`` is the chance of a statistic at least as extreme where the null hypothesis of
    the test holds.
    """

    # The name begins with Test, so pytest would collect it in every module that imports it.
    __test__: ClassVar[bool] = False

    statistic: float
    p_value: float
    n: int
    m: int
