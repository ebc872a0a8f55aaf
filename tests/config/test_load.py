from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from watchkeeper.config import Duration, Settings, assemble, load, parse
from watchkeeper.errors import ConfigError, NotEnoughData


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Settings of an invented monitor."""

    threshold: float = 0.2
    span: Duration = timedelta(days=7)
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.threshold <= 0:
            raise ConfigError(f"threshold must be above 0, got {self.threshold}", hint="try 0.2")


SCHEMA = assemble({"drift": Drift})


def refusal(text: str) -> str:
    """Return what the reader says of *text*."""
    with pytest.raises(ConfigError) as caught:
        parse(text, SCHEMA, where="w.toml")
    return str(caught.value)


def test_an_empty_file_means_the_defaults() -> None:
    """Silence is not an error."""
    assert parse("", SCHEMA, where="w.toml") == SCHEMA()


def test_a_full_file_is_read_into_its_types() -> None:
    """Lengths of time, dates, lists and tables arrive as what they stand for."""
    settings = parse(
        """
        [workspace]
        timezone = "Europe/Berlin"
        window = "1h"
        false_alarms_per_week = 2

        [[model]]
        name = "flights"
        task = "binary"
        label_horizon = "12h"
        sources = {temp = "weather"}

        [monitor.drift]
        span = "2w"
        columns = ["temp", "hour"]

        [[limit]]
        monitor = "drift"
        subject = "temp"
        warning = 0.3
        set_by = "ops"
        reason = "seasons"
        since = 2024-01-31
        """,
        SCHEMA,
        where="w.toml",
    )

    assert settings.workspace.false_alarms_per_week == 2.0
    assert settings.models[0].label_horizon == timedelta(hours=12)
    assert settings.models[0].sources == {"temp": "weather"}
    assert settings.monitor("drift") == Drift(span=timedelta(days=14), columns=("temp", "hour"))
    assert settings.limits[0].since == date(2024, 1, 31)


def test_every_problem_is_reported_at_once() -> None:
    """Three wrong settings give three lines, each with file, section, key and value."""
    said = refusal(
        """
        [workspace]
        window = "2d"
        [monitor.drift]
        threshold = "high"
        thrxshold = 0.1
        """
    )

    assert said.splitlines() == [
        "w.toml: [workspace] window: not a known value, got '2d'",
        "  hint: known: 1d, 1h, 1w",
        "w.toml: [monitor.drift] threshold: must be a valid number, got 'high'",
        "w.toml: [monitor.drift] thrxshold: no such setting, got 0.1",
        "  hint: did you mean 'threshold'?",
    ]


def test_one_problem_keeps_its_hint_apart() -> None:
    """The command line prints the hint on a line of its own."""
    with pytest.raises(ConfigError) as caught:
        parse("[workspace]\nwindw = '1d'", SCHEMA, where="w.toml")

    assert caught.value.message == "w.toml: [workspace] windw: no such setting, got '1d'"
    assert caught.value.hint == "did you mean 'window'?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[monitor.drfit]", r"\[monitor.drfit\]: no such section\n  hint: did you mean 'drift'"),
        ("[modxl]", r"\[modxl\]: no such section\n  hint: did you mean 'model'"),
        ("[model]\nname = 'x'", r"\[model\]: must be a valid array, got a table\n.*\[\[model\]\]"),
        (
            "[[workspace]]\nwindow = '1d'",
            r"\[\[workspace\]\]: must be a table.*\n.*\[workspace\]",
        ),
        ("[[model]]\nname = 'a'", r"\[\[model\]\] 'a' task: is required"),
        ("[[model]]\ntask = 'binry'", r"\[\[model\]\] no. 1 task: .*'binry'\n.*'binary'"),
        ("[[limit]]\nmonitor = 'drfit'", r"no. 1 monitor: no monitor .*'drfit'\n.*'drift'"),
        ("[workspace]\ntimezone = 'Berln'", "timezone: no time zone is called 'Berln'"),
        ("[workspace]\nfalse_alarms_per_week = 0", "must be greater than 0, got 0"),
        ("[workspace]\nfalse_alarms_per_week = inf", "must be a finite number, got inf"),
        ("[workspace]\nfalse_alarms_per_week = nan", "must be a finite number, got nan"),
        ("[workspace]\nfalse_alarms_per_week = true", "must be a valid number, got True"),
        ("[workspace]\nfalse_alarms_per_week = '1'", "must be a valid number, got '1'"),
        ("[monitor.drift]\nspan = 7", r"\[monitor.drift\] span: 7 is not a length of time"),
        ("[monitor.drift]\ncolumns = ['a', 1]", r"columns\[1\]: must be a valid string, got 1"),
        ("workspace = 3", "workspace: must be a table, got 3"),
    ],
)
def test_a_refusal_names_the_place_and_the_remedy(text: str, said: str) -> None:
    """Each kind of mistake is told in the words of the file."""
    assert re.search(said, refusal(text)), refusal(text)


def test_what_a_monitor_refuses_is_one_of_the_problems() -> None:
    """An error raised by a monitor's settings does not hide the others."""
    said = refusal("[workspace]\nwindow = '2d'\n[monitor.drift]\nthreshold = -1")

    assert "w.toml: [workspace] window" in said
    assert "w.toml: [monitor.drift]: threshold must be above 0, got -1.0\n  hint: try 0.2" in said


def test_a_long_value_is_cut() -> None:
    """A message stays readable whatever was pasted into the file."""
    said = refusal(f"[workspace]\nfalse_alarms_per_week = '{'x' * 500}'")

    assert len(said) < 200
    assert said.endswith("...")


def test_two_models_of_one_name_are_refused() -> None:
    """The name is the key everywhere else."""
    entry = "[[model]]\nname = 'a'\ntask = 'binary'\n"

    assert "[[model]]: 2 entries have the name 'a'" in refusal(entry * 2)


def test_broken_toml_names_file_and_line() -> None:
    """The parser's position is passed on."""
    assert re.match(r"w.toml: not valid TOML: .*line 2", refusal("[workspace]\nwindow = 1d\n"))


def test_a_missing_file_says_how_to_write_one(tmp_path: Path) -> None:
    """The first run in an empty folder ends here."""
    with pytest.raises(ConfigError, match=r"no such file\n  hint: .*`watchkeeper init`"):
        load(tmp_path / "watchkeeper.toml", Settings)


def test_a_folder_and_a_binary_file_are_refused(tmp_path: Path) -> None:
    """Neither ends in a traceback."""
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, Settings)
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "binary.toml", Settings)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    """Some editors write one."""
    path = tmp_path / "watchkeeper.toml"
    path.write_text('[workspace]\nwindow = "1w"\n', encoding="utf-8-sig")

    assert load(path, Settings).workspace.window == "1w"


def test_other_deliberate_errors_of_a_monitor_are_reported_too() -> None:
    """Every error of our own is a problem of the file, not a crash of the reader."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Starved:
        rows: int = 5

        def __post_init__(self) -> None:
            if self.rows < 1:
                raise NotEnoughData("needs a row")

    with pytest.raises(ConfigError, match=r"\[monitor.starved\]: needs a row"):
        parse("[monitor.starved]\nrows = 0", assemble({"starved": Starved}), where="w.toml")
