"""Run by Alembic: apply migrations on the connection that the catalog hands over."""

from __future__ import annotations

from alembic import context

from watchkeeper.store.catalog.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
