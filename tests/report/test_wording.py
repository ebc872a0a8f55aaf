from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.model import Finding, Measure
from watchkeeper.report.wording import clock, listed, name_of, sentence, stretch, unit_of


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((2013, 8, 10), (2013, 8, 11), "10 August 2013"),
        ((2013, 8, 10), (2013, 8, 15), "10–14 August 2013"),
        ((2013, 7, 28), (2013, 8, 4), "28 July – 3 August 2013"),
        ((2013, 12, 30), (2014, 1, 6), "30 December 2013 – 5 January 2014"),
        ((2013, 8, 10, 4), (2013, 8, 10, 6), "10 August 2013, 04:00–06:00 UTC"),
        ((2013, 8, 10, 4), (2013, 8, 11, 6), "10 August 2013, 04:00 – 11 August 2013, 06:00 UTC"),
    ],
)
def test_a_stretch_is_half_open_and_said_in_days(
    start: tuple[int, ...], end: tuple[int, ...], expected: str
) -> None:
    """Whole days name their last day; hours say their zone."""
    first, last = (datetime(*at, tzinfo=UTC) for at in (start, end))  # type: ignore[misc]

    assert stretch(first, last, ZoneInfo("UTC")) == expected


def test_a_time_always_says_its_zone() -> None:
    """In the zone that it is given in."""
    at = datetime(2013, 8, 16, 9, tzinfo=UTC).astimezone(ZoneInfo("America/New_York"))

    assert clock(at) == "16 August 2013, 05:00 EDT"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c", "d"], "a, b, c and d"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_a_list_names_the_first_and_counts_the_rest(names: list[str], expected: str) -> None:
    """ "and 1 more" would be longer than the name."""
    assert listed(names) == expected


def test_names_are_words() -> None:
    """Known ones as people write them, others without underscores."""
    assert name_of("roc_auc") == "ROC AUC"
    assert name_of("label_drift") == "label drift"


@pytest.mark.parametrize(
    ("text", "expected"), [("volume is off", "Volume is off."), ("Why?", "Why?"), ("  ", "")]
)
def test_a_sentence_has_a_capital_and_an_end(text: str, expected: str) -> None:
    """Nothing stays nothing."""
    assert sentence(text) == expected


def test_the_unit_of_a_finding_is_that_of_its_measure(finding: Callable[..., Finding]) -> None:
    """A finding names its measure; the measure has the unit."""
    shown = (Measure(name="missing", value=0.2, unit="share"),)

    assert unit_of(finding(measure="missing", measures=shown)) == "share"
    assert unit_of(finding(measure="missing share")) == "share"
    assert unit_of(finding(measure="mean")) == ""
