"""The tables of incidents, and of the messages about them. A change here needs a migration."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text

from watchkeeper.store.catalog.tables import UtcTime, metadata

incident = Table(
    "incident",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("root_kind", Text, nullable=False),
    Column("root", Text, nullable=False),
    Column("models", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("version", Text),
    Column("state", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("level_now", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("subjects", Text, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("resolved_at", UtcTime),
    Column("new_level", Boolean, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("muted", Integer, nullable=False),
    Column("acknowledged_at", UtcTime),
    Column("acknowledged_by", Text),
    Column("assignee", Text),
    Index("ix_incident_state", "state", "last_seen"),
    sqlite_autoincrement=True,
)

incident_event = Table(
    "incident_event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("incident", Integer, ForeignKey("incident.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("by", Text),
    Index("ix_incident_event_incident", "incident"),
    sqlite_autoincrement=True,
)

deviation = Table(
    "deviation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("model", Text, ForeignKey("model.name"), nullable=False),
    Column("environment", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("monitor", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("window_start", UtcTime, nullable=False),
    Column("window_end", UtcTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("known_at", UtcTime, nullable=False),
    Column("source", Text),
    Column("alarms", Text, nullable=False),
    Column("beyond", Float, nullable=False),
    Column("new_level", Boolean, nullable=False),
    Column("finding", Text, nullable=False),
    Column("incident", Integer, ForeignKey("incident.id")),
    Column("muted", Text),
    Index("ix_deviation_model", "model", "window_start"),
    Index("ix_deviation_incident", "incident"),
    sqlite_autoincrement=True,
)

answered = Table(
    "answered",
    metadata,
    Column("model", Text, ForeignKey("model.name"), primary_key=True),
    Column("environment", Text, primary_key=True),
    Column("monitor", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("seen_from", UtcTime, nullable=False),
    Column("ok_from", UtcTime),
)

silence = Table(
    "silence",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("model", Text),
    Column("root", Text),
    Column("level", Text),
    Column("until", UtcTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", Text, nullable=False),
    Column("incident", Integer, ForeignKey("incident.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("last_error", Text),
    Column("delivered_at", UtcTime),
    Column("given_up_at", UtcTime),
    Index("ux_outbox_sequence", "channel", "incident", "sequence", unique=True),
    Index("ix_outbox_waiting", "delivered_at", "given_up_at", "next_at"),
    sqlite_autoincrement=True,
)
