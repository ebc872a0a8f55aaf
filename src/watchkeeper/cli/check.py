"""``watchkeeper check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchkeeper.cli.exit_code import FailOn, exit_code_of
from watchkeeper.cli.options import (
    FailOnLevel,
    Json,
    Label,
    Positive,
    Prediction,
    Score,
    TaskName,
    Timestamp,
    TimeZone,
    names,
    score_columns,
    window,
)
from watchkeeper.cli.output import note, print_json, print_rich, write_html
from watchkeeper.cli.progress import progress_bar
from watchkeeper.errors import ConfigError

if TYPE_CHECKING:
    from watchkeeper.report import Report


def check(
    current: Annotated[
        Path, typer.Argument(metavar="CURRENT", exists=True, help="A Parquet file to judge.")
    ],
    reference: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, help="A Parquet file taken as normal."),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Judge CURRENT after this time against before."),
    ] = None,
    task: TaskName = None,
    prediction: Prediction = None,
    score: Score = None,
    label: Label = None,
    positive: Positive = None,
    timestamp: Timestamp = None,
    id: Annotated[str | None, typer.Option(metavar="COLUMN", help="Column of the ids.")] = None,
    features: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN,...", help="Columns to watch; default all without a part."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN,...", help="Columns to leave out.")
    ] = None,
    categorical: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN,...", help="Number columns that are codes."),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(
            metavar="1h|1d|1w|ROWS", help="Judge window by window: in time, or of so many rows."
        ),
    ] = None,
    tz: TimeZone = None,
    false_alarms_per_week: Annotated[
        float, typer.Option(help="Budget of false alarms for windows in time.")
    ] = 1.0,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the report as one HTML file.")
    ] = None,
    json: Json = False,
    fail_on: FailOnLevel = FailOn.CRITICAL,
) -> int:
    """Judge the rows of a file against a reference.

    Data quality and drift need no more than the two; name the columns that hold predictions,
    scores and labels, and performance is judged as well.

    Exits 0 when no finding reaches --fail-on, 1 when one does, 4 when nothing could be judged.
    """
    if (reference is None) == (split is None):
        raise ConfigError(
            "check needs something taken as normal, and only one",
            hint="give --reference FILE, or --split WHEN with --timestamp COLUMN",
        )
    from watchkeeper.report.check import check as judge

    with progress_bar("judging"):
        report = judge(
            current,
            reference,
            split=split,
            task=task,
            prediction=prediction,
            score=score_columns(score),
            label=label,
            positive=positive,
            timestamp=timestamp,
            id=id,
            features=names(features) or None,
            ignore=names(ignore),
            categorical=names(categorical),
            every=window(every),
            tz=tz,
            false_alarms_per_week=false_alarms_per_week,
        )
    if html is not None:
        write_html(report, html)
        note(f"report written to {html}")
    if json:
        print_json(_plain(report))
    else:
        print_rich(report)
    return exit_code_of(report.findings, fail_on)


def _plain(report: Report) -> dict[str, object]:
    return {
        "level": report.level,
        "verdict": report.verdict,
        "rows_reference": report.rows_reference,
        "rows_current": report.rows_current,
        "notes": report.notes,
        "findings": report.to_dicts(),
    }
