"""The models and versions that a door knows, without asking the catalog for each request."""

from __future__ import annotations

import time
from dataclasses import dataclass

from watchkeeper.app.deployed import environment_named
from watchkeeper.app.kept_clock import follow_clock
from watchkeeper.errors import NotFound, closest
from watchkeeper.model import Version
from watchkeeper.store.store import Store

#: What is known is asked for again after so long; a name that is not known, at once.
_KEPT_S = 2.0


@dataclass(frozen=True, slots=True)
class _Known:
    until: float
    versions: tuple[Version, ...]


class KnownModels:
    """What is registered and deployed, as of a moment ago."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._models: dict[str, _Known] = {}

    def require_model(self, model: str) -> None:
        """Refuse a model that is not registered.

        Raises:
            NotFound: no model is called so; the hint knows the nearest name.
        """
        self._of(model)

    def answering(self, model: str, version: str | None, environment: str) -> str:
        """Return *version*, or the one deployed last in *environment* when it is None.

        Raises:
            NotFound: there is no such model, no such version, or none is deployed there.
            ConfigError: there is no such environment.
        """
        where = environment_named(environment)
        # Asked again only for a name that is not known.
        for known in (self._of, self._asked):
            there = [v.version for v in known(model).versions if v.environment is where]
            if version is None and there:
                return there[-1]
            if version is not None and version in there:
                return version
        if not there:
            hint = "deploy one before its answers are sent"
            raise NotFound(f"no version of {model!r} is deployed in {where}", hint=hint)
        raise NotFound(
            f"{model!r} has no version {version!r} in {where}", hint=closest(str(version), there)
        )

    def _of(self, model: str) -> _Known:
        known = self._models.get(model)
        if known is None or known.until < time.monotonic():
            return self._asked(model)
        return known

    def _asked(self, model: str) -> _Known:
        follow_clock(self._store)
        try:
            self._store.catalog.models.get(model)
        except NotFound:
            self._models.pop(model, None)
            raise
        versions = self._store.catalog.models.versions(model)
        known = self._models[model] = _Known(time.monotonic() + _KEPT_S, versions)
        return known
