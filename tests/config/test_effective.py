from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from watchkeeper.config import Duration, Settings, assemble, effective, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Settings of an invented monitor."""

    threshold: float = 0.2
    span: Duration = timedelta(days=7)
    column: str | None = None


SCHEMA = assemble({"drift": Drift})


def test_defaults_are_marked_and_changes_are_not() -> None:
    """The reader sees what the file decided."""
    settings = parse("[workspace]\nwindow = '1h'", SCHEMA, where="w.toml")

    assert effective(settings) == (
        "[workspace]\n"
        'timezone = "UTC"  # default\n'
        'window = "1h"\n'
        "false_alarms_per_week = 1.0  # default\n"
        'external_url = "http://127.0.0.1:8765"  # default\n'
        "inbox_max_bytes = 1073741824  # default\n"
        "\n"
        "[monitor.drift]\n"
        "threshold = 0.2  # default\n"
        'span = "1w"  # default\n'
    )


def test_it_reads_back_to_the_same_settings() -> None:
    """Every kind of value survives, with quotes, dates and odd keys."""
    text = '''
    [[model]]
    name = 'the "late" one\\'
    task = "multiclass"
    classes = ["a", "ü"]
    sources = {"temp °F" = "weather", hour = "clock"}
    [monitor.drift]
    column = "x"
    [[limit]]
    monitor = "drift"
    subject = "temp"
    critical = 1e-9
    set_by = "ops"
    reason = """two
    lines"""
    since = 2024-01-31
    '''
    settings = parse(text, SCHEMA, where="w.toml")

    assert parse(effective(settings), SCHEMA, where="again") == settings


def test_without_monitors_there_is_only_the_workspace() -> None:
    """The plain schema has no other tables of its own."""
    assert [x for x in effective(Settings()).splitlines() if x.startswith("[")] == ["[workspace]"]
