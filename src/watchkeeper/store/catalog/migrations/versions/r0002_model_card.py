"""Facts about a model and its versions: the model card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was there before has no such facts."""
    for name, default in (
        ("source_owners", "{}"),
        ("consumers", "[]"),
        ("runbook", ""),
        ("intended_use", ""),
    ):
        op.add_column("model", _text(name, default))
    for name in ("packages", "importance"):
        op.add_column("version", _text(name, "{}"))


def _text(name: str, default: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)
