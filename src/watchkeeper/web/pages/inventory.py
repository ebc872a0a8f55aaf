"""All models, worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.model import Level
from watchkeeper.model.figures import times
from watchkeeper.model.incident import Incident, IncidentState
from watchkeeper.report.wording import listed
from watchkeeper.web.address import with_query
from watchkeeper.web.frame import frame, needs_you
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.templating import LEVEL_WORDS
from watchkeeper.web.views.inventory import Line, read_inventory

MOST_CHANGES = 6
READING_EVERY_S = 2
"""How often the page looks again while models are being read behind it."""
_NEEDS = (Level.CRITICAL, Level.WARNING)


def inventory(site: Site, asked: Asked) -> Answer:
    """Say which models need somebody, and show them all."""
    wanted = asked.query.get("level", "")
    wanted = wanted if wanted in LEVEL_WORDS else ""
    whole = read_inventory(site)
    found = list(whole.lines)
    shown = [line for line in found if not wanted or line.level == wanted]
    open_now = _open_incidents(site)
    context = frame(site, asked, title="Models", here="models", kept={"level": wanted}) | {
        "lines": shown,
        "total": len(found),
        "models": whole.models,
        "reading": whole.reading,
        "unread": whole.unread,
        "sentence": sentence_of(found),
        "level": found[0].level.value if found else Level.UNKNOWN.value,
        "worst": [line for line in found if line.level in _NEEDS][:3],
        "chips": _chips(found, wanted),
        "incidents": {m: len(i) for m, i in open_now.items()},
        "changes": list(site.workspace.recent_changes(MOST_CHANGES)),
        "zone": ZoneInfo(site.workspace.settings.workspace.timezone),
    }
    if whole.reading:
        context["every"] = READING_EVERY_S
    template = "inventory.html" if found else "empty.html"

    def data() -> dict[str, Any]:
        return {
            "as_of": site.now(),
            "sentence": context["sentence"],
            "still_being_read": whole.reading,
            "models": [_plain(line, open_now.get(line.model, [])) for line in shown],
        }

    return Answer(template=template, context=context, data=data)


def sentence_of(found: list[Line]) -> str:
    """Return the answer in one sentence: "2 of 5 models need somebody."."""
    if not found:
        return "No model is under watch yet."
    needs = [line for line in found if line.level in _NEEDS]
    unread = sum(line.unread for line in found)
    if unread == len(found):
        return f"{times(unread, 'model')} {_are(unread)} being read."
    blind = [line for line in found if line.level is Level.UNKNOWN and not line.unread]
    total = times(len(found), "model")
    said = [f"{len(blind)} cannot be judged in full"] if blind else []
    said += [f"{unread} {_are(unread)} still being read"] if unread else []
    unknown = " and ".join(said)
    if not needs:
        if unread:
            read = times(len(found) - unread, "model")
            return f"None of the {read} read so far needs somebody; {unknown}."
        if unknown:
            return f"No model needs somebody now; {unknown}."
        return f"{total[:1].upper()}{total[1:]}, and none needs somebody."
    if len(found) == 1:
        return f"{needs[0].model} needs somebody."
    verb = "needs" if len(needs) == 1 else "need"
    rest = f"; {unknown}" if unknown else ""
    return f"{len(needs)} of {total} {verb} somebody: {listed([i.model for i in needs])}{rest}."


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _chips(found: list[Line], wanted: str) -> list[dict[str, Any]]:
    counts = Counter(line.level.value for line in found if not line.unread)
    chips = [{"level": "", "words": "All", "n": len(found), "url": "/models", "on": not wanted}]
    for level in ("critical", "warning", "unknown", "ok"):
        url = with_query("/models", {"level": level})
        chips.append(
            {
                "level": level,
                "words": LEVEL_WORDS[level],
                "n": counts[level],
                "url": url,
                "on": wanted == level,
            }
        )
    return chips


def _open_incidents(site: Site) -> dict[str, list[Incident]]:
    found: dict[str, list[Incident]] = defaultdict(list)
    now = site.now()
    for incident in site.workspace.incidents(state=IncidentState.OPEN):
        if needs_you(incident, now):
            for model in incident.models:
                found[model].append(incident)
    return found


def _plain(line: Line, incidents: list[Incident]) -> dict[str, Any]:
    said = asdict(line)
    metric = line.metric
    del said["glyph"]
    return said | {
        "metric": metric.to_dict() if metric is not None else None,
        "points": [
            {
                "window_start": p.window_start,
                "value": p.value,
                "lower": p.lower,
                "upper": p.upper,
                "n": p.n,
                "n_labelled": p.n_labelled,
            }
            for p in line.points
        ],
        "ticks": list(line.ticks),
        "open_incidents": [i.id for i in incidents],
    }
