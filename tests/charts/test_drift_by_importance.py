"""Which drift matters."""

from __future__ import annotations

from watchkeeper.charts.drift_by_importance import Moved, drift_by_importance


def test_only_what_moved_is_named() -> None:
    """A name on every point would cover the picture."""
    spec = drift_by_importance([Moved("moved", 9.0, 0.5), Moved("still", 0.3, 0.9)])
    named = [row["l"] for row in spec["datasets"]["points"] if row["n"]]

    assert named == ["moved"]


def test_the_axis_is_drawn_in_square_roots() -> None:
    """One broken column does not press the others into a corner, and the limit stays at 1."""
    spec = drift_by_importance([Moved("broken", 100.0, 0.5)])

    assert spec["datasets"]["points"][0]["x"] == 10.0
    assert spec["datasets"]["limit"] == [{"x": 1.0}]


def test_without_a_name_there_is_no_layer_for_names() -> None:
    """A layer without rows makes Vega warn on the console."""
    spec = drift_by_importance([Moved("still", 0.3, 0.9)])

    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["rule", "point"]


def test_names_do_not_cover_each_other() -> None:
    """Of features at one place the most important is named; the table has the others."""
    together = [Moved(f"column_{i}", 9.0, 0.001 + i * 1e-6) for i in range(6)]
    spec = drift_by_importance([*together, Moved("apart", 4.0, 0.4)])
    named = [row["l"] for row in spec["datasets"]["points"] if row["n"]]

    assert named == ["column_5", "apart"]
