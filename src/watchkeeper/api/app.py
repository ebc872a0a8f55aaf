"""The application: resources, whatever routes are given, and the check before all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan

from watchkeeper import __version__
from watchkeeper.api import ROUTERS
from watchkeeper.api.access import Access
from watchkeeper.api.callers import Callers
from watchkeeper.api.document import DescribedApp
from watchkeeper.api.errors import PROBLEMS, add_error_handlers
from watchkeeper.api.gate import Gate
from watchkeeper.api.headers import SecurityHeaders
from watchkeeper.api.login import LOGIN_ROUTES
from watchkeeper.api.short_road import ShortRoad
from watchkeeper.app.evaluate import RunSummary
from watchkeeper.app.workspace import Workspace
from watchkeeper.wire.doors import PREFIX

Run = Callable[[datetime | None], RunSummary]

# Level 9 takes five times as long and saves a few percent.
_GZIP_LEVEL = 4
_GZIP_FROM_BYTES = 1_000

_DESCRIPTION = """
What a Watchkeeper workspace knows, and what can be told to it.

Times have a zone; NaN and infinity are null. Every error is `{"error", "hint"}`. Where the server
asks for tokens, send `Authorization: Bearer wk_...`.
"""


def create_app(
    workspace: Workspace,
    *,
    routes: Sequence[BaseRoute] = (),
    doors: Sequence[Route] = (),
    access: Access,
    described: Mapping[str, Any] | None = None,
    callers: Callers | None = None,
    lifespan: Lifespan[FastAPI] | None = None,
    run: Run | None = None,
) -> FastAPI:
    """Return the application on *workspace*.

    Args:
        workspace: What it stands on; routes find it as ``request.app.state.workspace``.
        routes: Further routes: pages, health. They too pass the check.
        doors: Routes that are asked most, by POST: they pass the check, and nothing else.
        access: Who may ask; `watchkeeper.api.access.require_safe_binding` knows.
        described: What the OpenAPI document says of *routes*: ``paths`` and ``components``.
        callers: Who remembers the tokens; left out: the workspace's own.
        lifespan: What starts and ends with it.
        run: Judges what is due; left out: the workspace does, here.
    """
    app = DescribedApp(
        title="Watchkeeper",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        # FastAPI's pages load their script from elsewhere.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.described = described or {}
    app.state.workspace = workspace
    app.state.run = run or _one_at_a_time(workspace)
    app.state.callers = callers or Callers(workspace.store.catalog.tokens)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX, responses=dict(PROBLEMS))
    app.router.routes.extend([*doors, *LOGIN_ROUTES, *routes])
    add_error_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_FROM_BYTES, compresslevel=_GZIP_LEVEL)
    app.add_middleware(ShortRoad, doors=doors)
    app.add_middleware(Gate, access=access, callers=app.state.callers)
    app.add_middleware(SecurityHeaders)
    return app


def _one_at_a_time(workspace: Workspace) -> Run:
    """Return the workspace's own run: what it remembers of streams is for one run at a time."""
    lock = threading.Lock()

    def run(until: datetime | None) -> RunSummary:
        with lock:
            return workspace.run(until)

    return run
