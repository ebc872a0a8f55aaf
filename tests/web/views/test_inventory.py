"""The inventory of many models: no visit waits for all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.model import ReplayClock
from watchkeeper.web.pages.inventory import inventory, sentence_of
from watchkeeper.web.site import Asked, Site
from watchkeeper.web.views.inventory import READ_AT_ONCE, Inventory, read_inventory

MODELS = READ_AT_ONCE + 4


def opened(folder: Path) -> Workspace:
    """Return a workspace with more models than a visit reads."""
    ws = wk.open(folder, clock=ReplayClock(datetime(2024, 3, 1, tzinfo=UTC)))
    for i in range(MODELS):
        ws.register(f"model {i:02d}", task="binary", positive="late")
        ws.deploy(f"model {i:02d}", version="1")
    return ws


def words(found: Inventory) -> list[tuple[str, str]]:
    """Return what is said of each model."""
    return [(line.model, line.verdict) for line in found.lines]


def test_the_first_visit_shows_all_models_and_reads_a_few(tmp_path: Path) -> None:
    """The others follow behind the page, and the next visit has them all."""
    with opened(tmp_path / "ws") as ws:
        site = Site(ws)

        first = read_inventory(site)
        site.behind.wait()
        second = read_inventory(site)

    assert (first.models, first.reading, first.unread) == (MODELS, 4, 4)
    assert len(first.lines) == len(second.lines) == MODELS
    assert sum(line.unread for line in first.lines) == 4
    assert (second.reading, second.unread) == (0, 0)
    assert {verdict for _, verdict in words(second)} == {
        "Collecting: 0 rows so far; set a baseline to have them judged."
    }


def test_news_of_many_models_show_as_before_until_they_are_read(tmp_path: Path) -> None:
    """What a page said last is said on, and the page says that there is more to come."""
    with opened(tmp_path / "ws") as ws:
        site = Site(ws)
        read_inventory(site)
        site.behind.wait()
        before = words(read_inventory(site))

        for i in range(MODELS):
            ws.deploy(f"model {i:02d}", version="2")
        during = read_inventory(site)
        page = inventory(site, Asked(path="/models"))
        site.behind.wait()
        after = read_inventory(site)

    assert words(during) == before
    assert (during.reading, during.unread) == (4, 0)
    assert page.data()["still_being_read"] in range(5)
    assert {line.version for line in after.lines} == {"2"}


def test_a_line_that_is_not_read_is_no_verdict(tmp_path: Path) -> None:
    """It is counted by itself, not among what cannot be judged."""
    with opened(tmp_path / "ws") as ws:
        lines = list(read_inventory(Site(ws)).lines)

    unread = [line for line in lines if line.unread]
    assert sentence_of(unread) == "4 models are being read."
    assert sentence_of(lines) == (
        "None of the 8 models read so far needs somebody; "
        "8 cannot be judged in full and 4 are still being read."
    )
