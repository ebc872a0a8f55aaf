"""The settings of a workspace, as ``watchkeeper.toml`` writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from watchkeeper.config.duration import Duration
from watchkeeper.config.problems import as_problem
from watchkeeper.errors import ConfigError, closest, unknown_name
from watchkeeper.model import Every, Model, Task


def _checked_zone(name: str) -> str:
    try:
        return Every.parse("1d", timezone=name).require_whole_hours().timezone
    except ConfigError as error:
        raise as_problem(error) from error


Name = Annotated[str, Field(min_length=1)]
TimeZone = Annotated[str, AfterValidator(_checked_zone)]
Above0 = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Table(BaseModel):
    """A table of the file: frozen, and every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkspaceSettings(Table):
    """What holds for the whole installation."""

    timezone: TimeZone = Field(default="UTC", description="Zone in which days and weeks begin.")
    window: Literal["1h", "1d", "1w"] = Field(
        default="1d", description="Length of the windows that are judged."
    )
    false_alarms_per_week: Above0 = Field(
        default=1.0,
        description="Budget of false alarms a week that all models, columns and windows share.",
    )
    external_url: str = Field(
        default="http://127.0.0.1:8765",
        description="Where people reach the pages: links in messages begin with it.",
    )
    inbox_max_bytes: Annotated[int, Field(ge=2**20)] = Field(
        default=2**30,
        description="So many bytes of requests may wait for the lake; beyond it senders wait.",
    )


class ModelSettings(Table):
    """A model under watch; entered again whenever the workspace is opened."""

    name: Name = Field(description="What the model is called everywhere.")
    task: Task = Field(description="What kind of answer the model gives.")
    owner: str = Field(default="", description="Who is told, for example a mail address.")
    tier: str = Field(default="", description="How much it matters, in your own words.")
    positive: str | None = Field(
        default=None, description="The class whose probability the score is."
    )
    classes: tuple[str, ...] = Field(default=(), description="All classes, where they are fixed.")
    timezone: TimeZone | None = Field(
        default=None, description="Zone in which its days begin; the workspace's where absent."
    )
    label_horizon: Duration = Field(
        default=timedelta(days=90), description='How long a label may take, such as "90d".'
    )
    sources: Mapping[str, str] = Field(
        default_factory=dict,
        description="Column to data source: findings of one source belong together.",
    )
    source_owners: Mapping[str, str] = Field(
        default_factory=dict, description="Data source to who answers for it."
    )
    consumers: tuple[str, ...] = Field(default=(), description="Who uses its answers.")
    runbook: str = Field(default="", description="What to do: an address, or a text.")
    intended_use: str = Field(default="", description="What it is for, and what it is not for.")

    @model_validator(mode="after")
    def _classes_fit_the_task(self) -> ModelSettings:
        if self.positive is not None and self.task != "binary":
            raise as_problem(
                ConfigError(f"positive={self.positive!r} is for binary models, not {self.task}")
            )
        if self.classes and self.task == "regression":
            raise as_problem(ConfigError("a regression model has no classes"))
        if self.classes and self.positive is not None and self.positive not in self.classes:
            raise as_problem(
                ConfigError(
                    f"positive={self.positive!r} is not one of the classes",
                    hint=closest(self.positive, self.classes),
                )
            )
        return self

    def as_model(self, *, timezone: str) -> Model:
        """Return the noun; *timezone* is the workspace's, used where the model has none."""
        return Model(
            name=self.name,
            task=self.task,
            owner=self.owner,
            tier=self.tier,
            positive=self.positive,
            classes=self.classes,
            sources=self.sources,
            source_owners=self.source_owners,
            consumers=self.consumers,
            runbook=self.runbook,
            intended_use=self.intended_use,
            timezone=self.timezone or timezone,
            label_horizon=self.label_horizon,
        )


class LimitSettings(Table):
    """Tolerances of one subject that somebody has set, with who, why and since when."""

    model: Name | None = Field(
        default=None, description="Only this model; every model where absent."
    )
    monitor: Name = Field(description="The monitor whose tolerances these are.")
    subject: Name = Field(description="A column, a metric or the model, as findings name it.")
    measure: Name | None = Field(default=None, description="Only this measure; each where absent.")
    warning: Above0 | None = Field(default=None, description="Least effect that is a warning.")
    critical: Above0 | None = Field(default=None, description="Least effect that is critical.")
    set_by: Name = Field(description="Who set it; shown in each finding that it decides.")
    reason: Name = Field(description="Why it is not the default.")
    since: date = Field(description="The first day it holds.")

    @model_validator(mode="after")
    def _says_something(self) -> LimitSettings:
        if self.warning is None and self.critical is None:
            raise as_problem(
                ConfigError("sets neither warning nor critical", hint="give one of them or both")
            )
        if self.warning is not None and self.critical is not None and self.critical < self.warning:
            raise as_problem(
                ConfigError(f"critical ({self.critical}) is below warning ({self.warning})")
            )
        return self

    def concerns(self, *, model: str, monitor: str, subject: str, measure: str | None) -> bool:
        """Return whether this entry speaks of that subject."""
        return (
            (self.monitor, self.subject) == (monitor, subject)
            and self.model in (None, model)
            and self.measure in (None, measure)
        )


class ChannelSettings(Table):
    """Where messages about incidents go."""

    name: Name = Field(description="What the channel is called.")
    levels: tuple[Literal["warning", "critical"], ...] = Field(
        default=("critical", "warning"), description="Only incidents that reached one of these."
    )
    models: tuple[str, ...] = Field(
        default=(), description="Only incidents of these models; of every model where absent."
    )

    def wants(self, models: Sequence[str], level: str) -> bool:
        """Return whether incidents of *models* at *level* are told here."""
        concerned = not self.models or not set(self.models).isdisjoint(models)
        return concerned and level in self.levels


Named = TypeVar("Named", ModelSettings, ChannelSettings)


def named_once(entries: tuple[Named, ...]) -> tuple[Named, ...]:
    """Return *entries*, or say which name is given twice."""
    names = [entry.name for entry in entries]
    for name in sorted(set(names)):
        if names.count(name) > 1:
            raise as_problem(ConfigError(f"{names.count(name)} entries have the name {name!r}"))
    return entries


class Monitors(Table):
    """Settings of each monitor."""


def monitor_field(name: str) -> str:
    """Return the attribute that holds a monitor's settings: models have a ``schema`` already."""
    return f"of_{name}"


class Settings(Table):
    """Everything that ``watchkeeper.toml`` can say, with defaults where it is silent."""

    workspace: WorkspaceSettings = Field(default_factory=WorkspaceSettings)
    models: Annotated[tuple[ModelSettings, ...], AfterValidator(named_once)] = Field(
        default=(), alias="model"
    )
    monitors: Table = Field(default_factory=Monitors, alias="monitor")
    limits: tuple[LimitSettings, ...] = Field(default=(), alias="limit")
    channels: tuple[ChannelSettings, ...] = Field(default=(), alias="channel")

    def registered(self) -> tuple[Model, ...]:
        """Return the models of the file as nouns."""
        return tuple(model.as_model(timezone=self.workspace.timezone) for model in self.models)

    def monitor(self, name: str) -> Any:
        """Return the settings of the monitor *name*: an instance of its own dataclass."""
        known = [field.alias or "" for field in type(self.monitors).model_fields.values()]
        if name not in known:
            raise unknown_name("monitor", name, known, where="monitor")
        return getattr(self.monitors, monitor_field(name))

    def limit(
        self, *, model: str, monitor: str, subject: str, measure: str | None = None, on: date
    ) -> LimitSettings | None:
        """Return the entry that decides on the day *on*, or None where the default holds.

        An entry with a model outranks one without, then one with a measure outranks one
        without, then the later ``since``; of equals the last in the file decides.
        """
        fitting = [
            limit
            for limit in self.limits
            if limit.since <= on
            and limit.concerns(model=model, monitor=monitor, subject=subject, measure=measure)
        ]
        return max(reversed(fitting), key=_precedence, default=None)


def _precedence(limit: LimitSettings) -> tuple[bool, bool, date]:
    return limit.model is not None, limit.measure is not None, limit.since
