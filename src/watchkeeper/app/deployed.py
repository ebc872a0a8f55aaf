"""A version with its baseline at hand."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.app.baseline import Baseline
from watchkeeper.errors import ConfigError, NotFound, closest, unknown_name
from watchkeeper.model import Environment, Version
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

    def of_all(self) -> dict[str, list[Deployed]]:
        """Return the versions of every model that has one, in the order of deployment."""
        found: dict[str, list[Deployed]] = {}
        for version in self._store.catalog.models.all_versions():
            deployed = Deployed(version=version, baseline=self._baseline(version))
            found.setdefault(version.model, []).append(deployed)
        return found

    def live(self, model: str) -> list[Deployed]:
        """Return the version of each environment that was deployed last: it answers now."""
        last = {deployed.version.environment: deployed for deployed in self.of(model)}
        return list(last.values())

    def named(self, model: str, version: str | None, environment: Environment | str) -> Deployed:
        """Return one version of *model*; None: the one deployed last in *environment*.

        Raises:
            ConfigError: nothing is deployed there, or there is no such environment.
            NotFound: no model or no version is called so (with the nearest name).
        """
        self._store.catalog.models.get(model)
        where = environment_named(environment)
        there = [d for d in self.of(model) if d.version.environment is where]
        if not there:
            raise ConfigError(
                f"no version of {model!r} is deployed in {where}",
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


def environment_named(name: Environment | str) -> Environment:
    """Return the environment of that name.

    Raises:
        ConfigError: there is none (with the nearest name).
    """
    try:
        return Environment(name)
    except ValueError:
        known = [str(e) for e in Environment]
        raise unknown_name("environment", str(name), known, where="environment") from None
