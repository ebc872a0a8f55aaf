"""Take the pictures in docs/screens: every page of the demo's workspace, by the real server.

python scripts/screenshots.py WORKSPACE [--out docs/screens] [--only model,incident]
                              [--browser FILE] [--width 1440] [--theme light]

The workspace is copied first: the server writes into it. Pictures are WebP, cut where a page is
very long, and hold nothing that tells which machine took them.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.web.address import feature_url, incident_url, model_url

TALLEST = {1440: 1500, 390: 1900}
QUALITY = 82
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# The page of the system names the operating system, and the machine in its leases.
ANONYMOUS = r"""() => document.querySelectorAll(".check p").forEach(p => {
    p.textContent = p.textContent
        .replace(/ on Linux-\S+/, " on Linux.").replace(/process .+?\)/, "a process)");
})"""


class Picture(NamedTuple):
    """A page as it is taken."""

    name: str
    path: str
    width: int = 1440
    theme: str = "light"


def pictures(workspace: Workspace) -> list[Picture]:
    """Return the pages worth a picture; the fault of the demo is where it is looked for first."""
    model = workspace.models()[0].name
    found = [
        Picture("inventory", "/models"),
        Picture("model", model_url(model)),
        Picture("drift", f"{model_url(model, 'drift')}?range=all", theme="dark"),
        Picture("data", model_url(model, "data")),
        Picture("versions", f"{model_url(model, 'versions')}?range=all"),
        Picture("operations", model_url(model, "operations"), width=390),
        Picture("card", model_url(model, "card"), width=390, theme="dark"),
        Picture("system", "/system"),
    ]
    fault = fault_of(workspace)
    if fault is not None:
        subject = workspace.desk.story(fault).incident.subjects[0]
        there = incident_url(fault)
        found += [
            Picture("feature", f"{feature_url(model, subject)}?range=all"),
            Picture("incidents", "/incidents?tab=resolved", theme="dark"),
            Picture("incident", there),
            Picture("silence", f"{there}/silence", width=390),
        ]
    return found


def fault_of(workspace: Workspace) -> int | None:
    """Return the incident to show: of the columns that the demo broke, else the first of all."""
    known = workspace.incidents()
    broken = [i.id for i in known if {"temp", "dep_delay"} <= set(i.subjects)]
    return next(iter([*broken, *(i.id for i in known)]), None)


@contextmanager
def serving(workspace: Path) -> Iterator[str]:
    """Run the server on *workspace* while the block runs; give its address."""
    command = [sys.executable, "-m", "watchkeeper", "serve", "-w", str(workspace), "--port", "0"]
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdout=pipe, stderr=quiet, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def take(browser: Browser, address: str, picture: Picture, file: Path) -> list[str]:
    """Save one picture; return what the console said."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": 900},
        color_scheme="dark" if picture.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto(address + picture.path, wait_until="networkidle")
    page.evaluate(ANONYMOUS)
    tall = page.evaluate("document.body.scrollHeight")
    page.set_viewport_size({"width": picture.width, "height": tall})
    page.wait_for_selector(".plot.off", state="detached")
    file.write_bytes(_webp(page, picture.width, min(tall, TALLEST[picture.width])))
    context.close()
    return said


def _webp(page: Page, width: int, height: int) -> bytes:
    # Playwright itself knows PNG and JPEG only.
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    asked = {"format": "webp", "quality": QUALITY, "clip": clip}
    answer = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    return base64.b64decode(answer["data"])


def main() -> None:
    """Take the pictures, and say how large they are and what the console said."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/screens"))
    parser.add_argument("--only", default="", help="names of pages, separated by commas")
    parser.add_argument("--browser", default=shutil.which("chromium"), help="which Chromium")
    parser.add_argument("--width", type=int, choices=sorted(TALLEST), help="all in this width")
    parser.add_argument("--theme", choices=("light", "dark"), help="all in this theme")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    wanted = set(filter(None, given.only.split(",")))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "watch"
        shutil.copytree(given.workspace, copy)
        with wk.open(copy) as ws:
            every = pictures(ws)
        with serving(copy) as address, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=given.browser, args=ARGS)
            for one in every:
                if wanted and one.name not in wanted:
                    continue
                taken = one._replace(width=given.width or one.width, theme=given.theme or one.theme)
                file = given.out / f"{taken.name}-{taken.width}-{taken.theme}.webp"
                said = take(browser, address, taken, file)
                print(f"{file}  {file.stat().st_size / 1000:.0f} kB", *said, sep="\n  ")
            browser.close()


if __name__ == "__main__":
    main()
