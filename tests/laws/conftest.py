"""Laws: what a method states, against what it measures over many seeded runs.

A law test calls ``law(...)`` once for each setting. What misses its band fails at the end of the
test, and the row is kept: ``make laws`` prints all rows as one table.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

REACH = 2.8
"""Standard errors of a band: a true share leaves it in one of 200 looks."""

_ROWS = "laws"
_INTRO = """# Laws: what is stated, and what was measured

Every statistic states something that can be measured: how often a test raises a false alarm, how
often an interval contains the truth, how long an alarm stays silent. Here each statement stands
beside what it came to over many runs with fixed seeds, and the band in which it has to lie: 2.8
standard errors of that many runs, beyond which a true statement lies once in 200 rows. `make laws`
measures all of it anew, and fails where a row leaves its band. Rows of rules that other tools use
by default, and of methods where they are known to fail, stand among them.

"""
_HEAD = ("method", "setting", "what", "stated", "measured", "band", "runs")


class Law(Protocol):
    """Checks and keeps one row of the table."""

    def __call__(
        self,
        method: str,
        setting: str,
        what: str,
        measured: float,
        *,
        runs: int,
        exactly: float | None = None,
        at_most: float | None = None,
        at_least: float | None = None,
        between: tuple[float, float] | None = None,
        stated: str | None = None,
    ) -> None:
        """Keep the row, and remember whether it misses its band.

        Args:
            method: Name of the function.
            setting: As short as can be: ``n=50 m=200 k=10``.
            what: ``size``, ``power``, ``coverage``, ``delay``.
            measured: A share of *runs*, or any number with *between*.
            runs: Independent runs behind it.
            exactly: The share that is stated; the band is `REACH` binomial errors either side.
            at_most: A share stated as a limit: a size, a false discovery rate.
            at_least: A share stated as a floor: a coverage, a power.
            between: A band worked out by the test, for what is no share.
            stated: Words for the table, where the number alone does not say it.
        """


@pytest.fixture
def law(request: pytest.FixtureRequest) -> Iterator[Law]:
    """Return the function that keeps a row; what misses its band fails at the end of the test."""
    missed: list[str] = []

    def keep(
        method: str,
        setting: str,
        what: str,
        measured: float,
        *,
        runs: int,
        exactly: float | None = None,
        at_most: float | None = None,
        at_least: float | None = None,
        between: tuple[float, float] | None = None,
        stated: str | None = None,
    ) -> None:
        low, high = -math.inf, math.inf
        if between is not None:
            low, high = between
        for share, has_low, has_high in (
            (exactly, True, True),
            (at_most, False, True),
            (at_least, True, False),
        ):
            if share is not None:
                reach = REACH * math.sqrt(share * (1.0 - share) / runs)
                low = share - reach if has_low else low
                high = share + reach if has_high else high
        said = stated or _words(exactly, at_most, at_least)
        row = (method, setting, what, said, f"{measured:.4g}", _band(low, high), f"{runs:,}")
        request.node.user_properties.append((_ROWS, json.dumps(row)))
        if not low <= measured <= high:
            missed.append(f"{method}, {setting}: {what} {measured:.4g}, band {_band(low, high)}")

    yield keep
    assert missed == []


def _words(exactly: float | None, at_most: float | None, at_least: float | None) -> str:
    named = (("", exactly), ("at most ", at_most), ("at least ", at_least))
    return ", ".join(f"{words}{share:.4g}" for words, share in named if share is not None)


def _band(low: float, high: float) -> str:
    if math.isinf(high):
        return f"from {low:.4g}"
    return f"to {high:.4g}" if math.isinf(low) else f"{low:.4g} to {high:.4g}"


class _Table:
    """Collects the rows of all processes and writes them in order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[Sequence[str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the rows of a test that ended."""
        if report.when == "teardown":
            kept = [text for name, text in report.user_properties if name == _ROWS]
            self.rows += [json.loads(str(text)) for text in kept]

    def pytest_sessionfinish(self) -> None:
        """Write the table."""
        rule = ["---"] * len(_HEAD)
        lines = ["| " + " | ".join(row) + " |" for row in (_HEAD, rule, *sorted(self.rows))]
        self.path.write_text(_INTRO + "\n".join(lines) + "\n")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--laws-table``, the file that the table is written to."""
    parser.addoption("--laws-table", type=Path, help="write the table of laws to this file")


def pytest_configure(config: pytest.Config) -> None:
    """Collect rows where the table is wanted; under xdist in the controller only."""
    path = config.getoption("--laws-table", default=None)
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Table(path), "laws-table")
