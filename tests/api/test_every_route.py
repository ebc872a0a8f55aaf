"""Every route of the application, asked by those who may and those who may not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from watchkeeper.api import ROUTERS
from watchkeeper.api.login import LOGIN_ROUTES
from watchkeeper.api.rules import RULES, needed
from watchkeeper.model.access import Scope
from watchkeeper.wire.doors import PREFIX

RESOURCES = [
    (method, PREFIX + route.path)
    for router in ROUTERS
    for route in router.routes
    for method in sorted(route.methods)
]
DOORS = [
    (method, f"/api/v1/models/{{model}}/{name}")
    for method, name in (("POST", "predictions"), ("POST", "labels"), ("POST", "operations"))
]
PAGES = [
    ("GET", "/"),
    ("GET", "/models/{model}"),
    ("GET", "/models/{model}.json"),
    ("GET", "/models/{model}/features/{feature}"),
    ("GET", "/incidents/{incident}"),
    ("POST", "/incidents/{incident}/acknowledge"),
    ("POST", "/incidents"),
    ("GET", "/jump"),
    ("GET", "/system"),
    ("GET", "/metrics"),
    ("GET", "/api/v1/openapi.json"),
]
CLOSED = [*RESOURCES, *DOORS, *PAGES]

each_route = pytest.mark.parametrize(("method", "path"), CLOSED, ids=lambda v: str(v))
WEAKER = {
    Scope.INGEST: Scope.WRITE,
    Scope.READ: Scope.INGEST,
    Scope.WRITE: Scope.READ,
    Scope.ADMIN: Scope.WRITE,
}


def filled(path: str, model: str = "flights") -> str:
    """Return *path* with values in the place of its names."""
    address = re.sub(r"\{\w+\}", "1", path.replace("{model}", model))
    return (
        f"{address}?model={model}" if path.endswith(("/series", "/api/v1/incidents")) else address
    )


@each_route
def test_every_route_has_its_row(method: str, path: str) -> None:
    """Nothing is reached by being forgotten, and nothing is closed by it either."""
    address, _, query = filled(path).partition("?")
    matching = [rule for rule in RULES if rule.match(method, address)]

    assert matching
    assert matching[0].scope is not None
    assert needed(method, address, query).scope is matching[0].scope


@each_route
def test_without_a_token_it_is_refused(shared: Any, method: str, path: str) -> None:
    """401, with the way to do it right."""
    reply = shared.ask(method, filled(path))

    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert set(reply.json()) == {"error", "hint"}


@each_route
def test_a_wrong_scope_is_refused(shared: Any, method: str, path: str) -> None:
    """403, and it says which scope is needed."""
    scope = needed(method, filled(path).partition("?")[0], "").scope
    reply = shared.ask(method, filled(path), shared.token(WEAKER[scope]))

    assert reply.status_code == 403
    assert reply.json()["error"] == f"this needs the scope {scope}"


@each_route
def test_the_token_of_another_model_is_refused(shared: Any, method: str, path: str) -> None:
    """Where no model is named, what is there is of all models; only the document is of none."""
    reply = shared.ask(method, filled(path), shared.token("admin", model="other"))

    assert reply.status_code == (200 if path.endswith("openapi.json") else 403)


@each_route
def test_a_revoked_and_an_expired_token_are_refused(shared: Any, method: str, path: str) -> None:
    """401 both; an expired one also while it is still remembered."""
    token_id, revoked = shared.make("admin")
    shared.ws.store.catalog.tokens.revoke(token_id, now=shared.clock.now())
    expired = shared.token("admin", expires_at=shared.clock.now() + timedelta(seconds=1))
    assert shared.ask("GET", "/models", expired).status_code == 200
    shared.clock.advance(shared.clock.now() + timedelta(seconds=1))

    for token in (revoked, expired, "wk_aaaaaaaa_" + "b" * 32, "nonsense", ""):
        reply = shared.ask(method, filled(path), token)
        assert reply.status_code == 401
        assert 'error="invalid_token"' in reply.headers["WWW-Authenticate"]


@each_route
def test_from_another_sites_page_it_is_refused(shared: Any, method: str, path: str) -> None:
    """A browser that is logged in does not change anything for another site."""
    tokens = shared.ws.store.catalog.tokens
    token, _ = tokens.create("browser", [Scope.ADMIN], now=shared.clock.now())
    session = tokens.open_session(token, now=shared.clock.now())
    cookie = {"Cookie": f"watchkeeper={session}"}

    for sign in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        reply = shared.ask(method, filled(path), headers=cookie | sign)
        if method == "GET":
            assert reply.status_code not in (401, 403)
        else:
            assert reply.status_code == 403
            assert "another site" in reply.json()["error"]
    reply = shared.ask(method, filled(path), headers=cookie | {"Sec-Fetch-Site": "same-origin"})
    assert reply.status_code not in (401, 403)


@each_route
def test_the_right_token_passes(shared: Any, method: str, path: str) -> None:
    """With just the scope that is needed, for all models, and for this one where it is named."""
    address, _, query = filled(path).partition("?")
    wanted = needed(method, address, query)
    tokens = [shared.token(wanted.scope)]
    if wanted.models:
        tokens.append(shared.token(wanted.scope, model="flights"))

    for token in tokens:
        reply = shared.ask(method, filled(path), token)
        assert reply.status_code not in (401, 403, 500)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/login"), ("GET", "/static/app.css")],
)
def test_what_is_open_to_everybody(shared: Any, method: str, path: str) -> None:
    """Health, the form to log in, and the looks of the pages."""
    assert shared.ask(method, path).status_code == 200


def test_a_route_without_a_row_is_for_admins(shared: Any) -> None:
    """Whoever forgets the row finds the route closed, not open."""
    assert shared.ask("POST", "/forgotten").status_code == 401
    assert shared.ask("POST", "/forgotten", shared.token("write")).status_code == 403
    assert shared.ask("POST", "/forgotten", shared.token("admin", model="other")).status_code == 403
    assert shared.ask("POST", "/forgotten", shared.token("admin")).status_code == 200


def test_the_login_routes_are_the_only_others() -> None:
    """They are open, so that one can log in."""
    assert {(m, r.path) for r in LOGIN_ROUTES for m in r.methods or ()} == {
        ("GET", "/login"),
        ("HEAD", "/login"),
        ("POST", "/login"),
        ("POST", "/logout"),
    }
    assert all(
        needed(method, route.path, "").scope is None
        for route in LOGIN_ROUTES
        for method in route.methods or ()
    )
