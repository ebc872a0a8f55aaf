"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import watchkeeper

PACKAGE = Path(watchkeeper.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = Path(__file__).parents[1]

MAX_LINES = 350
# Names that say nothing of what is inside, and so collect everything.
EMPTY_NAMES = {"util", "utils", "common", "helper", "helpers", "manager", "managers", "misc"}
# The clock enters as an argument; here is where the real one is read (the SDK stands alone).
READS_THE_CLOCK = {"model/clock.py", "sdk/clock.py"}
CLOCK_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}

each_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE))
)
each_test_file = pytest.mark.parametrize(
    "path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: str(path.relative_to(TESTS))
)


@each_module
def test_one_idea_one_file(path: Path) -> None:
    """A file that grows past the limit holds a second idea."""
    lines = path.read_text(encoding="utf-8").count("\n")

    assert lines <= MAX_LINES


@each_module
def test_file_is_named_after_its_idea(path: Path) -> None:
    """Neither the file nor a folder above it has a name that fits anything."""
    names = {*path.relative_to(PACKAGE).with_suffix("").parts}

    assert names.isdisjoint(EMPTY_NAMES)


def clock_calls(tree: ast.AST) -> Iterator[str]:
    """Yield each place of *tree* that reads the time of day."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (name, node.attr) in CLOCK_CALLS:
                yield f"line {node.lineno}: {name}.{node.attr}"


@each_module
def test_time_enters_as_an_argument(path: Path) -> None:
    """A replay on another clock gives the same findings only if nobody looks at the real one."""
    if path.relative_to(PACKAGE).as_posix() in READS_THE_CLOCK:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert list(clock_calls(tree)) == []


@each_test_file
def test_every_test_says_what_it_holds(path: Path) -> None:
    """The docstring of a test is the sentence that is no longer true when it fails."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.name.startswith("test") and not ast.get_docstring(node)
    ]

    assert silent == []
