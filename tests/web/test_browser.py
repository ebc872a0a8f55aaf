"""The pages in a real browser: keys, themes, and whether everybody can read them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.model.access import Scope
from watchkeeper.model.clock import SystemClock
from watchkeeper.web.address import feature_url
from watchkeeper.web.routes import page_routes

AXE = Path(__file__).parents[1] / "data" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATHS = (
    "/models",
    "/models/flights?range=30d",
    "/models/flights/drift",
    "/models/flights/data",
    "/models/flights/versions",
    "/models/flights/operations",
    "/models/unlabelled/operations",
    "/models/flights/card",
    "/models/unlabelled",
    "/models/silent",
    feature_url("flights", "x"),
    "/incidents",
    "/incidents/1",
    "/incidents/1/silence",
    "/incidents?tab=resolved",
    "/system",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture
def address(handled: Workspace) -> Iterator[str]:
    """Serve the pages of a workspace that may be acted upon; return where."""
    app = Starlette(routes=page_routes(handled))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def service(folder: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Run the real server on a copy of the workspace; give its address and a token for it."""
    shutil.copytree(folder, tmp_path / "watch")
    with wk.open(tmp_path / "watch") as ws:
        now = SystemClock().now()
        _, token = ws.store.catalog.tokens.create("browser", [Scope.ADMIN], now=now)
    command = [sys.executable, "-m", "watchkeeper", "serve", "-w", str(tmp_path / "watch")]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=log, text=True
        )
    with process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, (tmp_path / "log").read_text()
        yield address, token
        process.terminate()


@pytest.fixture(scope="module")  # its loop runs in this thread: other files have their own
def browser() -> Iterator[Browser]:
    """Return a Chromium."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield started
        started.close()


class Watched:
    """A page, with all that it asked for and complained of."""

    def __init__(self, browser: Browser, **more: Any) -> None:
        self.context = browser.new_context(**more)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def outside(self, address: str) -> list[str]:
        """Return the requests that went elsewhere."""
        return [url for url in self.asked if not url.startswith((address, "data:", "blob:"))]

    def serious(self) -> list[tuple[str, str, int]]:
        """Return what axe finds serious on the page once its charts are drawn."""
        self.drawn()
        self.page.add_script_tag(path=AXE)
        seen = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            (v["id"], v["nodes"][0]["html"][:160], len(v["nodes"]))
            for v in seen["violations"]
            if v["impact"] in ("serious", "critical")
        ]

    def arrived(self, url: str) -> None:
        """Wait until the page at *url* is there; note what axe finds serious."""
        self.page.wait_for_url(url)
        self.said += [f"{url}: {found}" for found in self.serious()]

    def drawn(self) -> None:
        """Wait until every chart in view is drawn."""
        self.page.set_viewport_size({"width": self.page.viewport_size["width"], "height": 6000})
        self.page.wait_for_selector(".plot.off", state="detached")


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Return a watched page on a wide screen."""
    found = Watched(browser, viewport={"width": 1440, "height": 900})
    yield found
    found.context.close()


def jump(page: Page, words: str) -> None:
    """Go to a place through the palette."""
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette li a")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_the_whole_way_by_keyboard(browser: Browser, service: tuple[str, str], fault: int) -> None:
    """Log in, inventory, model, feature, incident, acknowledge, silence: no mouse, no complaint.

    On the real server; axe looks at every page on the way.
    """
    address, token = service
    watched = Watched(browser, viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page, keys = watched.page, watched.page.keyboard
    page.goto(f"{address}/models")
    watched.arrived("**/login*")
    keys.type(token)
    keys.press("Enter")
    watched.arrived("**/models")
    keys.press("j")
    keys.press("Enter")
    watched.arrived("**/models/flights")
    jump(page, "x feature")
    watched.arrived("**/models/flights/features/x")
    keys.press("u")
    page.wait_for_url("**/models/flights")
    jump(page, f"INC-{fault} x")
    watched.arrived(f"**/incidents/{fault}")
    keys.press("a")
    keys.type("Ann")
    keys.press("Enter")
    page.wait_for_selector("text=taken by")
    keys.press("s")
    watched.arrived("**/silence")
    keys.press("s")  # the name is remembered
    page.wait_for_selector("text=quiet until")
    watched.context.close()

    assert watched.said == []
    assert watched.outside(address) == []


def test_the_theme_is_switched_by_a_key_and_kept(watched: Watched, address: str) -> None:
    """The next page has it from the start."""
    page = watched.page
    page.goto(f"{address}/models")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.keyboard.press("t")
    dark = page.evaluate(ground)
    page.goto(f"{address}/system")

    assert light != dark
    assert page.evaluate(ground) == dark


def test_the_stretch_of_time_moves_by_keys(watched: Watched, address: str) -> None:
    """Back and forth, and the address says where."""
    page = watched.page
    page.goto(f"{address}/models/flights?range=7d")
    page.keyboard.press("[")
    page.wait_for_url("**from=2024-02-08*")
    page.keyboard.press("]")
    page.wait_for_url("**from=2024-02-15*")


def test_the_filter_hides_rows_and_the_keys_skip_them(watched: Watched, address: str) -> None:
    """Type, leave, move, open."""
    page = watched.page
    page.goto(f"{address}/models")
    page.keyboard.press("/")
    page.keyboard.type("unlab")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/models/unlabelled")


def test_pages_work_without_script(browser: Browser, address: str) -> None:
    """Plain links and forms: an incident can be taken."""
    found = Watched(browser, java_script_enabled=False)
    page = found.page
    page.goto(f"{address}/incidents")
    page.click("text=x of flights")
    page.fill("#by-a", "Ann")
    page.click("button:has-text('Acknowledge')")
    page.wait_for_selector("text=taken by")
    found.context.close()


@pytest.mark.parametrize(
    ("width", "theme", "paths"),
    [
        (1440, "light", PATHS[::2]),
        (390, "dark", PATHS[1::2]),
        pytest.param(1440, "dark", PATHS, marks=pytest.mark.slow),
        pytest.param(390, "light", PATHS, marks=pytest.mark.slow),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_everybody_can_read_every_page(
    browser: Browser, address: str, width: int, theme: str, paths: tuple[str, ...]
) -> None:
    """axe finds nothing serious, the console is silent, nothing sticks out to the side."""
    found = Watched(
        browser,
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    bad: dict[str, Any] = {}
    for path in paths:
        found.page.goto(address + path)
        serious = found.serious()
        wide = found.page.evaluate("document.documentElement.scrollWidth") > width
        if serious or wide:
            bad[path] = (serious, wide)
    outside = found.outside(address)
    found.context.close()

    assert bad == {}
    assert found.said == []
    assert outside == []
