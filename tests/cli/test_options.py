from __future__ import annotations

from datetime import UTC, datetime

import pytest

from watchkeeper.cli.options import moment, names, score_columns, window
from watchkeeper.errors import ConfigError


def test_lists_may_be_written_with_commas_or_repeated() -> None:
    """Both at once as well; nothing at all is an empty list."""
    assert names(["a, b", "c"]) == ("a", "b", "c")
    assert names(None) == ()


def test_a_score_is_a_column_or_a_column_for_each_class() -> None:
    """The binary model has one probability, the multiclass model one for each class."""
    assert score_columns(None) is None
    assert score_columns(["p"]) == "p"
    assert score_columns(["cat=p_cat", "dog=p_dog"]) == {"cat": "p_cat", "dog": "p_dog"}


@pytest.mark.parametrize("values", [["p", "q"], ["cat=p", "q"], ["=p"], ["a=p", "a=q"], ["a="]])
def test_scores_without_their_classes_are_refused(values: list[str]) -> None:
    """Which class the column belongs to is never guessed."""
    with pytest.raises(ConfigError, match="does not name a class and its column"):
        score_columns(values)


def test_a_time_keeps_its_zone() -> None:
    """What is written is what holds."""
    assert moment(None, option="--until") is None
    assert moment("2024-01-31T12:00:00+00:00", option="--until") == datetime(
        2024, 1, 31, 12, tzinfo=UTC
    )


def test_a_time_without_a_zone_is_utc_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The notice goes to stderr."""
    assert moment("2024-01-31", option="--until") == datetime(2024, 1, 31, tzinfo=UTC)
    assert "read as UTC" in capsys.readouterr().err


def test_what_is_no_time_is_refused() -> None:
    """The option and its value are named."""
    with pytest.raises(ConfigError, match="--until 'tomorrow' is not a time"):
        moment("tomorrow", option="--until")


def test_a_window_is_a_time_or_so_many_rows() -> None:
    """A number stands for rows."""
    assert [window(text) for text in ("1d", "5000", None)] == ["1d", 5000, None]
