"""What is true behind labels that are sometimes wrong."""

from __future__ import annotations

from watchkeeper.stats.arrays import finite
from watchkeeper.stats.interval.limits import Interval


def symmetric_noise(observed: Interval, error: float) -> Interval:
    """Return the accuracy behind labels of which a known share is wrong, in either direction.

    ``(observed - error) / (1 - 2 * error)``, for value and limits alike, kept to [0, 1].

    Args:
        observed: Accuracy against the labels as they are, with its limits.
        error: Chance that a label is wrong, from rows labelled twice; in [0, .5).

    Returns:
        Accuracy against the truth; the observed one where *error* is 0. The limits hold their
        level for a known *error*.

    Raises:
        ValueError: NaN or infinity, or an error outside [0, .5).

    Source:
        Inversion of ``observed = a * (1 - error) + (1 - a) * error``; labels err independently
        of the model.
    """
    wrong = finite(error, name="error")
    if not 0.0 <= wrong < 0.5:
        raise ValueError(f"error must lie in 0 to .5 (not at it), got {wrong}")
    return _inverted(observed, offset=wrong, slope=1.0 - 2.0 * wrong)


def rogan_gladen(observed: Interval, *, sensitivity: float, specificity: float) -> Interval:
    """Return the share of positives behind labels with known errors of each kind.

    ``(observed + specificity - 1) / (sensitivity + specificity - 1)``, for value and limits
    alike, kept to [0, 1].

    Args:
        observed: Share of rows labelled positive, with its limits.
        sensitivity: Chance that a positive is labelled so.
        specificity: Chance that a negative is labelled so.

    Returns:
        The true share; the observed one for labels without errors. The limits hold their level
        for a known sensitivity and specificity.

    Raises:
        ValueError: NaN or infinity, chances outside [0, 1], or labels no better than chance
            (the two add up to 1 or less).

    Source:
        W. J. Rogan, B. Gladen, American Journal of Epidemiology 107 (1978) 71-76.
    """
    chances = {"sensitivity": sensitivity, "specificity": specificity}
    for name, value in chances.items():
        if not 0.0 <= finite(value, name=name) <= 1.0:
            raise ValueError(f"{name} must lie in 0 to 1, got {value}")
    slope = sensitivity + specificity - 1.0
    if slope <= 0.0:
        raise ValueError(f"sensitivity and specificity must add up to above 1, got {slope + 1.0}")
    return _inverted(observed, offset=1.0 - specificity, slope=slope)


def _inverted(observed: Interval, *, offset: float, slope: float) -> Interval:
    names = ("value", "lower", "upper")
    value, lower, upper = (
        min(1.0, max(0.0, (finite(getattr(observed, name), name=name) - offset) / slope))
        for name in names
    )
    return Interval(value, lower, upper)
