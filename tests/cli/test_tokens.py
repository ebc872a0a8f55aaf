"""``watchkeeper tokens``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from watchkeeper.app.workspace import open_workspace
from watchkeeper.model.access import Scope
from watchkeeper.model.clock import SystemClock


def test_a_new_token_is_printed_once_and_works(cli: Any, watch: Path) -> None:
    """Alone on stdout, so that a script can take it."""
    made = cli("tokens", "create", "-w", watch, "--name", "gate", "--scope", "ingest")
    secret = made.out.strip()

    assert (made.code, made.out.count("\n")) == (0, 1)
    assert "shown once" in made.err
    with open_workspace(watch) as there:
        token = there.store.catalog.tokens.verify(secret, now=SystemClock().now())
    assert token is not None
    assert (token.name, token.scopes, token.model) == ("gate", (Scope.INGEST,), None)
    listed = cli("tokens", "list", "-w", watch)
    assert token.id in listed.out
    assert secret not in listed.out
    assert secret not in cli("tokens", "list", "-w", watch, "--json").out


def test_a_token_may_be_for_one_model_and_expire(cli: Any, watch: Path) -> None:
    """Both are shown in the list."""
    options = ("--name", "ci", "--scope", "write", "--scope", "ingest")
    made = cli(
        "tokens", "create", "-w", watch, *options, "--model", "flights", "--days", 7, "--json"
    )
    told = json.loads(made.out)

    assert told["token"].startswith(f"wk_{told['id']}_")
    assert (told["scopes"], told["model"], told["valid"]) == (["ingest", "write"], "flights", True)
    (listed,) = json.loads(cli("tokens", "list", "-w", watch, "--json").out)
    assert listed == {name: value for name, value in told.items() if name != "token"}
    assert "valid until" in cli("tokens", "list", "-w", watch).out


def test_a_revoked_token_stays_in_the_list(cli: Any, watch: Path) -> None:
    """So that it can be seen that it is."""
    made = cli("tokens", "create", "-w", watch, "--name", "me", "--scope", "admin", "--json")
    token_id = json.loads(made.out)["id"]
    revoked = cli("tokens", "revoke", token_id, "-w", watch)

    assert (revoked.code, revoked.out) == (0, f"revoked {token_id} (me)\n")
    assert "revoked" in cli("tokens", "list", "-w", watch).out
    assert not json.loads(cli("tokens", "list", "-w", watch, "--json").out)[0]["valid"]


def test_without_tokens_it_says_what_that_means(cli: Any, watch: Path) -> None:
    """The server is open, here only."""
    run = cli("tokens", "list", "-w", watch)

    assert (run.code, run.out) == (0, "")
    assert "open" in run.err


def test_what_is_missing_or_unknown_is_told(cli: Any, watch: Path) -> None:
    """2, and how to say it right."""
    for arguments, says in (
        (("create",), "needs a name and at least one scope"),
        (("create", "--name", "x", "--scope", "read", "--model", "flihgts"), "'flights'"),
        (("create", "--name", "x", "--scope", "all"), "'ingest', 'read', 'write', 'admin'"),
        (("revoke",), "which token"),
        (("revoke", "abc"), "no token has the id 'abc'"),
        (("destroy",), "destroy"),
    ):
        run = cli("tokens", *arguments, "-w", watch)
        assert (run.code, run.out) == (2, "")
        assert says in run.err
