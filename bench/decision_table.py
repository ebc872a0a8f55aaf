"""The lines of the acceptance table, on the screen and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """One stated number: ``passed`` is None where no band is stated."""

    number: str
    what: str
    band: str
    measured: str
    passed: bool | None


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"|{'|'.join(line)}|" for line in lines)


def acceptance(lines: Iterable[Line]) -> str:
    """Return "stated band | measured | pass" as Markdown."""
    verdict = {True: "yes", False: "**no**", None: ""}
    return markdown(
        ["", "what", "stated band", "measured", "pass"],
        [
            [f"({line.number})", line.what, line.band, line.measured, verdict[line.passed]]
            for line in lines
        ],
    )


def share(value: float) -> str:
    """Return a share with two digits; 1 and 0 only where exact."""
    if value in (0.0, 1.0):
        return f"{value:.0f}"
    return f"{min(max(value, 0.01), 0.99):.2f}"
