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

from watchkeeper.errors import ConfigError, unknown_name
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

    Raises:
        ConfigError: a method that is not known, or a positive class that the estimator has not.
    """
    methods = tuple(methods)
    for method in methods:
        if method not in METHODS:
            raise unknown_name("method", method, METHODS, where="methods")
    classes = _listed(getattr(estimator, "classes_", ()))
    if positive is not None and positive not in classes:
        raise ConfigError(
            f"positive: the estimator has no class {positive!r}",
            hint=f"its classes are {', '.join(map(repr, classes)) or 'not known'}",
        )
    return WatchedEstimator(estimator, client, methods, positive, feature_names)


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
        if name == "_estimator":
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
        # Taken before the call: some steps of a pipeline change their input in place.
        features = self._features_or_none(rows)
        began = time.perf_counter()
        answers = None
        try:
            answers = ask(rows, *args, **kwargs)
            return answers
        finally:
            if features:
                each_ms = round((time.perf_counter() - began) * 1000 / len(features), 4)
                outcomes = self._outcomes(method, answers, len(features))
                self._client.log_many(_records(features, ids, each_ms, outcomes))

    def _outcomes(self, method: str, answers: Any, rows: int) -> Iterator[dict[str, Any]]:
        """Yield what became of each row; *answers* is None when there are none."""
        if answers is None:
            yield from ({"status": "failed"} for _ in range(rows))
        elif method == "predict":
            yield from ({"prediction": answer} for answer in _listed(answers))
        else:
            yield from self._probabilities(answers)

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

    def _features_or_none(self, rows: Any) -> list[dict[str, Any]] | None:
        try:
            return list(self._features(rows))
        except Exception as error:
            self._client.refuse("a watched estimator", error)
            return None

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


def _records(
    features: list[dict[str, Any]],
    ids: Iterable[str] | None,
    each_ms: float,
    outcomes: Iterator[dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """Yield the arguments of ``Client.log``; runs, and fails, inside ``log_many``."""
    names = [None] * len(features) if ids is None else list(ids)
    for row, name, outcome in zip(features, names, outcomes, strict=True):
        yield {"features": row, "id": name, "latency_ms": each_ms, **outcome}


def _listed(values: Any) -> list[Any]:
    """Return *values* as a list of Python values, where it can give one."""
    for way in ("tolist", "to_list"):
        if hasattr(values, way):
            listed: list[Any] = getattr(values, way)()
            return listed
    return list(values)
