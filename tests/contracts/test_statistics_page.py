"""docs/statistics.md has every statistic, as it is now, with its picture."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import watchkeeper.stats

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Return scripts/statistics_page.py as a module."""
    sys.path.insert(0, str(ROOT / "scripts"))
    yield importlib.import_module("statistics_page")
    sys.path.remove(str(ROOT / "scripts"))


def visible_tuples() -> dict[str, tuple[Any, ...]]:
    """Return the tuples of named functions of all packages of statistics."""
    found = {}
    names = [
        m.name for m in pkgutil.walk_packages(watchkeeper.stats.__path__, "watchkeeper.stats.")
    ]
    for name in names:
        module = importlib.import_module(name)
        if not hasattr(module, "__path__"):
            continue
        for key, value in vars(module).items():
            if key.isupper() and isinstance(value, tuple) and hasattr(value[0], "call"):
                found[f"{name}.{key}"] = value
    return found


def test_every_tuple_is_a_section(script: ModuleType) -> None:
    """A package with a visible tuple that is not in ``SECTIONS`` is not in the docs."""
    shown = [id(section.entries) for section in script.SECTIONS]

    assert [name for name, entries in visible_tuples().items() if id(entries) not in shown] == []


def test_page_says_what_the_functions_say(script: ModuleType) -> None:
    """After a change: ``make statistics``."""
    written = script.PAGE.read_text(encoding="utf-8")

    assert written == script.page()


def test_every_entry_has_its_heading_and_its_picture(script: ModuleType) -> None:
    """In the page and in the folder; and no picture is left of what is gone."""
    page = script.PAGE.read_text(encoding="utf-8")
    entries = [(section, entry) for section in script.SECTIONS for entry in section.entries]
    files = [script.file_of(section, entry) for section, entry in entries]

    assert [
        script.name_of(e) for _, e in entries if f"\n### {script.name_of(e)}\n" not in page
    ] == []
    assert [
        f.name for f in files if f"]({f.relative_to(script.DOCS).as_posix()})" not in page
    ] == []
    assert sorted(script.PICTURES.rglob("*.svg")) == sorted(files)


def test_pictures_are_drawings_for_light_and_dark(script: ModuleType) -> None:
    """Well-formed, with a title for those who do not see them, without a missing number."""
    for path in script.PICTURES.rglob("*.svg"):
        text = path.read_text(encoding="utf-8")
        root = ET.fromstring(text)  # noqa: S314  our own files

        assert root.find("{http://www.w3.org/2000/svg}title") is not None, path.name
        assert "prefers-color-scheme:dark" in text, path.name
        assert re.search(r"\b(nan|inf)\b", text) is None, path.name
