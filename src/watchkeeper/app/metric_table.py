"""What ``metrics`` answers: values with their intervals, as a sequence and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from html import escape
from typing import Any, overload
from zoneinfo import ZoneInfo

import pyarrow as pa

from watchkeeper.model import MetricValue

MOST_LINES = 60
_US_UTC = pa.timestamp("us", "UTC")
_COLUMNS: tuple[tuple[str, pa.DataType], ...] = (
    ("window_start", _US_UTC),
    ("window_end", _US_UTC),
    ("metric", pa.string()),
    ("value", pa.float64()),
    ("lower", pa.float64()),
    ("upper", pa.float64()),
    ("bound", pa.float64()),
    ("n", pa.int64()),
    ("n_labelled", pa.int64()),
    ("reason", pa.string()),
)


class MetricTable(Sequence[MetricValue]):
    """Metric values in the order of group, window and metric.

    ``notices`` says what the reader should know of the data (times without a zone, rows without
    a time). ``str()`` and a notebook show at most 60 values; times are shown in *timezone*.
    """

    __slots__ = ("_values", "notices", "timezone")

    def __init__(
        self, values: Sequence[MetricValue], *, notices: Sequence[str] = (), timezone: str = "UTC"
    ) -> None:
        self._values = tuple(values)
        self.notices = tuple(notices)
        self.timezone = timezone

    @overload
    def __getitem__(self, index: int) -> MetricValue: ...
    @overload
    def __getitem__(self, index: slice) -> MetricTable: ...
    def __getitem__(self, index: int | slice) -> MetricValue | MetricTable:
        if isinstance(index, int):
            return self._values[index]
        return MetricTable(self._values[index], notices=self.notices, timezone=self.timezone)

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[MetricValue]:
        return iter(self._values)

    def __str__(self) -> str:
        head, *lines = self._lines()
        widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
        shown = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in [head, *lines]
        ]
        return "\n".join([*shown, *self._footer()])

    def __repr__(self) -> str:
        return f"<MetricTable of {len(self)} values>\n{self}"

    def _repr_html_(self) -> str:
        head, *lines = self._lines()
        titles = "".join(f'<th style="text-align:left">{escape(cell)}</th>' for cell in head)
        rows = "".join(
            "<tr>"
            + "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in line)
            + "</tr>"
            for line in lines
        )
        footer = "".join(f"<p>{escape(line)}</p>" for line in self._footer())
        return f"<table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>{footer}"

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return plain values only, ready for JSON: times as ISO 8601, ``by`` as a mapping."""
        return [
            asdict(value)
            | {
                "by": dict(value.by),
                "window_start": _iso(value.window_start),
                "window_end": _iso(value.window_end),
            }
            for value in self
        ]

    def to_arrow(self) -> pa.Table:
        """Return one row for each value; the groups are the text columns ``by_<column>``."""
        columns = {
            name: pa.array([getattr(value, name) for value in self], type=kind)
            for name, kind in _COLUMNS
        }
        groups = {
            f"by_{name}": pa.array([dict(value.by)[name] for value in self], type=pa.string())
            for name in self._by()
        }
        return pa.table(groups | columns)

    def _by(self) -> list[str]:
        return [name for name, _ in self._values[0].by] if self._values else []

    def _lines(self) -> list[tuple[str, ...]]:
        timed = any(value.window_start is not None for value in self)
        head = (*(["from"] if timed else []), *self._by(), "metric", "value", "95 % interval")
        lines = [(*head, "labelled", "remark")]
        for value in self._values[:MOST_LINES]:
            cells = [self._local(value.window_start)] if timed else []
            cells += [text for _, text in value.by]
            cells += [value.metric, _number(value.value), _interval(value)]
            lines.append((*cells, f"{value.n_labelled:,} of {value.n:,}", value.reason))
        return lines

    def _footer(self) -> list[str]:
        more = len(self) - MOST_LINES
        return [*([f"... and {more:,} more"] if more > 0 else []), *self.notices]

    def _local(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        local = moment.astimezone(ZoneInfo(self.timezone))
        return local.strftime("%Y-%m-%d %H:%M")


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4g}"


def _interval(value: MetricValue) -> str:
    if value.lower is None or value.upper is None:
        return "unknown"
    return f"{value.lower:.4g} to {value.upper:.4g}"


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
