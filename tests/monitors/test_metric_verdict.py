"""How loud a metric's differences are, over spans and over time."""

from __future__ import annotations

import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Level, MetricValue
from watchkeeper.monitors.metric_verdict import MetricJudge, Tolerance, require_rising
from watchkeeper.performance.against_reference import Comparison, Dispersion, Span

JUDGE = MetricJudge(True, Tolerance(warning=0.01, critical=0.03), 1.0)


def differs(span: int, by: float, likely: float, sure: float) -> Comparison:
    """Return a span that differs from 1 by so much, with these half-widths."""
    value = MetricValue(metric="m", value=1 + by, lower=0, upper=2, n=100, n_labelled=100)
    base = MetricValue(metric="m", value=1.0, lower=0, upper=2, n=100, n_labelled=100)
    return Comparison(
        span=span,
        value=value,
        reference=base,
        dispersion=Dispersion(effect=1.0, windows=31),
        difference=by,
        interval=Span(lower=1 + by - likely, upper=1 + by + likely),
        likely=Span(lower=by - likely, upper=by + likely),
        sure=Span(lower=by - sure, upper=by + sure),
    )


@pytest.mark.parametrize(
    ("by", "likely", "sure", "level"),
    [
        (-0.05, 0.02, 0.04, Level.CRITICAL),
        (-0.02, 0.01, 0.015, Level.WARNING),
        (-0.005, 0.003, 0.004, Level.OK),
        (-0.02, 0.009, 0.03, Level.OK),
        (-0.02, 0.02, 0.03, Level.UNKNOWN),
        (-0.05, 0.04, 0.06, Level.UNKNOWN),
        (0.05, 0.01, 0.02, Level.OK),
    ],
)
def test_a_change_must_be_sure_and_matter(
    by: float, likely: float, sure: float, level: Level
) -> None:
    """Significance decides whether, size how loud; else whether a critical one is ruled out."""
    assert JUDGE.verdict([differs(1, by, likely, sure)], []).level is level


def test_the_shortest_span_that_alarms_speaks() -> None:
    """It tells when."""
    found = [differs(1, -0.02, 0.05, 0.09), *(differs(n, -0.04, 0.01, 0.02) for n in (7, 28))]

    assert JUDGE.verdict(found, []).comparison.span == 7


def test_seven_good_windows_overrule_a_bad_month() -> None:
    """The month still holds the bad days; the model does not."""
    month = differs(28, -0.04, 0.01, 0.02)

    over = JUDGE.verdict([differs(7, 0.0, 0.005, 0.01), month], [])
    quieter = JUDGE.verdict([differs(7, -0.01, 0.015, 0.03), month], [])

    assert (over.level, over.comparison.span) == (Level.OK, 7)
    assert (quieter.level, quieter.comparison.span) == (Level.WARNING, 28)
    assert quieter.note == "the last 7 windows rule out a critical change"


def test_one_good_window_overrules_nothing() -> None:
    """Where windows differ, one of them is luck."""
    good, bad = differs(1, 0.02, 0.005, 0.01), differs(7, -0.04, 0.01, 0.02)

    assert JUDGE.verdict([good, bad], []).level is Level.CRITICAL


def test_an_alarm_holds_while_most_of_it_is_left() -> None:
    """Just below the limit it is not over; when it is no longer likely, it is."""
    alarm = differs(7, -0.04, 0.02, 0.03)
    nearly, gone = differs(7, -0.035, 0.02, 0.04), differs(7, -0.035, 0.04, 0.06)

    held = JUDGE.verdict([nearly], [lambda: [], lambda: [alarm]])

    assert held.level is Level.CRITICAL
    assert held.note == "the alarm of a window before is not over"
    assert JUDGE.verdict([nearly], []).level is Level.UNKNOWN
    assert JUDGE.verdict([gone], [lambda: [alarm]]).level is Level.UNKNOWN


def test_windows_before_are_looked_at_only_where_it_matters() -> None:
    """They cost; a quiet metric asks for none."""

    def never() -> list[Comparison]:
        raise AssertionError

    assert JUDGE.verdict([differs(7, 0.0, 0.005, 0.01)], [never]).level is Level.OK
    assert JUDGE.verdict([differs(7, -0.05, 0.01, 0.02)], [never]).level is Level.CRITICAL


@pytest.mark.parametrize(
    ("better", "by", "level"),
    [(False, 0.05, Level.CRITICAL), (False, -0.05, Level.OK), (None, 0.05, Level.CRITICAL)],
)
def test_the_worse_side_is_the_metrics(better: bool | None, by: float, level: Level) -> None:
    """A loss is worse when it rises, a rate either way; the limit lies on that side."""
    judge = MetricJudge(better, Tolerance(warning=0.01, critical=0.03), 1.0)
    found = differs(1, by, 0.01, 0.02)

    assert judge.verdict([found], []).level is level
    assert judge.limit(found) == pytest.approx(1.01)


def test_a_scale_replaces_the_references_value() -> None:
    """For a bias, whose own value may be nothing."""
    judge = MetricJudge(None, Tolerance(warning=0.1, critical=0.2, scale=5.0), 0.001)

    assert (judge.warning, judge.critical) == (0.5, 1.0)


@pytest.mark.parametrize(("warning", "critical"), [(0.0, 0.1), (0.2, 0.1), (float("nan"), 0.1)])
def test_tolerances_must_rise(warning: float, critical: float) -> None:
    """The message names the monitor and both."""
    with pytest.raises(ConfigError, match=r"performance: tolerances must be above 0 and rise"):
        require_rising("performance", warning, critical)
