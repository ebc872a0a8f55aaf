"""The demo's model: will this flight arrive more than 15 minutes late?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from watchkeeper.demo.flights import CATEGORIES, FEATURES, LATE, NUMBERS, ON_TIME
from watchkeeper.errors import NotEnoughData

Floats = npt.NDArray[np.float64]

THRESHOLD = 0.5
SEED = 2013
_IMPORTANCE_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class FlightModel:
    """A trained classifier and the category codes that it learned."""

    classifier: HistGradientBoostingClassifier
    codes: Mapping[str, tuple[str, ...]]

    def score(self, flights: pa.Table) -> Floats:
        """Return the probability that each flight is late.

        Args:
            flights: Any number of rows with the columns of `FEATURES`; missing values are
                handled, and a category never seen in training is treated as missing.

        Returns:
            Shape (n,), in [0, 1]. The same row always gets the same score, in whatever batch.
        """
        if flights.num_rows == 0:
            return np.empty(0)
        scores: Floats = self.classifier.predict_proba(_matrix(flights, self.codes))[:, 1]
        return scores

    def predict(self, flights: pa.Table) -> pa.Array:
        """Return ``"late"`` where the score is at least `THRESHOLD`, else ``"on_time"``."""
        return predicted(self.score(flights))

    def importance(self, flights: pa.Table) -> dict[str, float]:
        """Return how much AUC is lost when the values of one feature are shuffled.

        Args:
            flights: Rows with the columns of `FEATURES` and ``late``; a sample of those with a
                label is used.
        """
        rng = np.random.default_rng(SEED)
        known = flights.filter(flights["late"].is_valid())
        rows = rng.permutation(known.num_rows)[:_IMPORTANCE_ROWS]
        sample = known.take(pa.array(rows))
        late = sample["late"].to_numpy() == LATE
        whole = roc_auc_score(late, self.score(sample))
        lost = {}
        for name in FEATURES:
            shuffled = sample[name].take(pa.array(rng.permutation(sample.num_rows)))
            mixed = sample.set_column(sample.column_names.index(name), name, shuffled)
            lost[name] = max(0.0, float(whole - roc_auc_score(late, self.score(mixed))))
        return lost


def predicted(score: Floats) -> pa.Array:
    """Return the class that each *score* stands for, at `THRESHOLD`."""
    return pc.if_else(pa.array(score >= THRESHOLD), LATE, ON_TIME)


def train(flights: pa.Table) -> FlightModel:
    """Train gradient-boosted trees on the rows of *flights* whose label is known.

    Args:
        flights: Rows with the columns of `FEATURES` and ``late``; a null label leaves the row
            out. Select the period before calling.

    Returns:
        The same model for the same rows: sampling and splits are seeded.

    Raises:
        NotEnoughData: not both classes are among the labels.
    """
    known = flights.filter(flights["late"].is_valid())
    late = known["late"].to_numpy() == LATE
    if np.unique(late).size < 2:
        raise NotEnoughData(
            f"training needs late and punctual flights, got {int(late.sum())} late of {late.size}",
            hint="take a longer period",
        )
    codes = {name: tuple(sorted(pc.unique(_text(known[name])).to_pylist())) for name in CATEGORIES}
    classifier = HistGradientBoostingClassifier(
        max_iter=60,
        learning_rate=0.1,
        max_leaf_nodes=15,
        min_samples_leaf=100,
        l2_regularization=1.0,
        early_stopping=False,
        categorical_features=[FEATURES.index(name) for name in CATEGORIES],
        random_state=SEED,
    )
    classifier.fit(_matrix(known, codes), late)
    return FlightModel(classifier, codes)


def _matrix(flights: pa.Table, codes: Mapping[str, tuple[str, ...]]) -> Floats:
    columns = [
        pc.index_in(_text(flights[name]), pa.array(codes[name], pa.string())) for name in CATEGORIES
    ]
    columns += [flights[name] for name in NUMBERS]
    matrix = np.empty((flights.num_rows, len(FEATURES)))
    for j, column in enumerate(columns):
        matrix[:, j] = column.cast(pa.float64()).to_numpy()
    return matrix


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())
