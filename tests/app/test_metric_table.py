from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from watchkeeper.app.metric_table import MetricTable
from watchkeeper.model import MetricValue

START = datetime(2024, 1, 1, 23, tzinfo=UTC)


def _table(n: int = 1) -> MetricTable:
    known = MetricValue(
        metric="roc_auc",
        value=0.91234,
        lower=0.9,
        upper=0.92,
        n=1200,
        n_labelled=1000,
        window_start=START,
        window_end=START + timedelta(days=1),
        by=(("origin", "<JFK>"),),
    )
    unknown = MetricValue(
        metric="f1", value=None, lower=None, upper=None, n=0, n_labelled=0, reason="no rows"
    )
    values = [known] * n
    return MetricTable(
        [*values, unknown] if n == 0 else values, notices=["a notice"], timezone="Europe/Berlin"
    )


def test_it_is_a_sequence_of_values() -> None:
    """Length, index, slice and loop; a slice keeps the notices."""
    table = _table(3)
    assert len(table) == 3
    assert table[0] is table[-1]
    assert (len(table[1:]), table[1:].notices) == (2, ("a notice",))
    assert [value.metric for value in table] == ["roc_auc"] * 3


def test_it_reads_as_a_table() -> None:
    """One line for each value, local time, interval beside the value, then the notices."""
    head, line, notice = str(_table()).splitlines()
    assert " ".join(head.split()) == "from origin metric value 95 % interval labelled remark"
    assert "2024-01-02 00:00" in line
    assert "0.9123  0.9 to 0.92" in line
    assert "1,000 of 1,200" in line
    assert notice == "a notice"
    assert "unknown" in str(_table(0))
    assert "no rows" in str(_table(0))


def test_a_long_table_is_cut_when_shown() -> None:
    """Sixty lines, then how many more there are."""
    text = str(_table(100))
    assert len(text.splitlines()) == 63
    assert "... and 40 more" in text


def test_a_notebook_shows_escaped_html() -> None:
    """A group called <JFK> is text, not a tag."""
    html = _table()._repr_html_()
    assert "&lt;JFK&gt;" in html
    assert html.count("<tr>") == 2


def test_dicts_are_plain() -> None:
    """They go to JSON as they are."""
    (row,) = json.loads(json.dumps(_table().to_dicts()))
    assert row["window_start"] == "2024-01-01T23:00:00+00:00"
    assert row["by"] == {"origin": "<JFK>"}
    assert row["value"] == 0.91234


def test_arrow_has_a_column_for_each_group() -> None:
    """Typed also where nothing is known."""
    table = _table().to_arrow()
    assert table["by_origin"].to_pylist() == ["<JFK>"]
    assert table["window_start"].type == pa.timestamp("us", "UTC")
    assert _table(0).to_arrow()["value"].type == pa.float64()
    assert MetricTable([]).to_arrow().num_rows == 0
