from __future__ import annotations

from collections.abc import Callable

from watchkeeper.model import Finding, Level
from watchkeeper.report import ColumnView, Report


def test_a_fragment_runs_nothing_and_fetches_nothing(finding: Callable[..., Finding]) -> None:
    """A notebook may be published where scripts are taken out."""
    column = ColumnView(
        name="temp", role="feature", kind="category", labels=("a", "b"), reference=(0.5, 0.5),
        current=(float("nan"), 1.0),
    )  # fmt: skip
    report = Report("r", (finding("temp"),), columns=(column,), notes=("<script>x</script>",))

    html = report._repr_html_()

    assert "<script" not in html
    assert "http" not in html
    assert "1 of 1 column is broken: temp." in html
    assert html.count("<rect") == 4


def test_states_have_a_word_and_a_sign(finding: Callable[..., Finding]) -> None:
    """Colour is not alone."""
    report = Report("r", (finding("a"), finding("b", Level.WARNING), finding("c", Level.UNKNOWN)))

    html = report._repr_html_()

    assert "✖ Critical" in html
    assert "▲ Warning" in html
    assert "? Not judged:" in html


def test_an_empty_report_shows_itself_too() -> None:
    """Nothing was looked at, and it says so."""
    assert "Nothing was looked at." in Report("r", ())._repr_html_()
