"""How numbers, times and names are written, the same in every place people read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from watchkeeper.model import Finding, Level

LEVEL_WORDS = {
    Level.OK: "OK",
    Level.UNKNOWN: "Unknown",
    Level.WARNING: "Warning",
    Level.CRITICAL: "Critical",
}

_NAMES = {
    "brier": "Brier score",
    "chi2_p": "chi-square p",
    "f1": "F1",
    "hellinger": "Hellinger",
    "jensen_shannon": "Jensen-Shannon",
    "ks": "KS",
    "mae": "MAE",
    "psi": "PSI",
    "psi_debiased": "PSI, debiased",
    "rmse": "RMSE",
    "roc_auc": "ROC AUC",
}


def name_of(text: str) -> str:
    """Return the name of a metric, a monitor or a measure in words: ``roc_auc`` is "ROC AUC"."""
    return _NAMES.get(text, text.replace("_", " "))


def subject_words(kind: str, subject: str) -> str:
    """Return a subject as people read it: metrics in words, columns by their own name."""
    return name_of(subject) if kind in ("metric", "label") else subject


def sentence(text: str) -> str:
    """Return *text* with a capital first letter and a full stop."""
    text = stopped(text)
    return text[:1].upper() + text[1:]


def stopped(text: str) -> str:
    """Return *text* with a full stop; nothing stays nothing."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


def unit_of(finding: Finding) -> str:
    """Return the unit of a finding's value: that of the measure of the same name."""
    for measure in finding.measures:
        if measure.name == finding.measure and measure.unit:
            return measure.unit
    name = finding.measure or ""
    return "share" if name.split(" ")[-1] == "share" or name.endswith("_share") else ""


def listed(names: Sequence[str], *, most: int = 3) -> str:
    """Return "a, b and c", or "a, b, c and 4 more"."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def day(at: datetime, *, year: bool = True) -> str:
    """Return "10 August 2013"."""
    return f"{at.day} {at:%B}" + (f" {at.year}" if year else "")


def clock(at: datetime) -> str:
    """Return "16 August 2013, 09:00 UTC": a time always says its zone."""
    return f"{day(at)}, {at:%H:%M} {at.tzname() or ''}".rstrip()


def stretch(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Return the half-open stretch in words: "10-14 August 2013" for whole days."""
    start, end = start.astimezone(zone), end.astimezone(zone)
    if not (_midnight(start) and _midnight(end)):
        return _hours(start, end)
    last = end - timedelta(hours=1)
    if last.date() <= start.date():
        return day(start)
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}\u2013{day(last)}"
    return f"{day(start, year=start.year != last.year)} \u2013 {day(last)}"


def _midnight(at: datetime) -> bool:
    return at.hour == at.minute == at.second == 0


def _hours(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return f"{day(start)}, {start:%H:%M}\u2013{end:%H:%M} {end.tzname() or ''}".rstrip()
    return f"{day(start)}, {start:%H:%M} \u2013 {clock(end)}"
