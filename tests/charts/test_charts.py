"""The contract of every chart in ``CHARTS``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from watchkeeper.charts import CHARTS, Chart
from watchkeeper.charts.spec import SCHEMA, full_height
from watchkeeper.charts.theme import theme

each_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda c: c.name)
Examples = dict[str, dict[str, Any]]

_COLOUR_KEYS = {"color", "fill", "stroke", "background"}
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", re.IGNORECASE)


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key, item
            yield from _walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)


def test_names_are_unique_and_each_has_an_example(examples: Examples) -> None:
    """A chart that is listed is covered by this contract."""
    assert sorted(c.name for c in CHARTS) == sorted(examples)


@each_chart
def test_is_plain_json_of_the_vendored_major_version(chart: Chart, examples: Examples) -> None:
    """NaN has no word in JSON, so none may be left."""
    spec = chart.build(**examples[chart.name])

    assert json.loads(json.dumps(spec, allow_nan=False)) == spec
    assert spec["$schema"] == SCHEMA == "https://vega.github.io/schema/vega-lite/v6.json"


@each_chart
def test_holds_no_colour(chart: Chart, examples: Examples) -> None:
    """Colours are the theme's: both themes then draw the same spec."""
    spec = chart.build(**examples[chart.name])
    skeleton = {k: v for k, v in spec.items() if k != "datasets"}

    assert _COLOUR_KEYS.isdisjoint(key for key, _ in _walk(skeleton))
    assert not _COLOUR.search(json.dumps(skeleton))


@each_chart
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_names_only_styles_of_the_theme(chart: Chart, mode: str, examples: Examples) -> None:
    """A style that the theme lacks would be drawn in Vega's own blue."""
    spec = chart.build(**examples[chart.name])
    used = {layer["mark"]["style"] for layer in spec["layer"]}

    assert used <= set(theme(mode)["style"])


@each_chart
def test_every_layer_reads_a_data_set_that_is_there_and_not_empty(
    chart: Chart, examples: Examples
) -> None:
    """A layer without rows has no extent, and Vega then warns on the console."""
    spec = chart.build(**examples[chart.name])

    for layer in spec["layer"]:
        assert spec["datasets"][layer["data"]["name"]], layer


@each_chart
def test_leaves_its_input_alone_and_is_the_same_twice(chart: Chart, examples: Examples) -> None:
    """The same data give the same spec, so that skeletons can be shared."""
    assert chart.build(**examples[chart.name]) == chart.build(**examples[chart.name])


@each_chart
def test_says_how_tall_it_is(chart: Chart, examples: Examples) -> None:
    """The page reserves the height before it draws."""
    spec = chart.build(**examples[chart.name])

    assert full_height(spec) > spec["height"] > 0
    assert "width" not in spec
