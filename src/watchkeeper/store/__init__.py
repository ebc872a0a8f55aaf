"""What a workspace remembers: a lake of rows and summaries, a catalog of everything else."""

from watchkeeper.store.cell_key import CellKey, Hours
from watchkeeper.store.declare import declare_classes, declare_features
from watchkeeper.store.labels import read_labels, write_labels
from watchkeeper.store.latest_labels import latest_labels
from watchkeeper.store.predictions import WriteResult, read_predictions, write_predictions
from watchkeeper.store.profiles import append_profiles, read_profiles
from watchkeeper.store.results import append_results, read_results
from watchkeeper.store.samples import read_samples, write_samples
from watchkeeper.store.scores import read_scores, replace_scores
from watchkeeper.store.store import Store, is_workspace

__all__ = [
    "CellKey",
    "Hours",
    "Store",
    "WriteResult",
    "append_profiles",
    "append_results",
    "declare_classes",
    "declare_features",
    "is_workspace",
    "latest_labels",
    "read_labels",
    "read_predictions",
    "read_profiles",
    "read_results",
    "read_samples",
    "read_scores",
    "replace_scores",
    "write_labels",
    "write_predictions",
    "write_samples",
]
