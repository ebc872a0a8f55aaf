from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.config.duration import format_duration, parse_duration
from watchkeeper.errors import ConfigError


@pytest.mark.parametrize("text", ["2w", "90d", "36h", "30m", "45s", "0w"])
def test_text_comes_back_as_it_was_written(text: str) -> None:
    """The largest unit that divides is used, so these are already in normal form."""
    assert format_duration(parse_duration(text)) == text


def test_by_hand() -> None:
    """Minutes are m."""
    assert parse_duration("90m") == timedelta(hours=1, minutes=30)
    assert format_duration(timedelta(days=7)) == "1w"


@pytest.mark.parametrize("text", ["", "d", "1", "1.5d", "-1d", "1 d", "1y", "P1D", 7, None])
def test_anything_else_is_refused(text: object) -> None:
    """The message shows the value and the ways to write one."""
    with pytest.raises(ConfigError, match=r'not a length of time\n  hint: write "90d"'):
        parse_duration(text)
