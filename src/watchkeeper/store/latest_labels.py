"""Of all that was said about a prediction, the label that stands."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# What happened, and what a person judged, is the truth; the rest only stands in for it.
RANKS = (("natural", "manual"), ("feedback",), ("judge",), ("weak",))


def latest_labels(labels: pa.Table) -> pa.Table:
    """Return one row per prediction id: its label as far as *labels* (a history) knows.

    Only rows whose verdict is ``label`` and that have one count, so ``cannot_say`` and
    ``skip`` never replace a label; a prediction of which nothing else was said has no row.
    Natural and manual labels go before feedback, that before a judge's, and weak labels come
    last; within such a rank the label received last stands, whoever gave it.
    """
    counted = labels.filter(
        pc.and_(pc.equal(labels["verdict"], "label"), pc.is_valid(labels["label"]))
    )
    codes = counted["prediction_id"].combine_chunks().dictionary_encode().indices
    ids = np.asarray(codes, dtype=np.int64)
    order = np.lexsort((-np.asarray(counted["sequence"]), _ranks(counted["source"]), ids))
    first = np.ones(order.size, np.bool_)
    first[1:] = ids[order[1:]] != ids[order[:-1]]
    return counted.take(pa.array(order[first]))


def _ranks(sources: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    flat = [(source, rank) for rank, group in enumerate(RANKS) for source in group]
    at = pc.index_in(sources, value_set=pa.array([source for source, _ in flat]))
    table = np.array([rank for _, rank in flat] + [len(RANKS)], np.int64)
    return table[np.asarray(at.fill_null(len(flat)), dtype=np.int64)]
