from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.model import Finding, Level, Measure, MetricValue
from watchkeeper.report import ColumnView, Event, MetricSeries, Report, SeriesView
from watchkeeper.report.assets import source_hash

EVIL = "<script>alert(1)</script>"
START = datetime(2013, 8, 1, tzinfo=UTC)
DAY = timedelta(days=1)
Make = Callable[..., Finding]


class _Elements(HTMLParser):
    """Collects elements with their attributes, and the text of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data

    def json(self, name: str) -> Any:
        """Return the data of the JSON script of that id."""
        scripts = [a for tag, a in self.elements if tag == "script"]
        return json.loads(self.scripts[[a.get("id") for a in scripts].index(name)])


@pytest.fixture
def everything(finding: Make) -> Report:
    """A report with one of each, all of whose words are hostile."""
    points = tuple(
        MetricValue(
            metric=EVIL, value=None if d == 3 else 0.9, lower=0.8, upper=1.0, n=10, n_labelled=9,
            reason=EVIL, window_start=START + d * DAY, window_end=START + (d + 1) * DAY,
        )
        for d in range(9)
    )  # fmt: skip
    return Report(
        EVIL,
        (
            finding(EVIL, day=2, reason=EVIL, measure=EVIL, value=math.nan, limit=0.1, source=EVIL,
                    segment=EVIL, version=EVIL,
                    measures=(Measure(name=EVIL, value=1.0, note=EVIL),)),
            finding(EVIL, Level.UNKNOWN, 3, reason=EVIL, monitor="other"),
            finding(EVIL, Level.OK, 4, monitor=EVIL),
        ),
        columns=(
            ColumnView(name=EVIL, role=EVIL, kind="category", labels=(EVIL, "</script>"),
                       reference=(0.5, math.nan), current=(0.2, 0.8), current_name=EVIL),
        ),
        metrics=(MetricSeries(metric=EVIL, points=points, limit=0.85, reference=points[0]),),
        series=(
            SeriesView(subject=EVIL, measure=EVIL,
                       points=tuple((START + d * DAY, 1.0, None, None, 2.0, Level.OK)
                                    for d in range(3))),
        ),
        events=(Event(at=START, text=EVIL, kind="deploy"),),
        notes=(EVIL,),
        generated_at=START,
    )  # fmt: skip


def test_no_word_of_the_data_becomes_an_element(everything: Report) -> None:
    """A column may be called anything."""
    page = _Elements(everything.to_html())

    assert EVIL not in "".join(page.scripts[:2])
    assert not [text for text in page.scripts if text.startswith("alert")]
    assert EVIL.replace("<", "&lt;").replace(">", "&gt;") in everything.to_html()


def test_only_our_programs_may_run(everything: Report) -> None:
    """The policy names each by its hash, and forbids every request."""
    page = _Elements(everything.to_html())
    policy = next(
        a["content"] or ""
        for tag, a in page.elements
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    programs = [
        text
        for text, attrs in zip(
            page.scripts, (a for tag, a in page.elements if tag == "script"), strict=True
        )
        if attrs.get("type") != "application/json"
    ]

    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert len(programs) == 4
    assert all(source_hash(text) in policy for text in programs)


def test_asks_for_nothing_outside_itself(everything: Report) -> None:
    """It works from a folder, without a network: no address in any element or style."""
    text = everything.to_html()
    page = _Elements(text)
    addresses = [
        value
        for _, attrs in page.elements
        for key, value in attrs.items()
        if key in ("src", "href", "srcset", "action", "poster", "data") and value
    ]

    assert all(a.startswith(("#", "data:")) for a in addresses), addresses
    assert not re.search(
        r"url\((?!#)|@import", text[text.index("<style>") : text.index("</style>")]
    )
    assert not [tag for tag, _ in page.elements if tag in ("iframe", "object", "embed", "base")]
    assert not [key for _, attrs in page.elements for key in attrs if key.startswith("on")]


def test_the_verdict_is_the_heading(finding: Make) -> None:
    """Whoever stops after the first sentence knows the answer."""
    text = Report("r", (finding(),)).to_html()

    assert "<h1>1 of 1 column is broken: temp.</h1>" in text


def test_every_chart_has_its_data_and_its_table(everything: Report) -> None:
    """Charts of one shape share one skeleton."""
    page = _Elements(everything.to_html())
    charts = page.json("charts")
    plots = [a for tag, a in page.elements if tag == "div" and "data-chart" in a]
    tables = [a["data-table"] for tag, a in page.elements if tag == "details" and "data-table" in a]

    assert len(plots) == 5
    assert all(p["data-spec"] in charts["specs"] for p in plots)
    assert {p["data-chart"] for p in plots} == set(charts["data"])
    assert set(tables) == set(charts["tables"])
    assert all(p["role"] == "img" and p["aria-label"] for p in plots)


def test_columns_of_one_shape_share_a_skeleton() -> None:
    """Two hundred columns must not carry two hundred specs."""
    columns = tuple(
        ColumnView(name=f"c{i}", role="feature", kind="category", labels=("a", "b"),
                   reference=(0.5, 0.5), current=(0.4, 0.6))
        for i in range(200)
    )  # fmt: skip

    charts = _Elements(Report("r", (), columns=columns).to_html()).json("charts")

    assert len(charts["data"]) == 200
    assert len(charts["specs"]) == 1


def test_a_page_without_charts_is_small(finding: Make) -> None:
    """The programs that draw come only where there is something to draw."""
    assert len(Report("r", (finding(),)).to_html()) < 60_000


def test_a_page_with_charts_stays_within_its_size(everything: Report) -> None:
    """1.2 MB and its data."""
    assert len(everything.to_html().encode("utf-8")) < 1_200_000


def test_many_windows_show_when_things_happened(finding: Make) -> None:
    """Episodes in a table and on a time line; single findings have none."""
    many = Report("r", tuple(finding(day=d) for d in (1, 2, 9))).to_html()

    assert 'id="timeline"' in many
    assert "Episodes by subject" in many
    assert 'id="timeline"' not in Report("r", (finding(),)).to_html()


def test_is_written_where_asked(finding: Make, tmp_path: Path) -> None:
    """The same text is returned."""
    path = tmp_path / "r.html"

    text = Report("r", (finding(),)).to_html(path)

    assert path.read_text(encoding="utf-8") == text


def test_an_empty_report_says_so() -> None:
    """Not a blank page."""
    text = Report("nothing", ()).to_html()

    assert "<h1>Nothing was looked at.</h1>" in text
    assert "No finding, no column and no metric" in text
