"""Take a picture of every page of a workspace: both themes, wide and narrow.

python scripts/screenshots.py WORKSPACE [--out docs/screens] [--only inventory,model] [--keep]
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.web.address import feature_url, incident_url, model_url
from watchkeeper.web.routes import page_routes
from watchkeeper.web.site import Asked, Site
from watchkeeper.web.views.model_view import model_view

WIDTHS = (1440, 390)
THEMES = ("light", "dark")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def serving(workspace: Workspace) -> Iterator[str]:
    """Serve the pages of *workspace* while the block runs; give their address."""
    app = Starlette(routes=page_routes(workspace))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def pages(workspace: Workspace) -> dict[str, str]:
    """Return the pages worth a picture: name to path."""
    found = {"inventory": "/models", "incidents": "/incidents", "system": "/system"}
    for model in workspace.models()[:1]:
        for tab in ("", "drift", "data", "versions", "card"):
            found[f"model-{tab}" if tab else "model"] = model_url(model.name, tab)
        found |= {f"{k}-all": f"{found[k]}?range=all" for k in ("model", "model-drift")}
        view = model_view(Site(workspace), Asked(path="", names={"model": model.name}))
        loud = [f.subject for f in view.standing.loud if f.subject_kind == "feature"]
        for name in loud[:1]:
            found["feature"] = f"{feature_url(model.name, name)}?range=all"
    for incident in workspace.incidents()[:1]:
        found["incident"] = incident_url(incident.id)
        found["silence"] = f"{incident_url(incident.id)}/silence"
    return found


def shoot(browser: Browser, url: str, file: Path, width: int, theme: str) -> list[str]:
    """Save one picture; return what the console said."""
    scheme = "dark" if theme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto(url, wait_until="networkidle")
    page.set_viewport_size({"width": width, "height": page.evaluate("document.body.scrollHeight")})
    page.wait_for_selector(".plot.off", state="detached")
    page.screenshot(path=file, full_page=True, animations="disabled")
    context.close()
    return said


def main() -> None:
    """Take the pictures, and say what the console said."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/screens"))
    parser.add_argument("--only", default="", help="names of pages, separated by commas")
    parser.add_argument("--browser", default="", help="which Chromium; left out: playwright's")
    parser.add_argument("--width", type=int, choices=WIDTHS)
    parser.add_argument("--theme", choices=THEMES)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    wanted = set(filter(None, given.only.split(",")))
    with wk.open(given.workspace) as ws, serving(ws) as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=given.browser or None, args=ARGS)
        for name, path in pages(ws).items():
            if wanted and name not in wanted:
                continue
            for width in WIDTHS if given.width is None else (given.width,):
                for theme in THEMES if given.theme is None else (given.theme,):
                    file = given.out / f"{name}-{width}-{theme}.png"
                    said = shoot(browser, base + path, file, width, theme)
                    print(file, *said, sep="\n  ")
        browser.close()


if __name__ == "__main__":
    main()
