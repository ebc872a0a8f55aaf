"""Means of partly labelled rows hold their coverage where the mean of the labelled ones fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from watchkeeper.stats.estimate import Estimate, aipw, greg, hajek, inclusion, ppi

RUNS, ROWS, BUDGET = 1200, 20_000, 400


class Scenario(NamedTuple):
    """Confidence of rows as it is, and as the model states it."""

    name: str
    true: np.ndarray
    stated: np.ndarray


def scenarios() -> list[Scenario]:
    """Return the three of the table: honest, overconfident, nearly all errors in few rows."""
    rng = np.random.default_rng(11)
    spread_out = expit(np.abs(rng.normal(0.0, 4.2, 100_000)))
    few = np.where(rng.random(100_000) < 0.1, 0.5 + 0.5 * rng.random(100_000), 0.9997)
    return [
        Scenario("calibrated", spread_out, spread_out),
        Scenario("overconfident", spread_out, expit(1.6 * logit(spread_out))),
        Scenario("errors in few rows", few, few),
    ]


class Drawn(NamedTuple):
    """One window: what is right, what was thought, who was asked."""

    right: np.ndarray
    stated: np.ndarray
    chance: np.ndarray
    labelled: np.ndarray
    even: np.ndarray


def draw(scenario: Scenario, rng: np.random.Generator) -> Drawn:
    """Return a window with labels by plan and, beside them, as many drawn evenly."""
    rows = rng.integers(0, scenario.true.size, ROWS)
    stated = scenario.stated[rows]
    chance = inclusion(stated, budget=BUDGET, random_share=0.2)
    return Drawn(
        (rng.random(ROWS) < scenario.true[rows]).astype(float),
        stated,
        chance,
        rng.random(ROWS) < chance,
        rng.permutation(ROWS) < BUDGET,
    )


METHODS: dict[str, Callable[[Drawn], Estimate]] = {
    "hajek": lambda d: hajek(d.right, d.chance, d.labelled),
    "aipw": lambda d: aipw(d.right, d.stated, d.chance, d.labelled),
    "greg": lambda d: greg(d.right, d.stated, d.chance, d.labelled),
    "ppi": lambda d: ppi(d.right, d.stated, d.even),
    "even labels": lambda d: hajek(d.right, np.full(ROWS, BUDGET / ROWS), d.even),
}


def test_naive():
    import time
    for sc in scenarios():
        truth=sc.true.mean(); rng=np.random.default_rng(5)
        got={k:[] for k in METHODS}; naive=[]; ht=[]; t=time.time()
        for _ in range(RUNS):
            d=draw(sc,rng)
            for k,f in METHODS.items():
                e=f(d); got[k].append((e.lower<=truth<=e.upper, e.upper-e.lower, e.value-truth))
            x=d.right[d.labelled]; m=x.mean(); s=1.96*x.std(ddof=1)/x.size**.5; naive.append((abs(m-truth)<=s, 2*s, m-truth))
            wm=d.right*d.labelled/d.chance; s=1.96*wm.std()/ROWS**.5; ht.append((abs(wm.mean()-truth)<=s,2*s,wm.mean()-truth))
        got["naive"]=naive; got["ht"]=ht
        print(sc.name, truth, time.time()-t)
        w0=np.mean([g[1] for g in got["even labels"]])
        for k,v in got.items():
            v=np.array(v,dtype=float); print("  %-12s cov %.3f  eff %.2f bias %+.4f"%(k,v[:,0].mean(),(w0/v[:,1].mean())**2,v[:,2].mean()))
