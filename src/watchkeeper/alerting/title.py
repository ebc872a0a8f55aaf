"""An incident in one sentence: what, how much, since when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from watchkeeper.alerting.group import Group
from watchkeeper.model.deviation import Deviation
from watchkeeper.stats.metric import METRICS

_MOST_NAMES = 3
_RANK = {metric.name: place for place, metric in reversed(list(enumerate(METRICS)))}
_WORDS = {
    "roc_auc": "ROC AUC",
    "f1": "F1",
    "f2": "F2",
    "f0_5": "F0.5",
    "mcc": "MCC",
    "brier": "Brier score",
    "mae": "MAE",
    "rmse": "RMSE",
}


def subjects(one: Group) -> tuple[str, ...]:
    """Return what deviates: metrics by importance, columns in the order in which they did."""
    names = list(dict.fromkeys(d.check.subject for d in _by_weight(one.evidence)))
    if one.root.kind == "metric":
        names.sort(key=lambda name: _RANK.get(name, len(_RANK)))
    return tuple(names)


def title(one: Group) -> str:
    """Return "temp and dep_delay of flights: temp mean 24.2, expected 76.0 (previous 7 days)".

    Of columns it says how bad it was; a metric goes on for weeks, so it says how it is now, and
    how bad it was at worst.
    """
    named = _newest_of(one) if one.root.kind == "metric" else peak_of(one)
    names = subjects(one)
    of = " and ".join(one.models) if len(one.models) < _MOST_NAMES else f"{len(one.models)} models"
    about = f"{_word(named.check.subject)} " if len(names) > 1 else ""
    said = f"{about}{_said(named)}{_at_worst(one, named)}"
    return f"{_listed([_word(name) for name in names])} of {of}: {said}"


def peak_of(one: Group) -> Deviation:
    """Return the deviation furthest beyond its limit at the worst level; of metrics the primary."""
    level = one.level
    worst = [d for d in one.evidence if d.level is level]
    if one.root.kind == "metric":
        first = min((d.check.subject for d in worst), key=lambda n: _RANK.get(n, len(_RANK)))
        worst = [d for d in worst if d.check.subject == first]
    return max(worst, key=lambda d: (d.beyond, d.window.start))


def _newest_of(one: Group) -> Deviation:
    """Return what the newest window says: of the worst level there, the primary metric."""
    last = max(d.window.start for d in one.evidence)
    newest = [d for d in one.evidence if d.window.start == last]
    return min(newest, key=lambda d: (-d.level.rank, _RANK.get(d.check.subject, len(_RANK))))


def _at_worst(one: Group, named: Deviation) -> str:
    """Return "; at worst 0.842 [0.809, 0.874]" where a metric is not as bad any more."""
    same = [d for d in one.evidence if d.check == named.check]
    peak = max(same, key=lambda d: (d.level.rank, d.beyond))
    figure = re.match(r"[−\d.,]+(\s?%)?( \[[^\]]*\])?", peak.reason)
    if one.root.kind != "metric" or peak.beyond <= named.beyond or figure is None:
        return ""
    return f"; at worst {figure[0]}"


def _said(peak: Deviation) -> str:
    """Return the first part of its reason: how much, and what was expected."""
    said = peak.reason.split(";")[0].removeprefix(f"{peak.check.subject}: ")
    # How a value was come by is for the finding to say.
    said = re.sub(r" \([^)]*\),", ",", said)
    return said.split(": ")[0] if peak.subject_kind in ("metric", "label") else said


def _by_weight(evidence: Sequence[Deviation]) -> list[Deviation]:
    return sorted(evidence, key=lambda d: (d.window.start, -d.level.rank, -d.beyond))


def _word(name: str) -> str:
    return _WORDS.get(name, name.replace("_", " ") if name in _RANK else name)


def _listed(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMES + 1:
        return f"{', '.join(names[:_MOST_NAMES])} and {len(names) - _MOST_NAMES} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
