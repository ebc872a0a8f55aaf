"""The table of what each address needs."""

from __future__ import annotations

import pytest

from watchkeeper.api.rules import RULES, Needed, needed
from watchkeeper.model.access import Scope


def test_no_two_rows_say_the_same() -> None:
    """Of two, only the first would count."""
    assert len({(rule.method, rule.path) for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("method", "path", "query", "expected"),
    [
        ("GET", "/models/a", "", Needed(Scope.READ, frozenset({"a"}))),
        ("HEAD", "/models/a", "", Needed(Scope.READ, frozenset({"a"}))),
        ("GET", "/models/a.json", "", Needed(Scope.READ, frozenset({"a"}))),
        ("GET", "/models/a/features/x/y.json", "", Needed(Scope.READ, frozenset({"a"}))),
        ("GET", "/models/a\nb", "", Needed(Scope.READ, frozenset({"a\nb"}))),
        ("GET", "/api/v1/series", "model=a%20b&x=1", Needed(Scope.READ, frozenset({"a b"}))),
        ("GET", "/api/v1/series", "model=a&model=b", Needed(Scope.READ, frozenset({"a", "b"}))),
        ("GET", "/api/v1/series", "model=", Needed(Scope.READ, frozenset({""}))),
        ("GET", "/api/v1/silences/preview", "model=a", Needed(Scope.READ)),
        ("POST", "/models/a", "", Needed(Scope.ADMIN)),
        ("OPTIONS", "/models/a", "", Needed(Scope.ADMIN)),
        ("GET", "//models", "", Needed(Scope.ADMIN)),
        ("GET", "/models/", "", Needed(Scope.ADMIN)),
        ("GET", "/static/../models", "", Needed(None)),
    ],
)
def test_what_an_address_needs(method: str, path: str, query: str, expected: Needed) -> None:
    """Its scope and the models it names; what is in no row is for admins."""
    assert needed(method, path, query) == expected
