"""The catalog: models, versions, leases, due evaluations, changes, counters, settings."""

from watchkeeper.store.catalog.catalog import Catalog
from watchkeeper.store.catalog.changes import Change
from watchkeeper.store.catalog.evaluations import Claim, Evaluation, EvaluationKey
from watchkeeper.store.catalog.fields import StoredField

__all__ = ["Catalog", "Change", "Claim", "Evaluation", "EvaluationKey", "StoredField"]
