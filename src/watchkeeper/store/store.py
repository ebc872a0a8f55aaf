"""A workspace on disk: a lake, a catalog and a clock in one folder."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from watchkeeper.errors import StoreError
from watchkeeper.model.clock import Clock, SystemClock
from watchkeeper.store.catalog.catalog import Catalog
from watchkeeper.store.durable import make_folder, sync_file, sync_folder, write_file
from watchkeeper.store.identity import Identities
from watchkeeper.store.lake.lake import Lake
from watchkeeper.store.lake.schemas import TableSpec
from watchkeeper.store.lake.table import LakeTable
from watchkeeper.store.layout import Layout

CATALOG_FILE = "catalog.db"
CONFIG_FILE = "watchkeeper.toml"
INBOX_FILE = "inbox.db"
_INBOX = {INBOX_FILE, f"{INBOX_FILE}-wal", f"{INBOX_FILE}-shm"}
_OURS = {"lake", "baselines", CONFIG_FILE, "watchkeeper.schema.json", *_INBOX}
_WRITER_WAIT_S = 30.0


class Store:
    """Everything a workspace remembers. Open it with `Store.open`, close it when done."""

    def __init__(self, root: Path, catalog: Catalog, clock: Clock) -> None:
        self.root = root
        self.catalog = catalog
        self.clock = clock
        self.lake = Lake(root / "lake")
        self._identities: dict[tuple[str, str], Identities] = {}

    @classmethod
    def open(
        cls, path: str | Path, *, catalog: str | None = None, clock: Clock | None = None
    ) -> Store:
        """Open the workspace in the folder *path*; make it where there is none.

        It comes into being whole or not at all, also when two processes make it at once.

        Args:
            path: The folder.
            catalog: The URL of the catalog; by default a SQLite file in the folder.
            clock: What time it is; by default the system's.

        Raises:
            StoreError: the folder holds something else, or cannot be read or written.
        """
        if "://" in str(path):
            raise StoreError(f"{path} is not a folder", hint="a workspace is a local folder")
        root = Path(path).expanduser().resolve()
        if re.search("%[0-9A-Fa-f]{2}", str(root)):
            # Delta's kernel would decode it and look elsewhere.
            raise StoreError(f"{root} has a percent sign in its path", hint="rename the folder")
        try:
            _make_workspace(root)
        except OSError as error:
            raise StoreError(f"the workspace {root} cannot be written: {error.strerror}") from error
        opened = Catalog(catalog or _sqlite_url(root / CATALOG_FILE))
        return cls(root, opened, clock or SystemClock())

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the catalog. The lake needs no closing."""
        self.catalog.close()

    def table(self, model: str, spec: TableSpec) -> LakeTable:
        """Return a table of *model*."""
        return self.lake.table(model, spec)

    def made_table(self, model: str, spec: TableSpec) -> LakeTable:
        """Return a table of *model* that is the same for every model, made if it is not there."""
        table = self.table(model, spec)
        if not table.exists():
            table.create(spec.schema)
        return table

    def layout(self, model: str) -> Layout:
        """Return how the rows of *model* lie in the lake.

        Raises:
            NotFound: no model is called so.
        """
        fields = self.catalog.fields
        return Layout(
            self.catalog.models.get(model),
            fields.of(model, "features"),
            fields.of(model, "scores"),
        )

    @contextmanager
    def writer(self, model: str) -> Iterator[None]:
        """Be the one writer of *model* while the block runs.

        Raises:
            LeaseHeld: another live process writes; its name is in the message.
        """
        with self.catalog.leases.hold(f"writer/{model}", "a writer", wait_s=_WRITER_WAIT_S):
            yield

    def identities(self, table: LakeTable, key: tuple[str, ...]) -> Identities:
        """Return what this process remembers of the identities in *table*."""
        return self._identities.setdefault((str(table.path), table.spec.name), Identities(key))

    def save_baseline(self, model: str, baseline_id: str, content: bytes) -> None:
        """Keep the *content* of a baseline of *model*; a baseline never changes."""
        name = f"baselines/{baseline_id}.wkb"
        if not (self.root / name).exists():
            write_file(self.root / name, content)
        self.catalog.models.put_baseline(model, baseline_id, name, self.clock.now())

    def load_baseline(self, baseline_id: str) -> bytes:
        """Return the content of a baseline.

        Raises:
            NotFound: no baseline has that id.
            StoreError: its file is gone.
        """
        path = self.root / self.catalog.models.baseline_path(baseline_id)
        try:
            return path.read_bytes()
        except OSError as error:
            raise StoreError(f"the baseline {baseline_id} cannot be read: {error}") from error


def is_workspace(path: str | Path) -> bool:
    """Return whether the folder *path* holds a workspace."""
    return (Path(path).expanduser() / CATALOG_FILE).is_file()


def _sqlite_url(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _make_workspace(root: Path) -> None:
    if (root / CATALOG_FILE).is_file():
        return
    make_folder(root)
    foreign = [p.name for p in root.iterdir() if p.name not in _OURS and not p.name.startswith(".")]
    if foreign and not (root / CATALOG_FILE).is_file():
        raise StoreError(
            f"{root} is not a workspace and not empty (it holds {sorted(foreign)[0]!r})",
            hint="choose a new folder",
        )
    for name in ("lake", "baselines"):
        make_folder(root / name)
    draft = root / f".{CATALOG_FILE}.{uuid.uuid4().hex}"
    catalog = Catalog(_sqlite_url(draft))
    catalog.settings.put("workspace", uuid.uuid4().hex)
    catalog.close()
    sync_file(draft)
    try:
        # A link never replaces: the first of two makers wins, the other opens what it made.
        os.link(draft, root / CATALOG_FILE)
    except FileExistsError:
        pass
    finally:
        for rest in root.glob(f"{draft.name}*"):
            rest.unlink(missing_ok=True)
    sync_folder(root)
