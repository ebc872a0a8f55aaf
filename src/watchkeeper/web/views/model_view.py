"""One environment of a model over a stretch of time: what all of its pages start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from watchkeeper.app.deployed import Deployed
from watchkeeper.errors import NotFound
from watchkeeper.model import Environment, Finding, Level, Model, Window
from watchkeeper.model.figures import times
from watchkeeper.report.verdict import next_step, verdict, why, worst
from watchkeeper.report.wording import day
from watchkeeper.web.site import Asked, Site
from watchkeeper.web.span import Span, read_span
from watchkeeper.web.views.standing import Standing, findings_in, since, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """A model as it stands in the newest window of ``span``.

    ``versions`` are those of ``environment``, ``environments`` all that have one. ``findings``
    are what was said of ``window``, ``loud`` what was beyond its limit anywhere in the span.
    """

    model: Model
    environment: str
    environments: tuple[str, ...]
    versions: tuple[Deployed, ...]
    span: Span
    zone: ZoneInfo
    standing: Standing
    window: Window | None
    findings: tuple[Finding, ...]
    loud: tuple[Finding, ...]

    @property
    def live(self) -> Deployed | None:
        """Return the version that answered last at the end of the span."""
        there = [d for d in self.versions if d.version.deployed_at < self.span.end]
        return there[-1] if there else None

    @property
    def level(self) -> Level:
        """Return the worst that was said of the window."""
        return worst(self.findings)

    @property
    def since(self) -> datetime | None:
        """Return since when it has been so."""
        return since(self.loud, self.window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The answer in a sentence, why, and what to do."""

    level: Level
    sentence: str
    why: str
    next_step: str


def model_view(site: Site, asked: Asked) -> ModelView:
    """Return the model that *asked* names, in its environment and stretch of time.

    Raises:
        NotFound: there is no such model, or nothing of it in that environment.
        ConfigError: the stretch of time cannot be read.
    """
    workspace = site.workspace
    model = workspace.store.catalog.models.get(asked.names["model"])
    deployed = workspace.versions(model.name)
    environments = tuple(dict.fromkeys(str(d.version.environment) for d in deployed))
    environment = _environment(model.name, asked.query.get("environment"), environments)
    versions = tuple(d for d in deployed if str(d.version.environment) == environment)
    zone = ZoneInfo(model.timezone)
    span = read_span(asked.query, site.now(), zone, [d.version for d in versions])
    stands = standing(site, model.name, environment)
    window = stands.newest(span)
    return ModelView(
        model=model,
        environment=environment,
        environments=environments,
        versions=versions,
        span=span,
        zone=zone,
        standing=stands,
        window=window,
        findings=findings_in(site, model.name, environment, window),
        loud=tuple(stands.loud_in(span)),
    )


def _environment(model: str, wanted: str | None, there: tuple[str, ...]) -> str:
    usual = str(Environment.PRODUCTION)
    if wanted is None:
        return usual if usual in there or not there else there[0]
    if wanted not in there:
        known = ", ".join(there) or "none"
        raise NotFound(f"{model!r} has no environment {wanted!r}", hint=f"known: {known}")
    return wanted


def headline(view: ModelView, rows: int) -> Headline:
    """Return whether the model can be trusted, since when not, why, and what comes next."""
    name = view.model.name
    if view.window is None:
        return _nothing_judged(view, rows)
    said = verdict(view.findings, timezone=view.model.timezone)
    begun = view.since
    when = f" since {day(begun.astimezone(view.zone))}" if begun is not None else ""
    opening = {
        Level.OK: f"{name} can be trusted.",
        Level.UNKNOWN: f"{name} shows no fault, but not all could be judged.",
        Level.WARNING: f"{name} needs a look{when}.",
        Level.CRITICAL: f"{name} should not be trusted{when}.",
    }[view.level]
    return Headline(
        level=view.level,
        sentence=f"{opening} {said}",
        why=why(view.findings, timezone=view.model.timezone),
        next_step=next_step(view.findings),
    )


def _nothing_judged(view: ModelView, rows: int) -> Headline:
    name = view.model.name
    if view.live is None:
        reason, step = "No version is deployed.", "Deploy a version: ws.deploy(...)."
    elif not rows:
        reason = "No row has arrived yet."
        step = "Send the first row with the lines below."
    elif view.live.baseline is None:
        reason = f"Collecting: {times(rows, 'row')} so far, and no baseline to judge them by."
        step = "Set a baseline: ws.set_baseline(...)."
    else:
        reason = f"No window of this stretch has been judged; {times(rows, 'row')} are recorded."
        step = "Choose a longer stretch, or wait for the next run."
    return Headline(
        level=Level.UNKNOWN,
        sentence=f"{name} cannot be judged yet. {reason}",
        why="",
        next_step=step,
    )
