from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from watchkeeper.charts.theme import VENDORED, program, theme

THIRD_PARTY = Path(__file__).parents[2] / "THIRD_PARTY.md"


@pytest.mark.parametrize("name", VENDORED)
def test_a_vendored_program_is_the_one_that_third_party_names(name: str) -> None:
    """Its sha256 is written down, so a changed file is noticed."""
    row = re.search(rf"`{re.escape(name)}`.*?`([0-9a-f]{{64}})`", THIRD_PARTY.read_text("utf-8"))

    assert row is not None
    assert hashlib.sha256(program(name).encode("utf-8")).hexdigest() == row[1]


def test_both_themes_have_the_same_keys() -> None:
    """A style that only one theme knows would look wrong in the other."""
    light, dark = theme("light"), theme("dark")

    assert light.keys() == dark.keys()
    assert light["style"].keys() == dark["style"].keys()
