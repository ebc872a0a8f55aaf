"""A workspace is there whole, or not at all."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from watchkeeper.errors import LeaseHeld, NotFound, StoreError
from watchkeeper.model import ReplayClock, SystemClock
from watchkeeper.store import Store, is_workspace


def test_it_is_made_once_and_opened_after(tmp_path: Path) -> None:
    """Its id stays; nothing is left over from the making."""
    path = tmp_path / "deep" / "watch"
    assert not is_workspace(path)
    with Store.open(path) as made:
        name = made.catalog.settings.get("workspace")
        assert isinstance(made.clock, SystemClock)
    with Store.open(str(path)) as opened:
        assert opened.catalog.settings.get("workspace") == name
    assert is_workspace(path)
    assert {p.name for p in path.iterdir() if not p.name.startswith("catalog.db-")} == {
        "baselines",
        "catalog.db",
        "lake",
    }


def test_two_makers_get_one_workspace(tmp_path: Path) -> None:
    """At the same moment, ten times."""
    for round_ in range(10):
        assert len(set(made_twice(tmp_path / str(round_)))) == 1


def made_twice(path: Path) -> list[str | None]:
    start = threading.Barrier(2)

    def make(_: int) -> str | None:
        start.wait()
        with Store.open(path) as store:
            return store.catalog.settings.get("workspace")

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(make, range(2)))


def test_a_making_that_was_cut_short_is_taken_up(tmp_path: Path) -> None:
    """Folders without a catalog; a settings file may be there before."""
    (tmp_path / "lake").mkdir()
    (tmp_path / ".catalog.db.123").touch()
    (tmp_path / "watchkeeper.toml").touch()
    with Store.open(tmp_path):
        assert is_workspace(tmp_path)


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    """It names what it found, and leaves it alone."""
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(
        StoreError, match=r"not a workspace and not empty \(it holds 'thesis.doc'\)"
    ):
        Store.open(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    """A file, a URL, a path that Delta cannot open."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        Store.open(tmp_path / "file")
    with pytest.raises(StoreError, match="is not a folder"):
        Store.open("s3://bucket/watch")
    with pytest.raises(StoreError, match="percent sign"):
        Store.open(tmp_path / "a%20b")


def test_a_catalog_may_lie_elsewhere(tmp_path: Path, clock: ReplayClock) -> None:
    """Then the folder's own is not used."""
    with Store.open(tmp_path / "w", catalog=f"sqlite:///{tmp_path}/other.db", clock=clock) as store:
        store.catalog.settings.put("k", "v")
    assert (tmp_path / "other.db").stat().st_size > 0
    with Store.open(tmp_path / "w") as plain:
        assert plain.catalog.settings.get("k") is None


def test_baselines_are_kept_and_never_changed(store: Store) -> None:
    """The first content of an id stays."""
    store.save_baseline("m", "b1", b"content")
    store.save_baseline("m", "b1", b"other")
    assert store.load_baseline("b1") == b"content"
    with pytest.raises(NotFound, match="'b2'"):
        store.load_baseline("b2")
    (store.root / "baselines" / "b1.wkb").unlink()
    with pytest.raises(StoreError, match="baseline b1 cannot be read"):
        store.load_baseline("b1")


def test_one_writer_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told, after a while."""
    monkeypatch.setattr("watchkeeper.store.store._WRITER_WAIT_S", 0.05)
    with Store.open(store.root) as other, store.writer("m"):
        with pytest.raises(LeaseHeld, match="writer/m"), other.writer("m"):
            pass
        with other.writer("another"):
            pass
