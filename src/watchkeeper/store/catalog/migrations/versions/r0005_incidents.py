"""Incidents: deviations, events, silences, and the messages about them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; incidents are made of the findings that are in the lake already."""
    op.create_table(
        "incident",
        _id(),
        *_texts("root_kind", "root", "models", "environment", "state", "level", "level_now"),
        *_texts("title", "subjects"),
        *_texts("version", "acknowledged_by", "assignee", nullable=True),
        *_times("started_at", "last_seen", "opened_at", "updated_at"),
        *_times("resolved_at", "acknowledged_at", nullable=True),
        sa.Column("new_level", sa.Boolean(), nullable=False),
        *_whole("findings", "muted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_state", "incident", ["state", "last_seen"])
    op.create_table(
        "incident_event",
        _id(),
        *_whole("incident"),
        *_times("at"),
        *_texts("kind", "text"),
        *_texts("by", nullable=True),
        _of("incident_event", "incident", "id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_event")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_event_incident", "incident_event", ["incident"])
    _deviations()
    _messages()


def _deviations() -> None:
    op.create_table(
        "deviation",
        _id(),
        *_texts("model", "environment", "version", "monitor", "subject", "subject_kind", "level"),
        *_times("window_start", "window_end", "known_at"),
        *_texts("reason", "alarms", "finding"),
        *_texts("source", "muted", nullable=True),
        sa.Column("beyond", sa.Float(), nullable=False),
        sa.Column("new_level", sa.Boolean(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=True),
        _of("deviation", "model", "name"),
        _of("deviation", "incident", "id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deviation_model", "deviation", ["model", "window_start"])
    op.create_index("ix_deviation_incident", "deviation", ["incident"])
    keys = ("model", "environment", "monitor", "subject")
    op.create_table(
        "answered",
        *_texts(*keys),
        *_times("seen_from"),
        *_times("ok_from", nullable=True),
        _of("answered", "model", "name"),
        sa.PrimaryKeyConstraint(*keys, name=op.f("pk_answered")),
    )


def _messages() -> None:
    op.create_table(
        "silence",
        _id(),
        *_texts("model", "root", "level", nullable=True),
        *_times("until", "created_at"),
        *_texts("by", "comment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox",
        _id(),
        *_texts("channel", "kind", "level", "message"),
        *_whole("incident", "sequence", "attempts"),
        *_times("created_at", "next_at"),
        *_times("delivered_at", "given_up_at", nullable=True),
        *_texts("last_error", nullable=True),
        _of("outbox", "incident", "id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    keys = ["channel", "incident", "sequence"]
    op.create_index("ux_outbox_sequence", "outbox", keys, unique=True)
    op.create_index("ix_outbox_waiting", "outbox", ["delivered_at", "given_up_at", "next_at"])


def downgrade() -> None:
    """Drop the tables."""
    for name in ("outbox", "silence", "answered", "deviation", "incident_event", "incident"):
        op.drop_table(name)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _times(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=nullable) for name in names]


def _whole(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _of(table: str, other: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([other], [f"{other}.{column}"], name=op.f(f"fk_{table}_{other}"))
