"""The measured part of docs/decision.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from decision_detection import by_column, by_fault
from decision_faults import Detection
from decision_frames import Alarms
from decision_incidents import Incident
from decision_nulls import Null
from decision_rivals import RivalScore
from decision_table import Line, acceptance, markdown, share

PAGE = Path(__file__).parent.parent / "docs" / "decision.md"
BEGIN = "<!-- bench-decision: begin (make bench-decision ARGS=--write) -->"
END = "<!-- bench-decision: end -->"


def write_page(text: str, page: Path = PAGE) -> None:
    """Put *text* between the markers of *page*."""
    old = page.read_text(encoding="utf-8")
    before, begin, rest = old.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin, f"{page} has no line {BEGIN}"
    assert end, f"{page} has no line {END}"
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def acceptance_section(lines: Iterable[Line]) -> str:
    """Return the acceptance table."""
    return f"### Acceptance\n\n{acceptance(lines)}"


def incidents_section(found: Sequence[Incident]) -> str:
    """Return every incident of the quiet months."""
    rows = [
        [
            f"{i.first:%-d %b}" if i.first == i.last else f"{i.first:%-d %b} to {i.last:%-d %b}",
            i.source,
            "critical" if i.critical else "warning",
            ", ".join(sorted(i.what)),
        ]
        for i in found
    ]
    table = markdown(["when", "source", "level", "what"], rows)
    return f"### Every incident from April to December, no fault injected\n\n{table}"


def catalogue_section(found: Sequence[Detection], rivals: Sequence[RivalScore]) -> str:
    """Return detections by fault, beside the best rule in use, and by column."""
    best = {
        fault: max(rivals, key=lambda r: r.by_fault[fault])
        for fault in (rivals[0].by_fault if rivals else ())
    }
    rows = []
    for row in by_fault(found):
        rival = best.get(row[0])
        other = f"{share(rival.by_fault[row[0]])} ({rival.name.split(':')[0]})" if rival else ""
        rows.append([*row, other])
    head = ["fault", "day 0", "by day 1", "critical day 0", "best rule in use, day 0"]
    columns = markdown(*by_column(found))
    return (
        f"### Injected faults, 30 dates each\n\n{markdown(head, rows)}\n\n"
        f"Found on day 0, by column:\n\n{columns}"
    )


def rivals_section(ours: RivalScore, rivals: Sequence[RivalScore]) -> str:
    """Return this procedure beside the rules in use."""
    rows = [
        [
            score.name,
            f"{score.day_0:.2f}",
            f"{score.by_day_1:.2f}",
            "" if score is ours else f"{score.raw_day_0:.2f}",
            f"{score.findings_a_week:.1f}",
            f"{score.days_with_alarm:.0%}",
        ]
        for score in (ours, *rivals)
    ]
    head = ["rule", "day 0", "by day 1", "raw day 0", "column findings a week", "days with one"]
    return f"### Rules in use, same days, same faults\n\n{markdown(head, rows)}"


def nulls_section(nulls: Sequence[Null], frames: Sequence[Alarms]) -> str:
    """Return the incidents and alarms where nothing happens."""
    rows = [
        [n.kind, f"{n.rows:,}", f"{n.budget:g}", f"{n.a_week:.2f} ± {n.error:.2f}"] for n in nulls
    ]
    frame_rows = [
        [f"{a.rows:,}", share(a.unknown), f"{a.alarmed:.3f}", f"{a.critical:.3f}"] for a in frames
    ]
    head = ["null", "rows a day", "budget a week", "incidents a week ± s.e."]
    frame_head = ["rows", "series unknown", "frames with an alarm", "with a critical one"]
    return (
        f"### Where nothing happens\n\n{markdown(head, rows)}\n\n"
        f"Frames without time:\n\n{markdown(frame_head, frame_rows)}"
    )
