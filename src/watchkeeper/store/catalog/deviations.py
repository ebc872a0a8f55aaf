"""Deviations that incidents are made of, and when each check was last ok."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, delete, insert, select, update

from watchkeeper.model.deviation import Answered, Check, Deviation, deviation_of
from watchkeeper.model.finding import Finding, Level
from watchkeeper.model.window import Window
from watchkeeper.store.catalog import incident_tables as tables
from watchkeeper.store.catalog import tables as base
from watchkeeper.store.catalog.database import put

Judged = tuple[str, str, str, datetime]
"""What is judged at once: monitor, version, environment and the window's start."""

_POSITION = "incidents/"
_row = tables.deviation.c


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswers:
    """What was judged of a model since it was last looked at; the newest judgement of each.

    ``judged`` are the windows of monitors that were judged, ``loud`` what deviated in them,
    ``answers`` how far each check has come.
    """

    model: str
    judged: frozenset[Judged]
    loud: Sequence[Finding]
    answers: Mapping[Check, Answered]


def follow_positions(connection: Connection) -> dict[str, int]:
    """Return up to which version of its results each model was followed."""
    query = select(base.setting).where(base.setting.c.key.startswith(_POSITION, autoescape=True))
    rows = connection.execute(query).all()
    return {row.key.removeprefix(_POSITION): int(row.value) for row in rows}


def put_follow_position(connection: Connection, model: str, version: int) -> None:
    """Note up to which version of its results a model was followed."""
    row = {"key": f"{_POSITION}{model}", "value": str(version)}
    put(connection, base.setting, [row], replace=["value"])


def put_answers(connection: Connection, new: NewAnswers) -> datetime | None:
    """Replace what was known of the windows that were judged; return the earliest that changed.

    None: no deviation came, went or changed.
    """
    _put_answered(connection, new)
    windows = {start for *_, start in new.judged}
    if not windows:
        return None
    old = _at(connection, new, min(windows), max(windows))
    fresh = {_key(finding): finding for finding in new.loud}
    gone = [row for key, row in old.items() if key not in fresh]
    if gone:
        ids = [row["id"] for row in gone]
        connection.execute(delete(tables.deviation).where(_row.id.in_(ids)))
    changed = [f for key, f in fresh.items() if key not in old or old[key]["finding"] != _text(f)]
    _put_loud(connection, changed, old)
    starts = [row["window_start"] for row in gone]
    starts += [f.window_start for f in changed if f.window_start is not None]
    return min(starts, default=None)


def deviations_of(
    connection: Connection, models: Iterable[str], *, since: datetime
) -> list[Deviation]:
    """Return the deviations of *models* in windows that began at *since* or later."""
    names = [c for c in tables.deviation.columns if c.name != "finding"]
    query = select(*names).where(_row.model.in_(list(models)), _row.window_start >= since)
    return [_deviation(row) for row in connection.execute(query).mappings()]


def answered_of(connection: Connection, models: Iterable[str]) -> dict[Check, Answered]:
    """Return how far each check of *models* has come."""
    table = tables.answered
    rows = connection.execute(select(table).where(table.c.model.in_(list(models)))).all()
    return {
        Check(r.model, r.environment, r.monitor, r.subject): Answered(
            seen_from=r.seen_from, ok_from=r.ok_from
        )
        for r in rows
    }


def assign(connection: Connection, rows: Iterable[tuple[int, int | None, str | None]]) -> None:
    """Note which incident each deviation (by id) is counted to, and why it is muted there."""
    given = [{"key": key, "incident": at, "muted": because} for key, at, because in rows]
    if given:
        statement = update(tables.deviation).where(_row.id == bindparam("key"))
        values: dict[str, Any] = {"incident": bindparam("incident"), "muted": bindparam("muted")}
        connection.execute(statement.values(**values), given)


def _put_answered(connection: Connection, new: NewAnswers) -> None:
    known = answered_of(connection, [new.model])
    rows = []
    for check, answered in new.answers.items():
        merged = _later(known.get(check), answered)
        if merged != known.get(check):
            rows.append(
                {
                    "model": check.model,
                    "environment": check.environment,
                    "monitor": check.monitor,
                    "subject": check.subject,
                    "seen_from": merged.seen_from,
                    "ok_from": merged.ok_from,
                }
            )
    put(connection, tables.answered, rows, replace=["seen_from", "ok_from"])


def _later(known: Answered | None, new: Answered) -> Answered:
    if known is None:
        return new
    oks = [at for at in (known.ok_from, new.ok_from) if at is not None]
    return Answered(seen_from=max(known.seen_from, new.seen_from), ok_from=max(oks, default=None))


def _at(
    connection: Connection, new: NewAnswers, first: datetime, last: datetime
) -> dict[tuple[Judged, str], RowMapping]:
    """Return the deviations known so far in what was judged."""
    query = select(tables.deviation).where(
        and_(_row.model == new.model, _row.window_start >= first, _row.window_start <= last)
    )
    found = {}
    for row in connection.execute(query).mappings():
        judged = row["monitor"], row["version"], row["environment"], row["window_start"]
        if judged in new.judged:
            found[judged, row["subject"]] = row
    return found


def _key(finding: Finding) -> tuple[Judged, str]:
    d = deviation_of(finding)
    return (d.check.monitor, d.version, d.check.environment, d.window.start), d.check.subject


def _put_loud(
    connection: Connection, loud: Sequence[Finding], old: Mapping[tuple[Judged, str], RowMapping]
) -> None:
    changed = [f for f in loud if _key(f) in old]
    for finding in changed:
        at = old[_key(finding)]["id"]
        connection.execute(update(tables.deviation).filter_by(id=at).values(**_values(finding)))
    fresh = [_values(f) for f in loud if _key(f) not in old]
    if fresh:
        connection.execute(insert(tables.deviation), fresh)


def _values(finding: Finding) -> dict[str, Any]:
    d = deviation_of(finding)
    return {
        "model": d.check.model,
        "environment": d.check.environment,
        "version": d.version,
        "monitor": d.check.monitor,
        "subject": d.check.subject,
        "subject_kind": d.subject_kind,
        "level": str(d.level),
        "window_start": d.window.start,
        "window_end": d.window.end,
        "reason": d.reason,
        "known_at": d.known_at,
        "source": d.source,
        "alarms": ",".join(d.alarms),
        "beyond": d.beyond,
        "new_level": d.new_level,
        "finding": _text(finding),
    }


def _text(finding: Finding) -> str:
    return json.dumps(finding.to_dict(), ensure_ascii=False)


def _deviation(row: RowMapping) -> Deviation:
    return Deviation(
        check=Check(row["model"], row["environment"], row["monitor"], row["subject"]),
        subject_kind=row["subject_kind"],
        version=row["version"],
        level=Level(row["level"]),
        window=Window(row["window_start"], row["window_end"]),
        reason=row["reason"],
        known_at=row["known_at"],
        source=row["source"],
        alarms=tuple(name for name in row["alarms"].split(",") if name),
        beyond=row["beyond"],
        new_level=row["new_level"],
        id=row["id"],
        incident=row["incident"] or 0,
        muted=row["muted"] or "",
    )
