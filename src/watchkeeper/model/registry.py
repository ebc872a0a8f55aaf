"""Models and what of them is deployed where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from watchkeeper.model.roles import Task


class Environment(StrEnum):
    """Where an answer was given."""

    TRAINING = "training"
    VALIDATION = "validation"
    PRODUCTION = "production"
    SHADOW = "shadow"
    CANARY = "canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model under watch and the facts that route an alert.

    ``sources`` maps a column to the data source that owns it: findings of one source belong
    together; ``source_owners`` a source to who answers for it. ``consumers`` use its answers,
    ``runbook`` (an address or a text) says what to do, ``intended_use`` what it is for.
    ``label_horizon`` is how far back the prediction of a label is looked for when the label
    comes; the next run looks further for the rest.
    """

    name: str
    task: Task
    owner: str = ""
    tier: str = ""
    positive: str | None = None
    classes: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    source_owners: Mapping[str, str] = field(default_factory=dict)
    consumers: tuple[str, ...] = ()
    runbook: str = ""
    intended_use: str = ""
    timezone: str = "UTC"
    label_horizon: timedelta = timedelta(days=90)
    registered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a model, deployed in an environment, judged against one baseline.

    Without ``baseline_id`` its rows are recorded and the answer is ``unknown``: collecting.
    ``packages`` are the libraries it was trained with, name to version; ``importance`` says how
    much each feature matters to its answers, in any one unit.
    """

    model: str
    version: str
    environment: Environment = Environment.PRODUCTION
    deployed_at: datetime
    baseline_id: str | None = None
    trained_at: datetime | None = None
    trained_until: datetime | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    importance: Mapping[str, float] = field(default_factory=dict)
