"""``watchkeeper tokens``."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watchkeeper.cli.opened import opened
from watchkeeper.cli.options import Json, WorkspaceFolder
from watchkeeper.cli.output import note, print_json, print_rich
from watchkeeper.errors import ConfigError
from watchkeeper.model.access import Scope, Token
from watchkeeper.model.clock import SystemClock

if TYPE_CHECKING:
    from rich.table import Table

    from watchkeeper.store.catalog.catalog import Catalog


class Action(StrEnum):
    """What to do with tokens."""

    CREATE = "create"
    LIST = "list"
    REVOKE = "revoke"


def tokens(
    action: Annotated[Action, typer.Argument(help="Make one, list all, or end one.")],
    token: Annotated[
        str | None, typer.Argument(metavar="ID", help="Which one to revoke, by its id.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who or what gets the new one.")
    ] = None,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What the new one allows; may be given more than once."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="MODEL", help="For this model only; else for all.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=3650, help="When the new one expires, in days; else never."),
    ] = None,
    workspace: WorkspaceFolder = Path("watch"),
    json: Json = False,
) -> int:
    """Make, list and revoke the tokens that the server asks for.

    The scope write includes read, admin includes everything. A new token is printed once: only
    its hash is kept. A server that is started while there is any token asks everybody for one;
    to be reached from other machines it needs one for all models with the scope admin. It takes
    up to 5 seconds to notice a revoked one.
    """
    now = SystemClock().now()
    with opened(workspace) as there:
        catalog = there.store.catalog
        if action is Action.CREATE:
            is_first = not catalog.tokens.in_use()
            expires_at = None if days is None else now + timedelta(days=days)
            made, secret = _create(catalog, name, scope, model, expires_at, now)
            _print_new(made, secret, now, as_json=json)
            if is_first:
                note("a server that runs already asks for tokens once it is started again")
        elif action is Action.REVOKE:
            ended = _revoke(catalog, token, now)
            if json:
                print_json(_plain(ended, now))
            else:
                typer.echo(f"revoked {ended.id} ({ended.name})")
        else:
            _print_all(catalog.tokens.all(), now, as_json=json)
    return 0


def _create(
    catalog: Catalog,
    name: str | None,
    scopes: list[Scope] | None,
    model: str | None,
    expires_at: datetime | None,
    now: datetime,
) -> tuple[Token, str]:
    if not name or not scopes:
        raise ConfigError(
            "a token needs a name and at least one scope",
            hint="watchkeeper tokens create --name airport-service --scope ingest",
        )
    if model is not None:
        catalog.models.get(model)
    return catalog.tokens.create(name, scopes, now=now, model=model, expires_at=expires_at)


def _revoke(catalog: Catalog, token_id: str | None, now: datetime) -> Token:
    if token_id is None:
        raise ConfigError(
            "which token to revoke is not said", hint="watchkeeper tokens list shows the ids"
        )
    return catalog.tokens.revoke(token_id, now=now)


def _print_new(token: Token, secret: str, now: datetime, *, as_json: bool) -> None:
    if as_json:
        print_json(_plain(token, now) | {"token": secret})
    else:
        typer.echo(secret)
    note("this is shown once; keep it where secrets are kept")


def _print_all(found: tuple[Token, ...], now: datetime, *, as_json: bool) -> None:
    if as_json:
        print_json([_plain(token, now) for token in found])
    elif found:
        print_rich(_table(found, now))
    else:
        note("there are no tokens: the server is open, on this machine only")


def _table(found: tuple[Token, ...], now: datetime) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in ("id", "name", "scopes", "model", "state", "last used"):
        table.add_column(head)
    for token in found:
        used = "never" if token.last_used_at is None else f"{token.last_used_at:%Y-%m-%d %H:%M}"
        cells = (token.id, token.name, ", ".join(token.scopes), token.model or "all")
        table.add_row(*(Text(cell) for cell in (*cells, _state(token, now), used)))
    return table


def _state(token: Token, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at is None:
        return "valid"
    return f"{'valid until' if token.is_live(now) else 'expired'} {token.expires_at:%Y-%m-%d}"


def _plain(token: Token, now: datetime) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": list(token.scopes),
        "model": token.model,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "revoked_at": token.revoked_at,
        "valid": token.is_live(now),
    }
