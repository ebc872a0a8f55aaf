"""The answer in one sentence, why, and what to do: what the reader sees before any table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import count, times
from watchkeeper.model.finding import beyond
from watchkeeper.report.episodes import Episode, find_episodes
from watchkeeper.report.wording import (
    day,
    listed,
    name_of,
    sentence,
    stopped,
    stretch,
    subject_words,
)

COLUMN_KINDS = ("feature", "prediction", "score", "label")


def worst(findings: Iterable[Finding]) -> Level:
    """Return the worst level of *findings*; of none it is unknown, never ok."""
    return max((f.level for f in findings), key=lambda lv: lv.rank, default=Level.UNKNOWN)


def verdict(findings: Sequence[Finding], *, timezone: str = "UTC") -> str:
    """Return one plain sentence that says how things are.

    Over many windows it counts episodes and says which are still open at the end.
    """
    if not findings:
        return "Nothing was looked at."
    if worst(findings) is Level.UNKNOWN and all(f.level is Level.UNKNOWN for f in findings):
        return _nothing_judged(findings)
    if worst(findings).rank < Level.WARNING.rank:
        return _all_quiet(findings)
    if is_windowed(findings):
        found = find_episodes(findings)
        if found:
            return _history(findings, found, ZoneInfo(timezone))
    return sentence(_at_once(findings))


def why(findings: Sequence[Finding], *, timezone: str = "UTC") -> str:
    """Return the reason of the worst finding, in its own words; empty when all is quiet."""
    loud = worst_first(f for f in findings if f.level.rank >= Level.WARNING.rank)
    if loud:
        top = loud[0]
        when = _when(top, ZoneInfo(timezone)) if is_windowed(findings) else ""
        return f"{_subject(top)}{when}: {stopped(top.reason)}" if top.reason else ""
    return ""


def next_step(findings: Sequence[Finding]) -> str:
    """Return what to do now, as a sentence."""
    loud = worst_first(f for f in findings if f.level.rank >= Level.WARNING.rank)
    if loud:
        return _act_on(loud)
    if any(f.level is Level.UNKNOWN for f in findings):
        if all(f.level is Level.UNKNOWN for f in findings):
            return "See below what is needed before anything can be judged."
        return "See below what is needed before the rest can be judged."
    return "Nothing to do." if findings else "Check that the right rows were handed over."


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return *findings* by level, then by how far beyond the limit, then in their order."""
    return sorted(findings, key=lambda f: (-f.level.rank, -beyond(f)))


def is_windowed(findings: Iterable[Finding]) -> bool:
    """Return whether *findings* cover more than one window."""
    return len({f.window_start for f in findings if f.window_start is not None}) > 1


def last_window_end(findings: Iterable[Finding]) -> datetime | None:
    """Return the end of the last window that was looked at."""
    return max((f.window_end for f in findings if f.window_end is not None), default=None)


def columns_of(findings: Iterable[Finding]) -> list[str]:
    """Return the distinct columns that *findings* speak of, in their order."""
    return list(dict.fromkeys(f.subject for f in findings if f.subject_kind in COLUMN_KINDS))


def latest(findings: Iterable[Finding]) -> list[Finding]:
    """Return the last finding of each monitor on each subject: how things are now."""
    last: dict[tuple[str, str, str | None], Finding] = {}
    for f in findings:
        key = (f.monitor, f.subject, f.segment)
        before = last.get(key)
        if before is None or _not_older(f, before):
            last[key] = f
    return list(last.values())


def judged_columns(findings: Iterable[Finding]) -> list[str]:
    """Return the columns that count as judged: something was loud, or most checks could be made.

    That the schema fits says little about a column whose rows were too few for all else.
    """
    weight: Counter[str] = Counter()
    for f in latest(findings):
        if f.subject_kind in COLUMN_KINDS:
            weight[f.subject] += {Level.OK: 1, Level.UNKNOWN: -1}.get(f.level, 1000)
    return [name for name, w in weight.items() if w > 0]


def _not_older(finding: Finding, before: Finding) -> bool:
    if finding.window_start is None or before.window_start is None:
        return True
    return finding.window_start >= before.window_start


def _subject(finding: Finding) -> str:
    if finding.subject_kind in (*COLUMN_KINDS, "metric"):
        return subject_words(finding.subject_kind, finding.subject)
    return name_of(finding.monitor)


def _when(finding: Finding, zone: tzinfo) -> str:
    if finding.window_start is None or finding.window_end is None:
        return ""
    return f", {stretch(finding.window_start, finding.window_end, zone)}"


def _nothing_judged(findings: Sequence[Finding]) -> str:
    return sentence(f"nothing could be judged: {_reason(findings)}")


def _reason(findings: Sequence[Finding]) -> str:
    """Return the commonest reason, and how many others there are."""
    reasons = Counter(f.reason.strip().rstrip(".") for f in findings)
    top, _ = reasons.most_common(1)[0]
    more = f", and {times(len(reasons) - 1, 'other reason')}" if len(reasons) > 1 else ""
    return f"{top or 'no reason was given'}{more}"


def _all_quiet(findings: Sequence[Finding]) -> str:
    columns, judged = columns_of(findings), judged_columns(findings)
    unknown = [f for f in latest(findings) if f.level is Level.UNKNOWN]
    if columns and not judged:
        none = f"none of {count(len(columns))} columns could be judged"
        none = none if len(columns) > 1 else f"column {columns[0]} could not be judged"
        return sentence(f"{none}: {_reason([f for f in unknown if f.subject in columns])}")
    said = "Nothing beyond its limits" + (f" in {times(len(judged), 'column')}" if judged else "")
    blind = len(columns) - len(judged)
    if blind:
        return f"{said}; {blind} could not be judged."
    rest = f"; {times(len(unknown), 'check')} could not be made" if unknown else ""
    return f"{said}{rest}."


def _at_once(findings: Sequence[Finding]) -> str:
    critical = worst_first(f for f in findings if f.level is Level.CRITICAL)
    warning = worst_first(f for f in findings if f.level is Level.WARNING)
    total = len(columns_of(findings))
    parts = _parts(critical or warning, total, broken=bool(critical))
    said = ", and ".join(parts)
    named = {f.subject for f in critical}
    more = len({f.subject for f in warning} - named) if critical else 0
    return said + (f"; {more} more {'needs' if more == 1 else 'need'} a look" if more else "")


def _parts(findings: Sequence[Finding], total: int, *, broken: bool) -> list[str]:
    """Say metrics first, then the stream of rows, then columns: what matters most leads."""
    parts = []
    metrics = [f for f in findings if f.subject_kind == "metric"]
    if metrics:
        parts.append(_metrics(metrics))
    model = list(dict.fromkeys(name_of(f.monitor) for f in findings if f.subject_kind == "model"))
    if model:
        state = "out of bounds" if broken else "worth a look"
        parts.append(f"{listed(model)} {'is' if len(model) == 1 else 'are'} {state}")
    columns = columns_of(findings)
    if columns:
        parts.append(_columns(columns, total, broken=broken))
    return parts


def _columns(names: Sequence[str], total: int, *, broken: bool) -> str:
    one = len(names) == 1
    state = ("is broken" if one else "are broken") if broken else f"need{'s' if one else ''} a look"
    return f"{count(len(names))} of {times(total, 'column')} {state}: {listed(names)}"


def _metrics(findings: Sequence[Finding]) -> str:
    names = list(dict.fromkeys(name_of(f.subject) for f in findings))
    sides = {_side(f) for f in findings}
    side = sides.pop() if len(sides) == 1 else "beyond"
    if len(names) == 1:
        return f"{names[0]} is {side} its limit"
    return f"{listed(names)} are {side} their limits"


def _side(finding: Finding) -> str:
    if finding.value is None or finding.limit is None:
        return "beyond"
    return "below" if finding.value < finding.limit else "above"


def _history(findings: Sequence[Finding], found: Sequence[Episode], zone: tzinfo) -> str:
    starts = [f.window_start for f in findings if f.window_start is not None]
    end = last_window_end(findings)
    critical = sum(e.level is Level.CRITICAL for e in found)
    said = times(len(found), "episode")
    if critical:
        said = "1 critical episode" if len(found) == 1 else f"{said}, {critical} of them critical"
    when = f"{stretch(min(starts), end, zone)}: " if end is not None else ""
    return sentence(f"{when}{said}; {_open_now(found, end, zone)}")


def _open_now(found: Sequence[Episode], end: datetime | None, zone: tzinfo) -> str:
    still = list(dict.fromkeys(_subject(e.peak) for e in found if e.end == end))
    if still:
        return f"{listed(still)} {'is' if len(still) == 1 else 'are'} still beyond the limit"
    when = max(e.end for e in found).astimezone(zone)
    return f"{'over' if len(found) == 1 else 'all over'} since {day(when, year=False)}"


def _act_on(loud: Sequence[Finding]) -> str:
    top = loud[0]
    if top.subject_kind == "metric":
        return f"Look which columns moved when {name_of(top.subject)} did; they are listed below."
    if top.subject_kind == "model":
        return "Check the job that sends the rows before anything else."
    same = columns_of(f for f in loud if f.level is top.level and f.source == top.source)
    if top.source:
        return f"Ask the owner of {top.source} what changed in {listed(same)}."
    comes = "comes" if len(same) == 1 else "come"
    return f"Find out where {listed(same)} {comes} from, and what changed there."
