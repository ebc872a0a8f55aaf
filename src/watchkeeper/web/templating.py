"""The templates with their filters; everything is escaped unless marked safe."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from watchkeeper.model import Level
from watchkeeper.model.figures import NONE, count, number, quantity, times
from watchkeeper.report import assets
from watchkeeper.report.rows import spoken
from watchkeeper.report.wording import clock, name_of, sentence, stopped, stretch
from watchkeeper.web.address import feature_url, incident_url, model_url, with_query
from watchkeeper.web.drawing import sparkline, ticks
from watchkeeper.web.static_files import asset_url

LEVEL_WORDS = {
    Level.OK.value: "OK",
    Level.UNKNOWN.value: "Unknown",
    Level.WARNING.value: "Look",
    Level.CRITICAL.value: "Critical",
}


def ago(length: timedelta) -> str:
    """Return a length of time in its largest unit: "3 h", "12 d"."""
    seconds = max(0, int(length.total_seconds()))
    for size, unit in ((86_400 * 2, "d"), (3_600 * 2, "h"), (120, "min")):
        if seconds >= size:
            return f"{seconds // (size // 2)}\u00a0{unit}"
    return f"{seconds}\u00a0s"


def at(moment: datetime | None, zone: tzinfo) -> str:
    """Return a moment in *zone*, which is said."""
    return clock(moment.astimezone(zone)) if moment is not None else NONE


def short(moment: datetime, zone: tzinfo) -> str:
    """Return "10 Aug 2013, 09:00"; midnight is left out."""
    local = moment.astimezone(zone)
    hour = "" if local.hour == local.minute == 0 else f", {local:%H:%M}"
    return f"{local.day} {local:%b %Y}{hour}"


@cache
def templates() -> Environment:
    """Return the templates of the pages."""
    env = Environment(
        loader=PackageLoader("watchkeeper.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        ago=ago,
        at=at,
        count=count,
        number=number,
        quantity=quantity,
        sentence=sentence,
        short=short,
        sparkline=sparkline,
        spoken=spoken,
        stopped=stopped,
        stretch=stretch,
        ticks=ticks,
        times=times,
        words=name_of,
    )
    env.globals.update(
        asset=asset_url,
        feature_url=feature_url,
        incident_url=incident_url,
        model_url=model_url,
        with_query=with_query,
        level_words=LEVEL_WORDS,
        chart_theme=Markup(assets.theme_inside_html()),  # noqa: S704  our own file
        utc=ZoneInfo("UTC"),
    )
    return env
