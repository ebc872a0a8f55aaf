"""The tables of the catalog. A change here needs a migration; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

#: The newest migration. A test keeps it in step with the folder of migrations.
REVISION = "0005"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A moment with its zone in Python, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone: a guess here would shift every window."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the time {value.isoformat()} has no zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


def _model() -> Column[str]:
    return Column("model", String, ForeignKey("model.name"), nullable=False)


model = Table(
    "model",
    metadata,
    Column("name", String, primary_key=True),
    Column("task", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("tier", String, nullable=False),
    Column("positive", String),
    Column("classes", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("source_owners", Text, nullable=False, server_default="{}"),
    Column("consumers", Text, nullable=False, server_default="[]"),
    Column("runbook", Text, nullable=False, server_default=""),
    Column("intended_use", Text, nullable=False, server_default=""),
    Column("timezone", String, nullable=False),
    Column("label_horizon_s", Float, nullable=False),
    Column("registered_at", UtcTime),
)

baseline = Table(
    "baseline",
    metadata,
    Column("id", String, primary_key=True),
    Column("model", String, ForeignKey("model.name"), primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("path", String, nullable=False),
)

version = Table(
    "version",
    metadata,
    Column("model", String, ForeignKey("model.name"), primary_key=True),
    Column("version", String, primary_key=True),
    Column("environment", String, primary_key=True),
    Column("deployed_at", UtcTime, nullable=False),
    Column("baseline_id", String),
    Column("trained_at", UtcTime),
    Column("trained_until", UtcTime),
    Column("packages", Text, nullable=False, server_default="{}"),
    Column("importance", Text, nullable=False, server_default="{}"),
)

field = Table(
    "field",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _model(),
    Column("part", String, nullable=False),
    Column("name", String, nullable=False),
    Column("type", String, nullable=False),
    Column("stored", String, nullable=False),
    Index("ux_field_stored", "model", "part", "stored", unique=True),
    Index("ux_field_name", "model", "part", "name", "type", unique=True),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("token", String, nullable=False),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started", String, nullable=False),
    Column("until", UtcTime, nullable=False),
)

batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("holder", String, nullable=False),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started", String, nullable=False),
    Column("until", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

evaluation = Table(
    "evaluation",
    metadata,
    Column("monitor", String, primary_key=True),
    Column("model", String, ForeignKey("model.name"), primary_key=True),
    Column("version", String, primary_key=True),
    Column("environment", String, primary_key=True),
    Column("segment", String, primary_key=True),
    Column("window_start", UtcTime, primary_key=True),
    Column("window_end", UtcTime, primary_key=True),
    Column("state", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("seen", String),
    Column("batch", Integer, ForeignKey("batch.id")),
    Column("attempts", Integer, nullable=False),
    Column("known_at", UtcTime),
    Column("error", Text),
    Index("ix_evaluation_state", "state", "window_end"),
    Index("ix_evaluation_batch", "batch"),
)

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _model(),
    Column("at", UtcTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("version", String),
    Index("ix_change_model", "model", "at"),
    sqlite_autoincrement=True,
)

counter = Table(
    "counter",
    metadata,
    Column("model", String, ForeignKey("model.name"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("day", String, primary_key=True),
    Column("value", Integer, nullable=False),
)

client = Table(
    "client",
    metadata,
    Column("id", String, primary_key=True),
    Column("model", String, ForeignKey("model.name"), primary_key=True),
    Column("version", String, primary_key=True),
    Column("environment", String, primary_key=True),
    Column("packages", Text, nullable=False),
    Column("dropped", Integer, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("id", String, primary_key=True),
    # SHA-256 of the whole token; the token itself rests nowhere.
    Column("hash", String, nullable=False),
    Column("name", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("model", String, ForeignKey("model.name")),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("last_used_at", UtcTime),
    Column("revoked_at", UtcTime),
)

session = Table(
    "session",
    metadata,
    Column("hash", String, primary_key=True),
    Column("token_id", String, ForeignKey("token.id"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("last_used_at", UtcTime, nullable=False),
)
