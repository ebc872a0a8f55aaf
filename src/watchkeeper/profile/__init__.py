"""Profiles: mergeable counts of a frame's columns against the bins of a baseline."""

from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.bins import CategoryBins, NumericBins
from watchkeeper.profile.canonical import canonical_text, match_known
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.profile.frame import FilteredFrame, Frame, open_frame
from watchkeeper.profile.kernel import NO_HOUR, profile_rows
from watchkeeper.profile.table import CELLS_SCHEMA, cells_from_table, cells_to_table
from watchkeeper.profile.timestamps import utc_hours, utc_microseconds

__all__ = [
    "CELLS_SCHEMA",
    "NO_HOUR",
    "Baseline",
    "CategoryBins",
    "ColumnBaseline",
    "ColumnCells",
    "FilteredFrame",
    "Frame",
    "NumericBins",
    "ProfileCells",
    "canonical_text",
    "cells_from_table",
    "cells_to_table",
    "match_known",
    "open_frame",
    "profile_rows",
    "utc_hours",
    "utc_microseconds",
]
