"""API tokens and browser sessions: only their hashes rest here."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from watchkeeper.errors import DiskError, NotFound, closest
from watchkeeper.model.access import Scope, Token
from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database

#: A browser that was idle for longer logs in again.
SESSION_IDLE = timedelta(hours=12)
_USE_NOTED_EVERY = timedelta(minutes=1)
_ID_LETTERS = string.ascii_lowercase + string.digits
_SECRET_LETTERS = string.ascii_letters + string.digits
_FORM = re.compile(r"wk_([a-z0-9]{8})_[A-Za-z0-9]{32}", re.ASCII)


class Tokens:
    """Who may ask what. Times are the system clock's, also in a workspace that is replayed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        name: str,
        scopes: Iterable[Scope],
        *,
        now: datetime,
        model: str | None = None,
        expires_at: datetime | None = None,
    ) -> tuple[Token, str]:
        """Make a token; return it, and the secret text that only its holder keeps."""
        token = Token(
            id=_random(_ID_LETTERS, 8),
            name=name,
            scopes=tuple(sorted(set(scopes), key=list(Scope).index)),
            model=model,
            created_at=now,
            expires_at=expires_at,
        )
        secret = f"wk_{token.id}_{_random(_SECRET_LETTERS, 32)}"
        row = {
            "id": token.id,
            "hash": _hash(secret),
            "name": name,
            "scopes": " ".join(token.scopes),
            "model": model,
            "created_at": now,
            "expires_at": expires_at,
        }
        with self._database.write() as connection:
            connection.execute(insert(tables.token).values(**row))
        return token, secret

    def all(self) -> tuple[Token, ...]:
        """Return every token, also revoked ones, oldest first."""
        order = (tables.token.c.created_at, tables.token.c.id)
        with self._database.read() as connection:
            rows = connection.execute(select(tables.token).order_by(*order)).mappings().all()
        return tuple(_token(row) for row in rows)

    def revoke(self, token_id: str, *, now: datetime) -> Token:
        """End a token and the sessions that came from it; said twice, the first time stands.

        Raises:
            NotFound: no token has that id.
        """
        mine = tables.token.c.id == token_id
        with self._database.write() as connection:
            live = mine & tables.token.c.revoked_at.is_(None)
            connection.execute(update(tables.token).where(live).values(revoked_at=now))
            connection.execute(delete(tables.session).filter_by(token_id=token_id))
            row = connection.execute(select(tables.token).where(mine)).mappings().one_or_none()
        if row is None:
            known = [token.id for token in self.all()]
            raise NotFound(f"no token has the id {token_id!r}", hint=closest(token_id, known))
        return _token(row)

    def verify(self, secret: str, *, now: datetime) -> Token | None:
        """Return the live token whose text is *secret*; None for any other text.

        That it was used is noted at most once a minute.
        """
        form = _FORM.fullmatch(secret)
        if form is None:
            return None
        with self._database.read() as connection:
            found = connection.execute(select(tables.token).filter_by(id=form[1]))
            row = found.mappings().one_or_none()
        if row is None or not hmac.compare_digest(row["hash"], _hash(secret)):
            return None
        token = _token(row)
        if not token.is_live(now):
            return None
        self._note_use(token, now)
        return token

    def has_admin(self, now: datetime) -> bool:
        """Return whether a live token may do everything, for every model."""
        return any(t.is_live(now) and t.model is None and t.allows(Scope.ADMIN) for t in self.all())

    def in_use(self) -> bool:
        """Return whether there is a token that nobody has revoked; it may have expired."""
        return any(token.revoked_at is None for token in self.all())

    # -- browsers -------------------------------------------------------------------------

    def open_session(self, token: Token, *, now: datetime) -> str:
        """Return the secret of a new session for the holder of *token*."""
        secret = secrets.token_urlsafe(32)
        row = {"hash": _hash(secret), "token_id": token.id, "created_at": now, "last_used_at": now}
        with self._database.write() as connection:
            _forget_idle(connection, now)
            connection.execute(insert(tables.session).values(**row))
        return secret

    def of_session(self, secret: str, *, now: datetime) -> Token | None:
        """Return the live token behind a session; None when it is idle for 12 hours, or unknown."""
        session, token = tables.session, tables.token
        query = select(token, session.c.last_used_at.label("seen")).join_from(session, token)
        with self._database.read() as connection:
            found = connection.execute(query.where(session.c.hash == _hash(secret)))
            row = found.mappings().one_or_none()
        if row is None or row["seen"] < now - SESSION_IDLE:
            return None
        behind = _token(row)
        if not behind.is_live(now):
            return None
        if row["seen"] < now - _USE_NOTED_EVERY:
            self._touch_session(secret, now)
            self._note_use(behind, now)
        return behind

    def close_session(self, secret: str) -> None:
        """Forget a session."""
        with self._database.write() as connection:
            connection.execute(delete(tables.session).filter_by(hash=_hash(secret)))

    def forget_sessions(self, now: datetime) -> int:
        """Forget the sessions that are over; return how many."""
        with self._database.write() as connection:
            return _forget_idle(connection, now)

    def _touch_session(self, secret: str, now: datetime) -> None:
        mine = tables.session.c.hash == _hash(secret)
        with suppress(DiskError), self._database.write() as connection:
            connection.execute(update(tables.session).where(mine).values(last_used_at=now))

    def _note_use(self, token: Token, now: datetime) -> None:
        if token.last_used_at is not None and now < token.last_used_at + _USE_NOTED_EVERY:
            return
        mine = tables.token.c.id == token.id
        # On a full disk whoever has a token must still get in.
        with suppress(DiskError), self._database.write() as connection:
            connection.execute(update(tables.token).where(mine).values(last_used_at=now))


def _forget_idle(connection: Connection, now: datetime) -> int:
    idle = tables.session.c.last_used_at < now - SESSION_IDLE
    return connection.execute(delete(tables.session).where(idle)).rowcount


def _random(letters: str, length: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def _hash(secret: str) -> str:
    # No salt and no slow hash: 32 random letters cannot be guessed.
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: RowMapping) -> Token:
    return Token(
        id=row["id"],
        name=row["name"],
        scopes=tuple(Scope(scope) for scope in row["scopes"].split()),
        model=row["model"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        last_used_at=row["last_used_at"],
        revoked_at=row["revoked_at"],
    )
