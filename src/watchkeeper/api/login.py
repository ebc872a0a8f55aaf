"""The two addresses of a browser that every server has: logging in and out."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from watchkeeper.api.body import refuse_larger
from watchkeeper.api.callers import Callers, cookie_name, session_of

_MOST_BYTES = 4_096

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in · Watchkeeper</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/login.css">
</head>
<body class="login">
<main>
<h1>Watchkeeper</h1>
{problem}
<form method="post" action="/login">
<input type="hidden" name="next" value="{next}">
<p><label for="token">Access token</label></p>
<p><input id="token" name="token" type="password" autocomplete="current-password"
 placeholder="wk_…" required autofocus></p>
<p><button type="submit">Log in</button></p>
</form>
<p>An administrator makes one with <code>watchkeeper tokens create</code>.</p>
</main>
</body>
</html>
"""
_PROBLEM = '<p role="alert">This token is not valid: mistyped, revoked or expired.</p>'


async def show_login(request: Request) -> Response:
    """Show the form."""
    return _page(_next(request.query_params.get("next", "")))


async def log_in(request: Request) -> Response:
    """Take a token, give a cookie, and lead to where the browser wanted to go."""
    form = await _form(request)
    callers = _callers(request)
    now = callers.now()
    token = await run_in_threadpool(callers.tokens.verify, form.get("token", ""), now=now)
    where = _next(form.get("next", ""))
    if token is None:
        return _page(where, _PROBLEM, status=401)
    secret = await run_in_threadpool(callers.tokens.open_session, token, now=now)
    reply = RedirectResponse(where, 303)
    scheme = request.scope["scheme"]
    reply.set_cookie(
        cookie_name(scheme),
        secret,
        path="/",
        secure=scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return reply


async def log_out(request: Request) -> Response:
    """Forget the browser's session here and there."""
    scheme = request.scope["scheme"]
    secret = session_of(request.headers, scheme)
    if secret is not None:
        callers = _callers(request)
        # Forgotten last: a request in between would bring it back.
        await run_in_threadpool(callers.tokens.close_session, secret)
        callers.forget_session(secret)
    reply = RedirectResponse("/login", 303)
    reply.delete_cookie(
        cookie_name(scheme), path="/", secure=scheme == "https", httponly=True, samesite="lax"
    )
    return reply


LOGIN_ROUTES: tuple[Route, ...] = (
    Route("/login", show_login, methods=["GET"], name="login"),
    Route("/login", log_in, methods=["POST"], name="log_in"),
    Route("/logout", log_out, methods=["POST"], name="log_out"),
)


def _callers(request: Request) -> Callers:
    found: Callers = request.app.state.callers
    return found


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        refuse_larger(len(body), _MOST_BYTES)
    given = parse_qs(body.decode("utf-8", "replace"))
    return {name: values[-1].strip() for name, values in given.items()}


def _next(wanted: str) -> str:
    # Only a path of this server: browsers read // and a backslash as the start of a host.
    safe = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if safe and wanted.isprintable() else "/"


def _page(where: str, problem: str = "", *, status: int = 200) -> Response:
    return HTMLResponse(_PAGE.format(next=escape(where), problem=problem), status)
