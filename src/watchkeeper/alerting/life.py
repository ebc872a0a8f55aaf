"""Whether an incident is over: every check of it was ok again, in a window after its last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from watchkeeper.alerting.group import Group
from watchkeeper.alerting.roots import stays_until_acknowledged
from watchkeeper.model.deviation import Answered, Check, Deviation
from watchkeeper.model.finding import Level

Answers = Mapping[Check, Answered]


def is_over(one: Group, answers: Answers) -> bool:
    """Return whether each check had a clean window since; ``unknown`` is no clean window."""
    return all(_is_clear(last, answers) for last in _newest(one).values())


def level_now(one: Group) -> Level:
    """Return the worst level of the newest window that deviated."""
    newest = max(d.window.start for d in one.own)
    return max((d.level for d in one.own if d.window.start == newest), key=lambda lv: lv.rank)


def took_new_level(one: Group) -> bool:
    """Return whether it ended because a level was accepted as the new normal."""
    return any(d.new_level for d in _newest(one).values())


def needs_acknowledgement(one: Group) -> bool:
    """Return whether what was accepted is a fault of the data: somebody has to agree."""
    return any(d.new_level and stays_until_acknowledged(d) for d in _newest(one).values())


def _newest(one: Group) -> dict[Check, Deviation]:
    return {d.check: d for d in one.own}


def _is_clear(last: Deviation, answers: Answers) -> bool:
    answered = answers.get(last.check)
    if answered is None:
        return False
    if answered.ok_from is not None and answered.ok_from >= last.window.end:
        return True
    # Other checks went on and this one is silent: its column or monitor is no more.
    judged = _judged_from(last.check, answers)
    return answered.seen_from < last.window.end <= judged


def _judged_from(check: Check, answers: Answers) -> datetime:
    return max(
        a.seen_from
        for c, a in answers.items()
        if (c.model, c.environment) == (check.model, check.environment)
    )
