"""Registered models, their versions and their baselines."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, select

from watchkeeper.errors import NotFound, closest
from watchkeeper.model.registry import Environment, Model, Version
from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database, put

_OF_VERSION = ("packages", "importance")


class Models:
    """What is under watch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, model: Model) -> None:
        """Register *model*, or replace what is known of it."""
        row = {f.name: getattr(model, f.name) for f in fields(model)}
        row |= {name: json.dumps(list(row[name])) for name in ("classes", "consumers")}
        row |= {name: json.dumps(dict(row[name])) for name in ("sources", "source_owners")}
        row["label_horizon_s"] = row.pop("label_horizon").total_seconds()
        with self._database.write() as connection:
            put(connection, tables.model, [row], replace=[k for k in row if k != "name"])

    def get(self, name: str) -> Model:
        """Return the model called *name*.

        Raises:
            NotFound: no model is called so; the hint knows the nearest name.
        """
        with self._database.read() as connection:
            found = connection.execute(select(tables.model).filter_by(name=name))
            row = found.mappings().one_or_none()
        if row is None:
            known = [model.name for model in self.all()]
            raise NotFound(f"no model is called {name!r}", hint=closest(name, known))
        return _model(row)

    def all(self) -> tuple[Model, ...]:
        """Return every model, by name."""
        with self._database.read() as connection:
            found = connection.execute(select(tables.model).order_by(tables.model.c.name))
            rows = found.mappings().all()
        return tuple(_model(row) for row in rows)

    def put_version(self, version: Version) -> None:
        """Record that *version* is deployed, or replace what is known of it."""
        row = {f.name: getattr(version, f.name) for f in fields(version)}
        row["environment"] = str(version.environment)
        row |= {name: json.dumps(dict(row[name])) for name in _OF_VERSION}
        keys = ("model", "version", "environment")
        with self._database.write() as connection:
            put(connection, tables.version, [row], replace=[k for k in row if k not in keys])

    def versions(self, model: str) -> tuple[Version, ...]:
        """Return the versions of *model* in all environments, by time of deployment."""
        query = select(tables.version).filter_by(model=model)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(tables.version.c.deployed_at))
            rows = found.mappings().all()
        return tuple(_version(row) for row in rows)

    def all_versions(self) -> tuple[Version, ...]:
        """Return the versions of every model, by time of deployment: one question for them all."""
        with self._database.read() as connection:
            found = connection.execute(
                select(tables.version).order_by(tables.version.c.deployed_at)
            )
            rows = found.mappings().all()
        return tuple(_version(row) for row in rows)

    def put_baseline(self, model: str, baseline_id: str, path: str, created_at: datetime) -> None:
        """Record where a baseline of *model* rests; a baseline never changes."""
        row = {"id": baseline_id, "model": model, "path": path, "created_at": created_at}
        with self._database.write() as connection:
            put(connection, tables.baseline, [row])

    def baselines(self, model: str) -> tuple[tuple[str, datetime], ...]:
        """Return id and time of each baseline of *model*, oldest first."""
        columns = tables.baseline.c
        query = select(columns.id, columns.created_at).filter_by(model=model)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(columns.created_at, columns.id)).all()
        return tuple((row.id, row.created_at) for row in rows)

    def baseline_path(self, baseline_id: str) -> str:
        """Return where a baseline rests, below the workspace.

        Raises:
            NotFound: no baseline has that id.
        """
        query = select(tables.baseline.c.path).filter_by(id=baseline_id).limit(1)
        with self._database.read() as connection:
            path = connection.execute(query).scalar()
        if path is None:
            raise NotFound(f"no baseline has the id {baseline_id!r}")
        return str(path)


def _model(row: RowMapping) -> Model:
    given: dict[str, Any] = dict(row)
    given |= {name: tuple(json.loads(given[name])) for name in ("classes", "consumers")}
    given |= {name: json.loads(given[name]) for name in ("sources", "source_owners")}
    given["label_horizon"] = timedelta(seconds=given.pop("label_horizon_s"))
    return Model(**given)


def _version(row: RowMapping) -> Version:
    given: dict[str, Any] = dict(row)
    given |= {name: json.loads(given[name]) for name in _OF_VERSION}
    return Version(**given | {"environment": Environment(given["environment"])})
