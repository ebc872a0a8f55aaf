"""The constants of the decision procedure, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.errors import ConfigError
from watchkeeper.model import Every


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSettings:
    """When a difference becomes an alarm, for one stream of windows.

    ``false_alarms_per_week`` is the budget of the whole installation; ``tests_per_week`` how
    many judgements (series times windows, over all models) share it. ``lags`` names the
    windows, counted back from the one judged, of each moving baseline.
    """

    false_alarms_per_week: float = 1.0
    tests_per_week: float = 7.0
    lags: tuple[tuple[int, ...], ...] = (tuple(range(1, 8)), (7, 14, 21, 28))
    lag_needs: tuple[int, ...] = (3, 1)
    lag_names: tuple[str, ...] = ("previous 7 days", "same weekday of 4 weeks")
    reference_needs: int = 7
    history: int = 90
    starts_at: int = 14
    sure_at: int = 28
    degrees_of_freedom: float = 8.0
    beyond_largest: float = 1.25
    clip: float = 2.0
    least_dispersion: float = 0.25
    absorb_after: int = 7
    clear_at: float = 0.8
    incumbent: float = 0.83
    least_rows: int = 30

    def __post_init__(self) -> None:
        if not self.false_alarms_per_week > 0:
            raise ConfigError(
                f"false_alarms_per_week must be above 0, got {self.false_alarms_per_week}",
                hint="1.0 is one false alarm a week for everything watched here",
            )

    @property
    def baseline_names(self) -> tuple[str, ...]:
        """Return what each baseline is called, the reference first."""
        return ("reference", *self.lag_names)

    @property
    def alpha(self) -> float:
        """Return the level of one two-sided judgement: single windows and pairs share it."""
        return min(0.5, self.false_alarms_per_week / (2 * self.tests_per_week))


def settings_for(
    every: Every, *, series: int, false_alarms_per_week: float = 1.0
) -> DecisionSettings:
    """Return the settings for a grid of windows with *series* judged series in all."""
    tests = max(1.0, every.per_week * series)
    if every.unit == "hour":
        return DecisionSettings(
            false_alarms_per_week=false_alarms_per_week,
            tests_per_week=tests,
            lags=(
                (1, 2),
                tuple(range(1, 25)),
                tuple(range(24, 169, 24)),
                (168, 336, 504, 672),
            ),
            lag_needs=(1, 3, 1, 1),
            lag_names=(
                "previous 2 hours",
                "previous 24 hours",
                "same hour of 7 days",
                "same hour and weekday of 4 weeks",
            ),
            history=504,
            absorb_after=24,
        )
    if every.unit == "week":
        return DecisionSettings(
            false_alarms_per_week=false_alarms_per_week,
            tests_per_week=tests,
            lags=(tuple(range(1, 8)),),
            lag_needs=(3,),
            lag_names=("previous 7 weeks",),
        )
    return DecisionSettings(false_alarms_per_week=false_alarms_per_week, tests_per_week=tests)
