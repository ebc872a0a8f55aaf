"""Realised performance: rows become cells of sums, and any cell answers every metric."""

from watchkeeper.performance.assemble import class_rows, value_rows
from watchkeeper.performance.classes import (
    binary_classes,
    encode,
    multiclass_classes,
    require_known,
)
from watchkeeper.performance.columns import TextColumn, number_column, text_column
from watchkeeper.performance.edges import ScoreEdges, edges_from_reference, edges_from_scores
from watchkeeper.performance.metrics import evaluate, metrics_named
from watchkeeper.performance.rows import ClassRows, ValueRows
from watchkeeper.performance.summarise import summarise, summarise_hours
from watchkeeper.performance.summary import ScoreCells

__all__ = [
    "ClassRows",
    "ScoreCells",
    "ScoreEdges",
    "TextColumn",
    "ValueRows",
    "binary_classes",
    "class_rows",
    "edges_from_reference",
    "edges_from_scores",
    "encode",
    "evaluate",
    "metrics_named",
    "multiclass_classes",
    "number_column",
    "require_known",
    "summarise",
    "summarise_hours",
    "text_column",
    "value_rows",
]
