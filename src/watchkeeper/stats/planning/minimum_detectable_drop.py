"""The smallest drop that a budget of labels can show."""

from __future__ import annotations

import math

import numpy as np
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import count, open_share
from watchkeeper.stats.planning.binomial_power import critical_count, power_against_window
from watchkeeper.stats.planning.design import per_label
from watchkeeper.stats.planning.labels_for_drop import Against, labels_for_drop

_LARGEST_EXACT_WINDOW = 2000.0


def minimum_detectable_drop(
    baseline: float,
    labels: int,
    *,
    against: Against = "known",
    alpha: float = 0.05,
    power: float = 0.8,
    exact: bool = True,
    design_effect: float = 1.0,
    share: float = 1.0,
) -> float:
    """Return the smallest drop that a one-sided test on *labels* sees with the power asked for.

    The drop d at which the power at *labels* is just *power*: :func:`labels_for_drop`, read the
    other way. Exact against a known baseline: with c the largest count of successes that the
    binomial test takes for a drop, the share r with ``P(X <= c) = power``, from the beta law.

    Args:
        baseline: The share without a drop.
        labels: Labels in the window; *against* "window", in each of the two.
        against: "known" where the baseline is known well; "window" where it comes from as many
            labels as the window that is tested.
        alpha: Chance, at most, of a false alarm; one-sided.
        power: Chance of seeing the drop.
        exact: False takes the normal law, as the textbook number of labels does.
        design_effect: As in :func:`labels_for_drop`.
        share: As in :func:`labels_for_drop`.

    Returns:
        A drop in (0, *baseline*), in the unit of *baseline*. With no drift the test alarms with
        chance *alpha* at most.

    Raises:
        NotEnoughData: so few labels that no drop is seen with this power; with the number from
            which on one is.
        ValueError: *baseline*, *alpha*, *power* not between 0 and 1, *labels* no count,
            *design_effect* not above 0, *share* not in (0, 1], NaN or infinity.

    Source:
        J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd
        ed., 2003, chapters 2 and 4.
    """
    p0, size, sure = (
        open_share(value, name=name)
        for value, name in ((baseline, "baseline"), (alpha, "alpha"), (power, "power"))
    )
    if against not in ("known", "window"):
        raise ValueError(f"against must be 'known' or 'window', got {against!r}")
    effective = count(labels, name="labels") / per_label(design_effect, share)
    rarer = effective * min(p0, 1.0 - p0)
    if exact and against == "known":
        drop = _known(p0, math.floor(effective + 1e-9), size, sure)
    elif exact and rarer < _LARGEST_EXACT_WINDOW:
        drop = _window(p0, math.floor(effective + 1e-9), size, sure)
    else:
        drop = _normal(p0, effective, against, size, sure)
    if drop is None:
        need = labels_for_drop(
            p0,
            p0 * (1.0 - 1e-6),
            against=against,
            alpha=size,
            power=sure,
            exact=exact,
            design_effect=design_effect,
            share=share,
        )
        raise NotEnoughData(
            f"labels is {labels}, needs {need} to show any drop from {p0}",
            hint="gather labels for longer, or ask for less power",
        )
    return drop


def _known(p0: float, labels: int, alpha: float, power: float) -> float | None:
    if labels == 0:
        return None
    critical = int(critical_count(np.array([labels]), p0, alpha)[0])
    if critical < 0:
        return None
    # P(X <= c) under r is a beta law's chance of 1 - r.
    return p0 - 1.0 + float(scipy.stats.beta.ppf(power, labels - critical, critical + 1))


def _window(p0: float, labels: int, alpha: float, power: float) -> float | None:
    def lacking(p1: float) -> float:
        return power_against_window(labels, p0, p1, alpha) - power

    least, most = p0 * 1e-6, p0 * (1.0 - 1e-6)
    if labels == 0 or lacking(least) < 0.0:
        return None
    # With power <= alpha every drop is seen.
    if lacking(most) >= 0.0:
        return p0 - most
    return p0 - float(scipy.optimize.brentq(lacking, least, most, xtol=1e-9))


def _normal(p0: float, labels: float, against: Against, alpha: float, power: float) -> float | None:
    z = scipy.special.ndtri([1.0 - alpha, power])

    def lacking(p1: float) -> float:
        then, now, middle = (p * (1.0 - p) for p in (p0, p1, (p0 + p1) / 2.0))
        known = against == "known"
        spread = z[0] * math.sqrt(then if known else 2.0 * middle)
        spread += z[1] * math.sqrt(now if known else then + now)
        return (p0 - p1) * math.sqrt(labels) - float(spread)

    least, most = p0 * 1e-9, p0 * (1.0 - 1e-9)
    if lacking(least) < 0.0:
        return None
    return p0 - float(scipy.optimize.brentq(lacking, least, most, xtol=1e-12))
