"""A scikit-learn estimator that logs what it answers.

    model = watched(joblib.load("model.joblib"), client)
    model.predict(frame)

Known by how they behave, so that none is imported: scikit-learn's estimators and pipelines and
what acts like them (XGBoost, LightGBM, CatBoost); pandas and polars frames, NumPy arrays, lists.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from watchkeeper.sdk.client import Client

METHODS = ("predict", "predict_proba")


def watched(
    estimator: Any,
    client: Client,
    *,
    methods: Iterable[str] = METHODS,
    positive: Any = None,
    feature_names: Sequence[str] | None = None,
) -> WatchedEstimator:
    """Return *estimator* with its answers logged, one record for each row.

    Args:
        estimator: A fitted estimator or pipeline.
        client: Where the records go.
        methods: Whose answers are logged; name one where both are called on the same rows.
        positive: The class whose probability is the score, of two; the second if not given.
        feature_names: Names of the columns of arrays; what the estimator was fitted with if not
            given, else ``x0``, ``x1``, ...
    """
    return WatchedEstimator(estimator, client, tuple(methods), positive, feature_names)


class WatchedEstimator:
    """Answers as the estimator does, errors included; everything else is the estimator's own."""

    def __init__(
        self,
        estimator: Any,
        client: Client,
        methods: tuple[str, ...],
        positive: Any,
        feature_names: Sequence[str] | None,
    ) -> None:
        self._estimator = estimator
        self._client = client
        self._methods = frozenset(methods)
        self._positive = positive
        self._feature_names = feature_names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            # Before __init__ ran, as when copied, there is no estimator to ask.
            raise AttributeError(name)
        return getattr(self._estimator, name)

    def __repr__(self) -> str:
        return f"watched({self._estimator!r})"

    def predict(self, X: Any, *args: Any, ids: Iterable[str] | None = None, **kwargs: Any) -> Any:
        """Return the estimator's predictions; *ids* are the names under which labels will come."""
        return self._answer("predict", X, args, kwargs, ids)

    def predict_proba(
        self, X: Any, *args: Any, ids: Iterable[str] | None = None, **kwargs: Any
    ) -> Any:
        """Return the estimator's probabilities; the likeliest class is logged as prediction."""
        return self._answer("predict_proba", X, args, kwargs, ids)

    def _answer(
        self,
        method: str,
        rows: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        ids: Iterable[str] | None,
    ) -> Any:
        ask = getattr(self._estimator, method)
        if method not in self._methods:
            return ask(rows, *args, **kwargs)
        began = time.perf_counter()
        try:
            answers = ask(rows, *args, **kwargs)
        except Exception:
            self._log(rows, None, method, began, ids)
            raise
        self._log(rows, answers, method, began, ids)
        return answers

    def _log(
        self, rows: Any, answers: Any, method: str, began: float, ids: Iterable[str] | None
    ) -> None:
        """Log one record a row; whatever goes wrong here is counted, and costs no answer."""
        elapsed_ms = (time.perf_counter() - began) * 1000
        self._client.log_many(self._records(rows, answers, method, elapsed_ms, ids))

    def _records(
        self,
        rows: Any,
        answers: Any,
        method: str,
        elapsed_ms: float,
        ids: Iterable[str] | None,
    ) -> Iterator[dict[str, Any]]:
        features = list(self._features(rows))
        each_ms = round(elapsed_ms / max(len(features), 1), 4)
        names = list(ids) if ids is not None else [None] * len(features)
        if answers is None:
            fields: Iterable[dict[str, Any]] = [{"status": "failed"}] * len(features)
        elif method == "predict":
            fields = ({"prediction": answer} for answer in _listed(answers))
        else:
            fields = self._probabilities(answers)
        for row, name, field in zip(features, names, fields, strict=True):
            yield {"features": row, "id": name, "latency_ms": each_ms, **field}

    def _probabilities(self, answers: Any) -> Iterator[dict[str, Any]]:
        """Yield prediction and score, or scores, of each row of class probabilities."""
        classes = _listed(self._estimator.classes_)
        positive = classes[-1] if self._positive is None else self._positive
        for row in _listed(answers):
            likeliest = classes[max(range(len(row)), key=row.__getitem__)]
            if len(classes) == 2:
                yield {"prediction": likeliest, "score": row[classes.index(positive)]}
            else:
                yield {"prediction": likeliest, "scores": dict(zip(classes, row, strict=True))}

    def _features(self, rows: Any) -> Iterator[dict[str, Any]]:
        """Yield the features of each row by name."""
        if hasattr(rows, "columns"):
            names = [str(name) for name in rows.columns]
            columns = [_listed(rows[name]) for name in rows.columns]
            yield from (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
            return
        dense = rows.toarray() if hasattr(rows, "toarray") else rows
        for row in _listed(dense):
            values = _listed(row) if hasattr(row, "__len__") and not isinstance(row, str) else [row]
            yield dict(zip(self._names(len(values)), values, strict=True))

    def _names(self, number: int) -> Sequence[str]:
        names = self._feature_names
        if names is None:
            names = getattr(self._estimator, "feature_names_in_", None)
        if names is None or len(names) != number:
            return [f"x{index}" for index in range(number)]
        return [str(name) for name in names]


def _listed(values: Any) -> list[Any]:
    """Return *values* as a list of Python values, where it can give one."""
    for way in ("tolist", "to_list"):
        if hasattr(values, way):
            listed: list[Any] = getattr(values, way)()
            return listed
    return list(values)
