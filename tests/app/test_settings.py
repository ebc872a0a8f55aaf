from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import watchkeeper
from watchkeeper.app.settings import (
    SETTINGS_FILE,
    load_settings,
    settings_schema,
    write_settings,
)
from watchkeeper.config import effective, json_schema, parse, template
from watchkeeper.errors import ConfigError
from watchkeeper.monitors import MONITORS, Monitor
from watchkeeper.monitors.contract import ContractConfig
from watchkeeper.monitors.limited import LIMITED

each_monitor = pytest.mark.parametrize("monitor", MONITORS, ids=lambda m: m.name)
COMMITTED = Path(watchkeeper.__file__).parent / "config" / "watchkeeper.schema.json"


def test_the_committed_schema_is_the_one_that_holds() -> None:
    """After a change: ``watchkeeper config --schema > src/.../config/watchkeeper.schema.json``."""
    assert COMMITTED.read_text(encoding="utf-8") == json_schema(settings_schema())


def test_a_folder_without_a_file_has_defaults(tmp_path: Path) -> None:
    """A workspace made from Python needs no file."""
    assert load_settings(tmp_path) == settings_schema()()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """The new file and its schema lie beside each other."""
    written = write_settings(tmp_path / "new" / "watch")

    assert {path.name for path in written} == {SETTINGS_FILE, "watchkeeper.schema.json"}
    assert load_settings(tmp_path / "new" / "watch") == settings_schema()()


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """Writing twice takes nobody's work away."""
    path = tmp_path / SETTINGS_FILE
    path.write_text('[workspace]\nwindow = "1h"\n', encoding="utf-8")

    assert path not in write_settings(tmp_path)
    assert load_settings(tmp_path).workspace.window == "1h"


def test_a_wrong_file_is_named_with_its_folder(tmp_path: Path) -> None:
    """Several workspaces can be open at once."""
    (tmp_path / SETTINGS_FILE).write_text("window = 3", encoding="utf-8")

    with pytest.raises(ConfigError, match=re.escape(str(tmp_path / SETTINGS_FILE))):
        load_settings(tmp_path)


@each_monitor
def test_every_monitor_has_a_table(monitor: Monitor) -> None:
    """What the file says reaches the dataclass of that monitor, and is printed as it holds."""
    text = f"[monitor.{monitor.name}]\nenabled = false\n"

    settings = parse(text, settings_schema(), where="w.toml")

    assert settings.monitor(monitor.name) == monitor.config(enabled=False)
    assert parse(effective(settings), settings_schema(), where="again") == settings
    assert settings.model_dump(mode="json", by_alias=True)["monitor"][monitor.name] == {
        **settings_schema()().model_dump(mode="json", by_alias=True)["monitor"][monitor.name],
        "enabled": False,
    }


@each_monitor
def test_a_misspelt_setting_of_a_monitor_is_an_error(monitor: Monitor) -> None:
    """With the nearest name that there is."""
    text = f"[monitor.{monitor.name}]\nenabeld = false\n"

    with pytest.raises(ConfigError, match=rf"\[monitor.{monitor.name}\] enabeld: no such setting"):
        parse(text, settings_schema(), where="w.toml")


@each_monitor
def test_every_monitor_is_explained_in_the_new_file(monitor: Monitor) -> None:
    """By the question it answers and each of its settings."""
    text = template(settings_schema())
    table = text.partition(f"# [monitor.{monitor.name}]")[2].partition("\n\n")[0]

    assert table.startswith(f"  # {monitor.question}")
    assert all(f"\n# {name}" in table for name in monitor.config.__dataclass_fields__)


def test_nested_settings_of_a_monitor_come_as_python_values() -> None:
    """Ranges are pairs, categories tuples; whole numbers serve as decimals."""
    text = """
    [monitor.contract]
    ranges = {temp = [-20, 110.5]}
    categories = {origin = ["JFK", "LGA"]}
    """

    held = parse(text, settings_schema(), where="w.toml").monitor("contract")

    assert held == ContractConfig(
        ranges={"temp": (-20.0, 110.5)}, categories={"origin": ("JFK", "LGA")}
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[monitor.contract]\nranges = {temp = [3, 1]}", "the range 3"),
        ("[monitor.performance]\nmetrics = ['roc_acu']", "no metric is called 'roc_acu'"),
        ("[monitor.activity]\nsilent_hours = -1", "silent_hours must be above 0"),
        ("[monitor.vanished]\nerror = 0", "must lie between 0 and 1"),
    ],
)
def test_what_a_monitor_refuses_is_refused_at_the_door(table: str, said: str) -> None:
    """Its own words are told with the place in the file."""
    with pytest.raises(ConfigError, match=f"w.toml: .monitor.*{said}"):
        parse(table, settings_schema(), where="w.toml")


@pytest.mark.parametrize("monitor", LIMITED)
def test_a_limit_can_be_set_where_there_are_tolerances(monitor: str) -> None:
    """And is found by whoever judges that subject."""
    text = f'''
    [[limit]]
    monitor = "{monitor}"
    subject = "temp"
    critical = 3
    set_by = "ops"
    reason = "summer"
    since = 2024-01-31
    '''

    settings = parse(text, settings_schema(), where="w.toml")

    found = settings.limit(model="flights", monitor=monitor, subject="temp", on=date(2024, 2, 1))
    assert found is not None
    assert found.critical == 3.0
