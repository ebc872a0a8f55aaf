from __future__ import annotations

from datetime import date, timedelta

import pytest

from watchkeeper.config import LimitSettings, ModelSettings, Settings, parse
from watchkeeper.errors import ConfigError
from watchkeeper.model import Model


def model(lines: str) -> ModelSettings:
    """Return one ``[[model]]`` with *lines* added."""
    return parse(f"[[model]]\nname = 'm'\n{lines}", Settings, where="w.toml").models[0]


def limits(*entries: str) -> Settings:
    """Return settings with one ``[[limit]]`` for each of *entries*."""
    common = "monitor = 'drift'\nsubject = 'temp'\nset_by = 'ops'\n"
    text = "".join(f"[[limit]]\n{common}{entry}\n" for entry in entries)
    return parse(text, Settings, where="w.toml")


def chosen(settings: Settings, **about: str) -> str | None:
    """Return the reason of the limit that decides on 1 February 2024."""
    about = {"model": "m", "subject": "temp", "monitor": "drift", **about}
    limit = settings.limit(**about, on=date(2024, 2, 1))
    return limit.reason if limit else None


def test_a_model_becomes_the_noun() -> None:
    """Its own zone wins over the workspace's; the label horizon is a length of time."""
    text = """
    [workspace]
    timezone = "Asia/Tokyo"
    [[model]]
    name = "a"
    task = "regression"
    label_horizon = "2w"
    [[model]]
    name = "b"
    task = "binary"
    positive = "late"
    timezone = "America/New_York"
    """

    assert parse(text, Settings, where="w.toml").registered() == (
        Model(name="a", task="regression", timezone="Asia/Tokyo", label_horizon=timedelta(14)),
        Model(name="b", task="binary", positive="late", timezone="America/New_York"),
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("task = 'multiclass'\npositive = 'a'", "positive='a' is for binary models, not multicl"),
        ("task = 'regression'\nclasses = ['a']", "a regression model has no classes"),
        ("task = 'binary'\nclasses = ['late', 'ok']\npositive = 'lat'", "did you mean 'late'"),
        ("task = 'binary'\nlabel_horizon = '3 months'", "'3 months' is not a length of time"),
    ],
)
def test_a_model_that_contradicts_itself_is_refused(lines: str, said: str) -> None:
    """The place is the entry, by its name."""
    with pytest.raises(ConfigError, match=r"\[\[model\]\] 'm'") as caught:
        model(lines)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "sets neither warning nor critical"),
        ("warning = 0.3\ncritical = 0.1", r"critical \(0.1\) is below warning \(0.3\)"),
        ("warning = 0", "warning: must be greater than 0, got 0"),
    ],
)
def test_a_limit_that_says_nothing_sensible_is_refused(lines: str, said: str) -> None:
    """A tolerance is above 0, and critical is not below warning."""
    with pytest.raises(ConfigError, match=said):
        limits(f"reason = 'x'\nsince = 2024-01-01\n{lines}")


def test_without_a_limit_the_default_holds() -> None:
    """None means that nobody has set anything."""
    assert chosen(Settings()) is None
    only = limits("warning = 1\nreason = 'other'\nsince = 2024-01-01")
    assert chosen(only, subject="dewp") is None
    assert chosen(only, monitor="quality") is None


def test_the_most_particular_limit_decides() -> None:
    """A model outranks a measure, both outrank neither; the order in the file does not matter."""
    entries = [
        "warning = 1\nreason = 'both'\nsince = 2024-01-01\nmodel = 'm'\nmeasure = 'mean'",
        "warning = 1\nreason = 'model'\nsince = 2024-01-01\nmodel = 'm'",
        "warning = 1\nreason = 'measure'\nsince = 2024-01-01\nmeasure = 'mean'",
        "warning = 1\nreason = 'neither'\nsince = 2024-01-01",
    ]

    for settings in (limits(*entries), limits(*reversed(entries))):
        assert chosen(settings, measure="mean") == "both"
        assert chosen(settings, measure="shape") == "model"
        assert chosen(settings, model="n", measure="mean") == "measure"
        assert chosen(settings, model="n", measure="shape") == "neither"


def test_a_limit_holds_from_its_day_and_the_later_one_wins() -> None:
    """A window before ``since`` is judged as it was then, also when it is evaluated again."""
    settings = limits(
        "warning = 1\nreason = 'march'\nsince = 2024-03-01",
        "warning = 1\nreason = 'january'\nsince = 2024-01-01",
        "warning = 1\nreason = 'old'\nsince = 2023-01-01",
    )

    assert chosen(settings) == "january"


def test_of_equal_limits_the_last_in_the_file_decides() -> None:
    """As everywhere where files are read from the top."""
    settings = limits(
        "warning = 1\nreason = 'first'\nsince = 2024-01-01",
        "warning = 1\nreason = 'second'\nsince = 2024-01-01",
    )

    assert chosen(settings) == "second"


def test_settings_are_frozen() -> None:
    """They are shared by everything that runs."""
    limit = limits("warning = 1\nreason = 'x'\nsince = 2024-01-01").limits[0]

    assert isinstance(limit, LimitSettings)
    with pytest.raises(ValueError, match="frozen"):
        limit.reason = "y"


def test_an_unknown_monitor_is_named() -> None:
    """Asked from code the same help is given as for the file."""
    with pytest.raises(ConfigError, match="no monitor is called 'drift'"):
        Settings().monitor("drift")
