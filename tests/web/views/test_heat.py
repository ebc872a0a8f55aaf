"""Columns by time."""

from __future__ import annotations

from watchkeeper.app.workspace import Workspace
from watchkeeper.web.site import Asked, Site
from watchkeeper.web.views.heat import MOST_CELLS, heat_map
from watchkeeper.web.views.model_view import model_view


def test_the_broken_column_comes_first_and_is_marked_at_the_end(workspace: Workspace) -> None:
    """Worst first, by how far it was beyond its limit."""
    view = model_view(Site(workspace), Asked(path="", names={"model": "flights"}))
    heat = heat_map(view, ["kind", "x"])

    assert heat is not None
    assert [row.name for row in heat.rows] == ["x", "kind"]
    assert [cell.place for cell in heat.rows[0].loud] == [heat.cells - 2, heat.cells - 1]
    assert {cell.kind for cell in heat.rows[0].loud} == {4}


def test_every_place_is_fine_or_loud_or_not_judged(workspace: Workspace) -> None:
    """No place is left white."""
    view = model_view(Site(workspace), Asked(path="", names={"model": "flights"}))
    heat = heat_map(view, ["kind", "x", "nowhere"])

    assert heat is not None
    assert heat.cells <= MOST_CELLS
    for row in heat.rows:
        places = [*row.fine, *row.unjudged, *(cell.place for cell in row.loud)]
        assert sorted(places) == list(range(heat.cells))
    assert len(heat.rows[-1].unjudged) == heat.cells


def test_without_a_column_or_a_window_there_is_no_map(workspace: Workspace) -> None:
    """The page then says why."""
    view = model_view(Site(workspace), Asked(path="", names={"model": "silent"}))

    assert heat_map(view, []) is None
    assert heat_map(view, ["x"]) is None
