"""The application of the service: API, doors, pages, health, metrics and the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan

from watchkeeper.api import ROUTERS
from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app
from watchkeeper.api.doors import door_paths, door_routes, door_schemas
from watchkeeper.app.ingest.service_state import service_state
from watchkeeper.app.workspace import Workspace
from watchkeeper.serve.clock import clock_routes
from watchkeeper.serve.counts import Counts
from watchkeeper.serve.health import health_routes
from watchkeeper.serve.judge_now import judge_now
from watchkeeper.serve.metrics import metrics_route
from watchkeeper.serve.request_log import RequestLog
from watchkeeper.store.inbox import GroupCommit
from watchkeeper.web.routes import page_routes
from watchkeeper.wire.doors import PREFIX


def service_app(
    workspace: Workspace,
    inbox: GroupCommit,
    *,
    access: Access,
) -> ASGIApp:
    """Return everything that the server answers.

    Args:
        workspace: What it stands on.
        inbox: Where the doors keep requests; closed when the application ends.
        access: Who may ask.
    """
    counts = Counts()
    store = workspace.store
    app = create_app(
        workspace,
        access=access,
        doors=door_routes(store, inbox, counted=counts.records),
        routes=[
            *health_routes(store, inbox),
            *clock_routes(store),
            metrics_route(workspace, counts),
            *page_routes(workspace, service_state=partial(service_state, store), read_ahead=True),
        ],
        described={"paths": door_paths(), "components": {"schemas": door_schemas()}},
        lifespan=_closing(inbox),
        run=partial(judge_now, store),
    )
    return RequestLog(app, _paths(app), counts)


def _paths(app: FastAPI) -> dict[object, str]:
    """Return the path of what answers, for every route."""
    # FastAPI keeps what routers hold out of the application's own list.
    resources = [(PREFIX, router.routes) for router in ROUTERS]
    return {
        route.endpoint: before + route.path
        for before, routes in [*resources, ("", app.routes)]
        for route in routes
        if isinstance(route, Route)
    }


def _closing(inbox: GroupCommit) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        inbox.close()

    return lifespan
