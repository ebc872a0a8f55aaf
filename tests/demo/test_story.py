"""The whole replay, once: what the demo promises to find, it finds."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from sklearn.metrics import roc_auc_score

from watchkeeper.app.workspace import Workspace
from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.replay import MODEL, local_midnight
from watchkeeper.demo.served import served
from watchkeeper.demo.story import DemoStory, run_demo
from watchkeeper.demo.telling import local_day
from watchkeeper.model import Finding, Level
from watchkeeper.model.incident import Incident, IncidentState

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loud(workspace: Workspace) -> list[Finding]:
    """Return every warning and critical finding."""
    return workspace.findings(MODEL, level="warning")


def days_of(loud: list[Finding], subject: str, level: Level = Level.WARNING) -> list[date]:
    """Return the days on which *subject* was beyond its limit."""
    return [local_day(f) for f in loud if f.subject == subject and f.level.rank >= level.rank]


def test_celsius_is_critical_on_its_first_day_and_silent_two_days_after(
    loud: list[Finding],
) -> None:
    """10 August; 16 August."""
    critical = days_of(loud, "temp", Level.CRITICAL)

    assert date(2013, 8, 10) in critical
    assert date(2013, 8, 16) not in days_of(loud, "temp")


def test_missing_delays_are_critical_by_the_second_day(loud: list[Finding]) -> None:
    """A fifth on top of a natural maximum of 22 %: by 11 August; silent on the 16th."""
    critical = days_of(loud, "dep_delay", Level.CRITICAL)

    assert min(d for d in critical if d >= date(2013, 8, 10)) <= date(2013, 8, 11)
    assert date(2013, 8, 16) not in days_of(loud, "dep_delay")


def test_summer_is_no_fault(loud: list[Finding]) -> None:
    """Every July temperature lies outside March's range; no drift of temp is reported."""
    drifts = [f for f in loud if f.subject == "temp" and f.monitor == "drift"]

    assert [f for f in drifts if local_day(f).month == 7] == []


def test_aprils_fall_is_critical_and_excludes_the_reference(loud: list[Finding]) -> None:
    """Called in April, with an interval below March's value."""
    found = [f for f in loud if f.subject == "roc_auc" and f.level is Level.CRITICAL]
    first = min(found, key=local_day)

    assert local_day(first).month == 4
    assert first.upper is not None
    assert first.expected is not None
    assert first.upper < first.expected


def test_the_story_tells_each_of_them_with_an_interval(story: DemoStory) -> None:
    """Five chapters: the replay, the fall, the base rate, the fault, version 2."""
    text = "\n".join(story.lines())

    assert [heading.split(":")[0] for heading, _ in story.chapters] == [
        "What was replayed",
        "The model's worth",
        "The base rate",
        "The injected fault",
        "Version 2",
    ]
    for said in (
        "temp: critical on 10 August",
        "dep_delay: critical on 11 August",
        "April 0.889 [",
    ):
        assert said in text
    assert "Labels enough to know it" in text


def test_cells_tell_every_days_area_within_a_thousandth(workspace: Workspace) -> None:
    """Binned scores against scikit-learn on the very rows, each day of nine months."""
    for version in ("1", "2"):
        rows = labelled(workspace, version)
        for value in workspace.metrics(MODEL, ["roc_auc"], version=version):
            day = rows.filter(
                pc.and_(
                    pc.greater_equal(rows["timestamp"], pa.scalar(value.window_start)),
                    pc.less(rows["timestamp"], pa.scalar(value.window_end)),
                )
            )
            late = np.asarray(pc.equal(day["label"], "late"))
            exact = roc_auc_score(late, np.asarray(day["score"]))

            assert value.bound < 1e-3
            assert value.value == pytest.approx(exact, abs=value.bound + 1e-12)


def test_nothing_is_replayed_twice(workspace: Workspace, story: DemoStory, folder: Path) -> None:
    """A second call finds everything done: the same rows, the same story."""
    rows = workspace.rows(MODEL)

    with served(folder) as server:
        again = run_demo(folder, server.address)

    assert again.chapters == story.chapters
    assert workspace.rows(MODEL) == rows == 255_987


def labelled(workspace: Workspace, version: str) -> pa.Table:
    """Return the recorded rows of a version whose label has arrived."""
    rows = workspace.labelled(MODEL, version=version)
    return rows.filter(pc.is_valid(rows["label"]))


def of_the_fault(workspace: Workspace) -> list[Incident]:
    """Return the incidents that began while the fault lasted."""
    begin, end = (local_midnight(d) for d in (FAULT.first, FAULT.last))
    return [i for i in workspace.incidents() if begin <= i.started_at <= end]


def test_it_is_one_incident_with_both_columns(workspace: Workspace) -> None:
    """A feed that changed its unit, another one that lost values: told once, as critical."""
    (one,) = of_the_fault(workspace)

    assert (one.root, one.subjects) == ("data of flights", ("temp", "dep_delay"))
    assert str(one.level) == "critical"
    assert one.opened_at == local_midnight(FAULT.first + timedelta(days=1))


def test_what_follows_from_it_is_muted_under_it(workspace: Workspace) -> None:
    """The drift of temp, each with its reason; the evidence is the break and the missing."""
    (one,) = of_the_fault(workspace)
    story = workspace.desk.story(one.id)

    assert {f.subject for f in story.muted if f.monitor == "drift"} >= {"temp"}
    assert all(why.startswith("follows from ") for why in story.because)
    assert {(f.subject, f.monitor) for f in story.findings} == {
        ("temp", "drift"),
        ("dep_delay", "missing"),
    }


def test_it_is_resolved_by_itself_by_16_august(workspace: Workspace) -> None:
    """After the first clean day."""
    (one,) = of_the_fault(workspace)

    assert one.state is IncidentState.RESOLVED
    assert one.last_seen == local_midnight(FAULT.last + timedelta(days=1))
    assert one.resolved_at is not None
    assert one.resolved_at <= local_midnight(date(2013, 8, 16))


def test_what_the_answers_took_is_recorded(workspace: Workspace) -> None:
    """Each request with its latency, each day with its processor time and memory."""
    kinds = {kind: workspace.operations(MODEL, kind=kind) for kind in ("request", "interval")}

    assert kinds["interval"].num_rows == 275
    assert kinds["request"].num_rows >= 275 * 6
    assert kinds["request"]["latency_ms"].null_count == 0
    assert pc.min(kinds["request"]["latency_ms"]).as_py() > 0
    assert kinds["interval"]["cpu_s"].null_count == 0


def test_other_days_are_other_incidents(workspace: Workspace) -> None:
    """The weather feed's real gap of 2 July, the few flights of the fourth."""
    roots = {(i.root, i.started_at) for i in workspace.incidents()}

    assert ("weather feed", local_midnight(date(2013, 7, 2))) in roots
    assert ("rows of flights", local_midnight(date(2013, 7, 4))) in roots
