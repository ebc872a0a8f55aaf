"""Any feature name can be stored."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchkeeper.store.catalog import Catalog


def test_names_that_differ_by_case_or_signs_are_told_apart(catalog: Catalog) -> None:
    """Plain names stay; the others get a mark; the first of two keeps the plain name."""
    names = ["temp", "Temp", "wind speed", "wind_speed", "wind.speed"]
    fields = catalog.fields.declare("m", "features", [(name, "double") for name in names])
    assert [f.name for f in fields] == names
    assert fields[0].stored == "temp"
    assert fields[3].stored == "wind_speed"
    assert len({f.stored.lower() for f in fields}) == 5
    assert catalog.fields.of("m", "features") == fields
    assert catalog.fields.of("m", "scores") == ()


def test_declaring_again_changes_nothing_and_another_type_is_another_field(
    catalog: Catalog,
) -> None:
    """Order is that of declaration."""
    catalog.fields.declare("m", "features", [("a", "int64")])
    fields = catalog.fields.declare("m", "features", [("a", "int64"), ("a", "double")])
    assert [(f.name, f.type) for f in fields] == [("a", "int64"), ("a", "double")]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(), max_size=5))
def test_stored_names_are_safe_in_every_engine(catalog: Catalog, names: list[str]) -> None:
    """Letters, digits and underscores only, whatever comes."""
    fields = catalog.fields.declare("m", "features", [(n, "double") for n in names])
    assert set(names) <= {f.name for f in fields}
    assert all(f.stored.isascii() and f.stored.replace("_", "a").isalnum() for f in fields)
    assert len({f.stored.lower() for f in fields}) == len(fields)
