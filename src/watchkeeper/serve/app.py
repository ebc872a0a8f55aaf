"""The application of the service: the API, the doors, health, metrics and the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Lifespan

from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app
from watchkeeper.api.doors import DOORS, door_paths, door_routes, door_schemas
from watchkeeper.app.workspace import Workspace
from watchkeeper.serve.clock import clock_routes
from watchkeeper.serve.counts import Counts
from watchkeeper.serve.health import health_routes
from watchkeeper.serve.metrics import metrics_route
from watchkeeper.serve.request_log import RequestLog
from watchkeeper.store.inbox import GroupCommit


def service_app(
    workspace: Workspace,
    inbox: GroupCommit,
    *,
    access: Access,
    routes: Sequence[BaseRoute] = (),
) -> ASGIApp:
    """Return everything that the server answers.

    Args:
        workspace: What it stands on.
        inbox: Where the doors keep requests; closed when the application ends.
        access: Who may ask.
        routes: Further routes, such as pages.
    """
    counts = Counts()
    store = workspace.store
    app = create_app(
        workspace,
        access=access,
        routes=[
            *health_routes(store, inbox),
            *clock_routes(store),
            metrics_route(workspace, counts),
            *routes,
        ],
        lifespan=_closing(inbox),
    )
    # First of all routes: they are asked most, and routes are tried one after the other.
    app.router.routes[:0] = door_routes(store, inbox, counted=counts.records)
    _describe_doors(app)
    return RequestLog(app, app.routes, counts)


def _closing(inbox: GroupCommit) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        inbox.close()

    return lifespan


def _describe_doors(app: FastAPI) -> None:
    """Put the doors into the document, which is made once and kept by the application."""
    document = app.openapi()
    document["paths"] |= door_paths(DOORS)
    document.setdefault("components", {}).setdefault("schemas", {}).update(door_schemas())
