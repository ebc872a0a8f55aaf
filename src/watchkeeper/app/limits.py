"""Tolerances from the settings, looked up for the subjects of one stream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from watchkeeper.config import Settings
from watchkeeper.model import SetLimit
from watchkeeper.monitors.limited import monitor_of
from watchkeeper.quality.decision import SeriesKey
from watchkeeper.stats.metric import METRICS

Named = tuple[str, str, str]  # monitor, subject, measure


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings say about one model; ``settings`` None: nothing."""

    settings: Settings | None = None
    model: str = ""

    def of_series(self, keys: Iterable[SeriesKey], day: date) -> Mapping[SeriesKey, SetLimit]:
        """Return the tolerances of the series among *keys* that have any on *day*."""
        named = {key: self._find(*_name(key), day) for key in (keys if self._any else ())}
        return {key: limit for key, limit in named.items() if limit is not None}

    def by_name(self, keys: Iterable[SeriesKey], day: date) -> Mapping[Named, SetLimit]:
        """Return the same under monitor, subject and measure, and those of metrics too."""
        if not self._any:
            return {}
        names = [_name(key) for key in keys]
        names += [("performance", metric.name, metric.name) for metric in METRICS]
        names.append(("label_drift", "base_rate", "base_rate"))
        found = {name: self._find(*name, day) for name in names}
        return {name: limit for name, limit in found.items() if limit is not None}

    @property
    def _any(self) -> bool:
        return self.settings is not None and bool(self.settings.limits)

    def _find(self, monitor: str, subject: str, measure: str, day: date) -> SetLimit | None:
        if self.settings is None:
            return None
        found = self.settings.limit(
            model=self.model, monitor=monitor, subject=subject, measure=measure, on=day
        )
        if found is None:
            return None
        return SetLimit(
            warning=found.warning,
            critical=found.critical,
            set_by=found.set_by,
            reason=found.reason,
        )


def _name(key: SeriesKey) -> Named:
    return monitor_of(key.measure), key.column or "stream", key.measure
