"""The report in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from watchkeeper.model import Level
from watchkeeper.model.figures import NONE, times
from watchkeeper.report.cards import Card, cards
from watchkeeper.report.report import Report
from watchkeeper.report.rows import Gap, Line, gaps, loud_lines, quiet
from watchkeeper.report.verdict import next_step, why
from watchkeeper.report.wording import LEVEL_WORDS, listed

MOST_LINES = 15
MOST_GAPS = 6

_MARKS = {Level.OK: "✔", Level.UNKNOWN: "?", Level.WARNING: "▲", Level.CRITICAL: "✖"}
_STYLES = {
    Level.OK: "green",
    Level.UNKNOWN: "magenta",
    Level.WARNING: "yellow",
    Level.CRITICAL: "bold red",
}


def lines(report: Report) -> Iterator[RenderableType]:
    """Yield what a terminal shows: verdict, why, numbers, findings, and what was not judged.

    Nothing is read as markup: a column may be called ``[red]``.
    """
    zone = ZoneInfo(report.timezone)
    mark = _MARKS[report.level]
    yield Text.assemble((f"{mark} ", _STYLES[report.level]), (report.verdict, "bold"))
    yield _indented(_reason(report))
    found = cards(report, zone)
    if found:
        yield _indented(_numbers(found))
    loud = loud_lines(report.findings, zone)
    if loud:
        yield Text()
        yield _table(loud[:MOST_LINES])
    if len(loud) > MOST_LINES:
        yield _indented(Text(f"and {len(loud) - MOST_LINES} more", style="dim"))
    yield from _rest(report)


def _reason(report: Report) -> Text:
    because = why(report.findings, timezone=report.timezone)
    text = Text(f"{because} " if because else "")
    return text.append("Next step: ", style="bold").append(next_step(report.findings))


def _numbers(found: list[Card]) -> Text:
    text = Text()
    for i, card in enumerate(found):
        text.append("   " if i else "").append(f"{card.name} ", style="dim")
        text.append(card.value, style="bold").append(f" {card.interval}" if card.interval else "")
        text.append(f" ({card.under})" if card.under else "", style="dim")
    return text


def _table(loud: list[Line]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
    for name, justify in (("State", "left"), ("Subject", "left"), ("Value", "right")):
        table.add_column(name, justify=justify, no_wrap=name != "Subject", overflow="fold")  # type: ignore[arg-type]
    table.add_column("Limit", justify="right", no_wrap=True)
    table.add_column("When and why", overflow="fold", ratio=1)
    for line in loud:
        table.add_row(_state(line.level), _who(line), _value(line), _limit(line), _because(line))
    return table


def _state(level: Level) -> Text:
    return Text(f"{_MARKS[level]} {LEVEL_WORDS[level]}", style=_STYLES[level])


def _who(line: Line) -> Text:
    return Text(line.subject, style="bold").append(f"\n{line.what}", style="dim")


def _value(line: Line) -> Text:
    text = Text(line.value)
    if line.interval:
        text.append(f"\n{line.interval}", style="dim")
    return text


def _limit(line: Line) -> Text:
    return Text("" if line.limit == NONE else line.limit)


def _because(line: Line) -> Text:
    when = " · ".join(t for t in (line.when, line.when_more) if t)
    text = Text(f"{when}\n" if when else "", style="dim")
    return text.append(line.reason, style="not dim")


def _rest(report: Report) -> Iterator[RenderableType]:
    missing = gaps(report.findings)
    if missing:
        yield Text()
        yield _indented(Group(*(_gap(g) for g in missing[:MOST_GAPS])), 0)
    if len(missing) > MOST_GAPS:
        yield Text(f"? and {times(len(missing) - MOST_GAPS, 'more reason')}", style="dim")
    fine = quiet(report.findings)
    if fine:
        checks = times(sum(len(q.monitors) for q in fine), "check")
        yield Text()
        yield Text.assemble(
            ("✔ ", "green"),
            f"{checks} on {times(len(fine), 'subject')} found nothing beyond a limit",
        )
    for note in report.notes:
        yield _indented(Text(note, style="dim"))


def _gap(gap: Gap) -> Text:
    often = f" ({gap.windows})" if gap.windows else ""
    text = Text("? ", style=_STYLES[Level.UNKNOWN])
    text.append("Not judged: ", style="bold not magenta").append(
        listed(gap.subjects, most=6), style="not magenta"
    )
    return text.append(f"{often}. {gap.reason}", style="dim not magenta")


def _indented(what: RenderableType, by: int = 2) -> Padding:
    return Padding(what, (0, 0, 0, by))
