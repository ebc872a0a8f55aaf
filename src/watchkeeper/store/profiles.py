"""Profile cells in the lake: appended as partials, added up when they are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column_cells import COUNTS, ColumnCells
from watchkeeper.store.cell_key import CellKey, key_columns, matches
from watchkeeper.store.declare import open_table
from watchkeeper.store.given import utc_days
from watchkeeper.store.lake.schemas import PROFILES, TIMESTAMP
from watchkeeper.store.lake.snapshot import Day
