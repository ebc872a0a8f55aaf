"""A version with its baseline at hand."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.app.baseline import Baseline
from watchkeeper.errors import ConfigError, NotFound, closest
from watchkeeper.model import Version
from watchkeeper.store.cell_key import CellKey
from watchkeeper.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A deployed version; without a baseline its rows are recorded and not judged."""

    version: Version
    baseline: Baseline | None

    def key(self, segment: str = "") -> CellKey:
        """Return under which name its cells rest."""
        baseline = self.baseline.id if self.baseline is not None else ""
        version = self.version
        return CellKey(baseline, version.version, str(version.environment), segment)


class Versions:
    """The deployed versions of a workspace; baselines are read once."""

    __slots__ = ("_baselines", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._baselines: dict[str, Baseline] = {}

    def of(self, model: str) -> list[Deployed]:
        """Return the versions of *model* in the order of deployment."""
        versions = self._store.catalog.models.versions(model)
        return [Deployed(version=v, baseline=self._baseline(v)) for v in versions]

    def named(self, model: str, version: str | None, environment: str) -> Deployed:
        """Return one version of *model*; None: the one deployed last in *environment*.

        Raises:
            ConfigError: nothing is deployed there.
            NotFound: that version is not (with the nearest name).
        """
        there = [d for d in self.of(model) if str(d.version.environment) == environment]
        if not there:
            raise ConfigError(
                f"no version of {model!r} is deployed in {environment}",
                hint=f"ws.deploy({model!r}, version=...) comes first",
            )
        if version is None:
            return there[-1]
        for deployed in there:
            if deployed.version.version == version:
                return deployed
        names = [d.version.version for d in there]
        raise NotFound(f"{model!r} has no version {version!r}", hint=closest(version, names))

    def _baseline(self, version: Version) -> Baseline | None:
        name = version.baseline_id
        if name is None:
            return None
        if name not in self._baselines:
            self._baselines[name] = Baseline.from_bytes(self._store.load_baseline(name))
        return self._baselines[name]
