"""Tolerances in the place of defaults."""

from __future__ import annotations

import pytest

from watchkeeper.model import SetLimit


@pytest.mark.parametrize(
    ("warning", "critical", "holds"),
    [
        (0.3, 0.6, (0.3, 0.6)),
        (0.2, None, (0.2, 0.25)),
        (0.4, None, (0.4, 0.4)),
        (None, 0.5, (0.1, 0.5)),
        (None, 0.05, (0.05, 0.05)),
    ],
)
def test_what_is_set_holds_and_the_other_never_crosses_it(
    warning: float | None, critical: float | None, holds: tuple[float, float]
) -> None:
    """Defaults .1 and .25; a critical below the default warning takes it along."""
    limit = SetLimit(warning=warning, critical=critical, set_by="ops", reason="seasonal")

    assert limit.over(0.1, 0.25) == holds


def test_it_says_who_and_why() -> None:
    """A finding shows this text."""
    assert str(SetLimit(warning=1, critical=None, set_by="ops", reason="sensor")) == "ops: sensor"
