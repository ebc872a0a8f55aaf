"""October: version 2, measured against version 1 on the same flights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.workspace import Workspace
from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.flights import LATE, load_flights
from watchkeeper.demo.model import train
from watchkeeper.demo.replay import (
    FIRST_DAY,
    MODEL,
    REPLAY_UNTIL,
    SECOND_DEPLOYED,
    TRAINED_UNTIL,
    between,
)
from watchkeeper.demo.telling import said, stretch
from watchkeeper.model.figures import count, interval, number
from watchkeeper.performance.against_reference import dispersion_of
from watchkeeper.stats.interval import Interval, delong_difference


def second_version(workspace: Workspace) -> tuple[str, ...]:
    """Tell what version 2 reaches, and what it gained: version 1 answers its flights again."""
    flights = FAULT.apply(load_flights())
    served = between(flights, SECOND_DEPLOYED, REPLAY_UNTIL)
    served = served.filter(pc.is_valid(served["late"]))
    old = train(between(flights, FIRST_DAY, TRAINED_UNTIL)).score(served)
    late = np.asarray(pc.equal(served["late"], LATE).cast(pa.int8()))
    gain = delong_difference(late, _recorded(workspace, served), old)
    value = stretch(workspace, "roc_auc", SECOND_DEPLOYED, REPLAY_UNTIL, version="2")
    days = dispersion_of(list(workspace.metrics(MODEL, ["roc_auc"], version="2")))
    return (
        "Retrained on data to the end of August, deployed on 1 October; ROC AUC "
        f"{said(value, days)} from October to December.",
        f"On the same {count(served.num_rows)} flights that is {number(gain.value)} "
        f"{interval(gain.value, gain.lower, gain.upper)} more than version 1 reaches "
        f"(DeLong, paired): {_verdict(gain)}.",
    )


def _verdict(gain: Interval) -> str:
    if gain.lower > 0:
        return "a gain that is not chance"
    return "a loss" if gain.upper < 0 else "it may be chance"


def _recorded(workspace: Workspace, flights: pa.Table) -> npt.NDArray[np.float64]:
    """Return the scores that the workspace recorded for *flights*, in their order."""
    rows = workspace.predictions(MODEL, ["prediction_id", "score"], version="2")
    ids = flights["flight_id"].cast(pa.string()).combine_chunks()
    at = pc.index_in(ids, value_set=rows["prediction_id"].combine_chunks())
    return np.asarray(rows["score"].take(at))
