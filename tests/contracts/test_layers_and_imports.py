"""What importing costs, and what may import what.

The order of the layers itself is in ``pyproject.toml`` (``tool.importlinter``) and is checked by
``make check``; here is what import-linter cannot see.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import watchkeeper

PACKAGE = Path(watchkeeper.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
PUBLIC = sorted(set(watchkeeper.__all__) - {"__version__"})

each_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE))
)


def third_party_modules_after(statement: str) -> list[str]:
    """Run *statement* in a fresh interpreter; return the third-party packages that it loaded."""
    code = f"""
import json, sys
before = set(sys.modules)
{statement}
loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(json.dumps(sorted(loaded - sys.stdlib_module_names - {{"watchkeeper"}})))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded: list[str] = json.loads(run.stdout)
    return loaded


@pytest.mark.parametrize(
    "module",
    [
        "watchkeeper",
        "watchkeeper.errors",
        "watchkeeper.sdk",
        "watchkeeper.sdk.asgi",
        "watchkeeper.sdk.estimator",
        "watchkeeper.wire.values",
    ],
)
def test_import_loads_no_third_party_module(module: str) -> None:
    """Whoever imports the package pays only for what is used afterwards."""
    assert third_party_modules_after(f"import {module}") == []


@pytest.mark.parametrize("name", PUBLIC)
def test_public_name_is_there(name: str) -> None:
    """Each name of ``__all__`` can be had, is documented, and is listed by ``dir``."""
    value = getattr(watchkeeper, name)

    assert value.__doc__
    assert name in dir(watchkeeper)


def test_unknown_name_is_an_attribute_error() -> None:
    """The lazy face answers a misspelt name as any module does."""
    with pytest.raises(AttributeError, match="'watchkeeper' has no attribute 'no_such_name'"):
        watchkeeper.no_such_name  # noqa: B018


def test_type_checkers_see_the_names_that_users_get() -> None:
    """The imports for type checkers and the lazy table name the same objects."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    declared = {
        alias.asname or alias.name: f"{node.module}:{alias.name}"
        for node in guarded.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    table = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    )

    assert sorted(declared) == PUBLIC
    assert declared == table


def imported_names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for each ``from module import name`` in *tree*."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


@each_module
def test_no_private_name_is_imported(path: Path) -> None:
    """A name with an underscore belongs to its own file; other packages may change theirs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    private = [
        f"{module}.{name}"
        for module, name in imported_names(tree)
        if module != "__future__"
        for part in (*module.split("."), name)
        if part.startswith("_") and part != "__version__"
    ]

    assert private == []


@each_module
def test_the_public_face_is_not_used_from_inside(path: Path) -> None:
    """Inside, things are imported from where they are; only the version is asked of the package."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = {name for module, name in imported_names(tree) if module == "watchkeeper"}

    assert used <= {"__version__"}
