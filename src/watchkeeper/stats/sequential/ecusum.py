"""The CUSUM e-detector."""

from __future__ import annotations

from watchkeeper.stats.sequential.detector import Detector


class ECUSUM(Detector):
    """Raise an alarm when a mean has risen above what is tolerated, with fewer false alarms.

    As :class:`~watchkeeper.stats.sequential.esr.ESR`, but the level is
    ``M = max(previous M, 1) * L``. It is below that of ESR at every step, so with the same
    threshold it raises fewer false alarms, and is slower. The null is the same.

    Args:
        tolerated: The mean up to which no alarm is wanted, > 0, in the unit of the values.
        threshold: Mean number of steps between false alarms, at least; see ``arl_for``.
        unit: Whether a step is a ``row`` or a ``tick`` (one call of ``update``).
        scale: Size of a bad row's loss: 1 for error indicators and other losses up to 1.
        inclusion: Given where the values are terms f + w (m - f) of rows drawn for labelling.

    Returns:
        An alarm with ``update(values)``, ``value``, ``steps``, ``save()`` and ``restore(state)``.
        With no drift the mean number of steps to an alarm is *threshold* or (much) more.

    Raises:
        ValueError: *tolerated* or *scale* not above 0, *threshold* not above 1, NaN, infinity.

    Source:
        J. Shin, A. Ramdas, A. Rinaldo, E-detectors: a nonparametric framework for sequential
        change detection, New England Journal of Statistics in Data Science 2 (2024) 229-260.
    """

    __slots__ = ()

    @staticmethod
    def _step(levels: list[float], factors: list[float]) -> list[float]:
        return [max(level, 1.0) * factor for level, factor in zip(levels, factors, strict=True)]
