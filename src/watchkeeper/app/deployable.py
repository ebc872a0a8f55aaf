"""What may be deployed: a reference for the same task and positive class, at known moments."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.scored import classes_of
from watchkeeper.errors import ConfigError
from watchkeeper.model import Model
from watchkeeper.model.clock import aware


def require_deployable(model: Model, baseline: Baseline | None, **moments: datetime | None) -> None:
    """Refuse what cannot be judged later.

    Raises:
        ConfigError: the baseline was fitted for another task or positive class than *model* is
            registered with, or one of the *moments* has no zone.
    """
    for name, moment in moments.items():
        if moment is not None:
            aware(moment, name)
    if baseline is not None and baseline.roles.task is not None:
        _require_same(model, "task", model.task, baseline.roles.task)
        _require_same(model, "positive", model.positive, _positive(baseline))


def _require_same(model: Model, what: str, registered: str | None, fitted: str | None) -> None:
    if registered is not None and fitted is not None and registered != fitted:
        raise ConfigError(
            f"the baseline was fitted with {what}={fitted!r}, "
            f"but {model.name!r} is registered with {what}={registered!r}",
            hint="fit it anew: watchkeeper.Baseline.fit(reference, ...), or register again",
        )


def _positive(baseline: Baseline) -> str | None:
    if baseline.roles.task != "binary" or not baseline.classes:
        return None
    return classes_of(baseline)[-1]
