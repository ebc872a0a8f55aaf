"""The Shiryaev-Roberts e-detector."""

from __future__ import annotations

from watchkeeper.stats.sequential.detector import Detector


class ESR(Detector):
    """Raise an alarm when a mean has risen above what is tolerated.

    For each of five stakes b the level is ``M = (previous M + 1) * L``, with
    ``L = 1 + b * (value - tolerated) / scale``: of a row, or the product over the rows of a tick.
    The alarm is raised when the mean of the five levels reaches *threshold*, and the levels begin
    again at 0. What counts is the order of the values; their law, and how they hang together, may
    be anything.

    The stakes are .5, 1, 2, 3 and 4.5 with rows, .125, .25, .5, 1 and 2 with ticks, made smaller
    together where the largest could lose more than .9 on one row.

    Args:
        tolerated: The mean up to which no alarm is wanted, > 0, in the unit of the values. The
            null is that *every* value has at most this mean given the past: with a weekly rhythm
            it must bound the worst hour, or a tick must be whole weeks.
        threshold: Mean number of steps between false alarms, at least; see ``arl_for``.
        unit: Whether a step is a ``row`` or a ``tick`` (one call of ``update``).
        scale: Size of a bad row's loss: 1 for error indicators and other losses up to 1. Only
            the delay depends on it.
        inclusion: Given where the values are terms f + w (m - f) of rows drawn for labelling
            with known probability; all rows then count, labelled or not. The excess is
            ``mean * (value - tolerated)``, the most that one row can lose
            ``highest_prediction * mean / lowest + mean * tolerated``, and the largest stake .9
            over that.

    Returns:
        An alarm with ``update(values)``, ``value``, ``steps`` (since the last alarm), ``save()``
        and ``restore(state)``. With no drift the mean number of steps to an alarm is *threshold*
        or more, whatever the dependence. The statistic is no e-value: its mean grows by 1 a step.

    Raises:
        ValueError: *tolerated* or *scale* not above 0, *threshold* not above 1, NaN, infinity.

    Source:
        J. Shin, A. Ramdas, A. Rinaldo, E-detectors: a nonparametric framework for sequential
        change detection, New England Journal of Statistics in Data Science 2 (2024) 229-260.
    """

    __slots__ = ()

    @staticmethod
    def _step(levels: list[float], factors: list[float]) -> list[float]:
        return [(level + 1.0) * factor for level, factor in zip(levels, factors, strict=True)]
