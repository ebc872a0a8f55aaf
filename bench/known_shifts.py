"""Four streams with a shift on a known day: NannyML's synthetic data sets (THIRD_PARTY.md)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from day_stream import DayStream, by_day

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "known_shifts"
_ROLES = {"y_pred_proba": "score", "y_pred": "prediction"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownShift:
    """A data set; its windows are UTC days, numbered from 0.

    The shift begins with the row in the middle of the judged half: ``shift_day`` is the first
    day most of whose rows are shifted, ``shift_week`` the first such week (None: too short).
    ``positive`` is the positive class of a binary model.
    """

    name: str
    file: str
    positive: str | None
    shift_day: int
    shift_week: int | None

    def load(self) -> tuple[DayStream, DayStream]:
        """Return the reference, and the stream that follows it."""
        table = pq.read_table(FOLDER / f"{self.file}.parquet")
        table = table.rename_columns([_ROLES.get(name, name) for name in table.column_names])
        part = table["part"].cast(pa.string())
        reference, analysis = (
            _days(table.filter(pc.equal(part, name)).drop_columns(["part"]))
            for name in ("reference", "analysis")
        )
        return reference, analysis


KNOWN_SHIFTS: tuple[KnownShift, ...] = (
    KnownShift(name="car loans", file="car_loans", positive="1", shift_day=152, shift_week=22),
    KnownShift(
        name="work from home", file="work_from_home", positive="1", shift_day=608, shift_week=87
    ),
    KnownShift(name="credit cards", file="credit_cards", positive=None, shift_day=62, shift_week=9),
    KnownShift(name="used cars", file="used_cars", positive=None, shift_day=12, shift_week=None),
)


def _days(table: pa.Table) -> DayStream:
    when = table["timestamp"]
    day = when.cast(pa.date32(), safe=False)
    names = tuple(name for name in table.column_names if name != "timestamp")
    return by_day(table, names, when=when, day=day, timezone="UTC")
