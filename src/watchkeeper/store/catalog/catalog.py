"""The catalog of a workspace: everything small that is not a row of the lake."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import URL, Connection

from watchkeeper.store.catalog.changes import ChangeLog
from watchkeeper.store.catalog.clients import Clients
from watchkeeper.store.catalog.counters import Counters
from watchkeeper.store.catalog.database import Database
from watchkeeper.store.catalog.evaluations import Evaluations
from watchkeeper.store.catalog.fields import Fields
from watchkeeper.store.catalog.incidents import Incidents
from watchkeeper.store.catalog.leases import Leases
from watchkeeper.store.catalog.migrate import migrate
from watchkeeper.store.catalog.models import Models
from watchkeeper.store.catalog.outbox import Outbox
from watchkeeper.store.catalog.settings import Settings
from watchkeeper.store.catalog.silences import Silences
from watchkeeper.store.catalog.tokens import Tokens


class Catalog:
    """The catalog at a database URL, brought to the newest schema on opening.

    Each part is one idea: ``models``, ``fields``, ``leases``, ``evaluations``, ``changes``,
    ``counters``, ``clients``, ``settings``, ``incidents``, ``silences``, ``outbox``, ``tokens``.
    Times are UTC; those of leases and tokens are the system clock's.

    Raises:
        StoreError: the database cannot be opened, or a newer release wrote it.
    """

    def __init__(self, url: str | URL) -> None:
        self._database = Database(url)
        self._fleeting = Database(url, durable=False)
        migrate(self._database)
        self.models = Models(self._database)
        self.fields = Fields(self._database)
        self.leases = Leases(self._fleeting)
        self.evaluations = Evaluations(self._database)
        self.changes = ChangeLog(self._database)
        self.counters = Counters(self._database)
        self.clients = Clients(self._database)
        self.settings = Settings(self._database)
        self.incidents = Incidents(self._database)
        self.silences = Silences(self._database)
        self.outbox = Outbox(self._database)
        self.tokens = Tokens(self._database)

    def read(self) -> AbstractContextManager[Connection]:
        """Open one transaction over several parts that sees one state of them."""
        return self._database.read()

    def write(self) -> AbstractContextManager[Connection]:
        """Open one transaction over several parts; nobody else writes beside it."""
        return self._database.write()

    def close(self) -> None:
        """Close every connection."""
        self._database.close()
        self._fleeting.close()
