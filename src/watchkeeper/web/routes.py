"""The pages as routes, each with its JSON twin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from watchkeeper.app.workspace import Workspace
from watchkeeper.errors import NotFound, WatchkeeperError
from watchkeeper.web.address import name_in
from watchkeeper.web.failure import log_failure
from watchkeeper.web.frame import frame
from watchkeeper.web.pages import PAGES, Page
from watchkeeper.web.respond import html, twin
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.static_files import serve_asset, serve_login_style
from watchkeeper.web.views.inventory import read_inventory
from watchkeeper.wire.cross_site import is_cross_site

MOST_FORM_BYTES = 64 * 1024

Send = Callable[[Request, Answer], Response]


def page_routes(
    workspace: Workspace,
    *,
    service_state: Callable[[], object] | None = None,
    read_ahead: bool = False,
) -> list[BaseRoute]:
    """Return every page of *workspace* as routes.

    Args:
        workspace: Read from several threads; what was read is kept until its tables move on.
        service_state: Says how the service itself is; `watchkeeper.web.views.service` shows
            any mapping or dataclass that it returns.
        read_ahead: Begin to read what the first visitor will be shown.
    """
    site = Site(workspace, service_state)
    if read_ahead:
        site.behind.ask("inventory", lambda: read_inventory(site))
    routes: list[BaseRoute] = [
        Route("/", _to_models, name="home"),
        Route("/static/login.css", serve_login_style, name="login.css"),
        Route("/static/{digest}/{name}", serve_asset, name="static"),
    ]
    for page in PAGES:
        methods = ["GET", "POST"] if page.form else ["GET"]
        routes += [
            Route(f"{page.path}.json", _endpoint(site, page, twin), name=f"{page.name}.json"),
            Route(page.path, _endpoint(site, page, html), methods=methods, name=page.name),
        ]
    return routes


def _to_models(request: Request) -> Response:
    return RedirectResponse("/models")


def _endpoint(site: Site, page: Page, send: Send) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        form = None
        if request.method == "POST":
            if is_cross_site(request.method, request.headers):
                return PlainTextResponse("refused: sent from another site\n", status_code=403)
            form = await _form(request)
            if form is None:
                return PlainTextResponse("refused: the form is too large\n", status_code=413)
        asked = Asked(
            path=request.scope.get("raw_path", b"").decode("ascii", "replace").partition("?")[0]
            or request.url.path,
            names={k: name_in(v) for k, v in request.path_params.items()},
            query=dict(request.query_params),
            form=form,
        )
        if send is twin:
            asked = Asked(
                path=asked.path.removesuffix(".json"), names=asked.names, query=asked.query
            )
        return await run_in_threadpool(lambda: _reply(site, page, asked, request, send))

    return endpoint


def _reply(site: Site, page: Page, asked: Asked, request: Request, send: Send) -> Response:
    """Return the page as a response; an error becomes a page of its own."""
    try:
        return send(request, page.view(site, asked))
    except WatchkeeperError as error:
        status = 404 if isinstance(error, NotFound) else 400
        return send(request, _failed(site, asked, status, error.message, error.hint))
    except Exception as error:
        log_failure("page", page.name, error)
        said = f"this page could not be made ({type(error).__name__})"
        return send(request, _failed(site, asked, 500, said, "the log of the server says more"))


def _failed(site: Site, asked: Asked, status: int, message: str, hint: str) -> Answer:
    title = {404: "Not found", 400: "Cannot be read"}.get(status, "Failed")
    context = frame(site, asked, title=title, here="", crumbs=[("Models", "/models")])
    said = {"error": message, "hint": hint}
    return Answer(
        template="failed.html",
        context=context | {"message": message, "hint": hint, "twin": ""},
        data=lambda: said,
        status=status,
    )


async def _form(request: Request) -> dict[str, str] | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_FORM_BYTES:
            return None
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
