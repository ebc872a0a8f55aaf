from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from watchkeeper.charts.spec import framed, hatching, layer, moment, padded

START = datetime(2013, 4, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_moment_is_drawn_at_its_own_wall_clock() -> None:
    """The page shows the zone of the report, whatever the browser's is."""
    at = datetime(2013, 8, 10, 0, 30, tzinfo=timezone(timedelta(hours=-4)))

    assert moment(at) == "2013-08-10T00:30:00Z"


def test_hatching_stays_inside_its_span() -> None:
    """Strokes are cut at both ends and at top and bottom."""
    strokes = hatching([(START + 3 * DAY, START + 4 * DAY)], (START, START + 10 * DAY), 100)

    assert strokes
    assert min(s["t"] for s in strokes) >= moment(START + 3 * DAY)
    assert max(s["t2"] for s in strokes) <= moment(START + 4 * DAY)
    assert all(0 <= s["y2"] <= s["y"] <= 100 for s in strokes)


def test_the_vertical_domain_is_said_once() -> None:
    """Twice would be a clash to Vega-Lite, which warns and unites them."""
    y = {"field": "v", "type": "quantitative", "scale": {"domain": [0, 1], "clamp": True}}
    layers = [layer("d", "line", "labelled", {"y": y}) for _ in range(2)]

    spec = framed(layers, height=10, data={"d": []})

    scales = [item["encoding"]["y"]["scale"] for item in spec["layer"]]
    assert scales == [{"domain": [0, 1], "clamp": True}, {"clamp": True}]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], (0.0, 1.0)), ([0.0, 10.0], (-0.8, 10.8)), ([5.0], (4.5, 5.5)), ([0.0], (-1.0, 1.0))],
)
def test_a_domain_has_air_even_around_one_value(
    values: list[float], expected: tuple[float, float]
) -> None:
    """A domain of no length cannot be drawn."""
    assert padded(values) == pytest.approx(expected)
