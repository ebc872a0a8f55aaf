"""``watchkeeper check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from watchkeeper.cli.exit_code import FailOn, exit_code
from watchkeeper.cli.options import (
    Columns,
    EveryWindow,
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
)
from watchkeeper.cli.output import note, print_json, print_rich
from watchkeeper.errors import ConfigError


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
    features: Columns = None,
    ignore: Columns = None,
    categorical: Columns = None,
    segments: Columns = None,
    weight: Annotated[str | None, typer.Option(metavar="COLUMN")] = None,
    every: EveryWindow = None,
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
    from watchkeeper.app.check import check as judge

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
        segments=names(segments),
        weight=weight,
        every=every,
        tz=tz,
        false_alarms_per_week=false_alarms_per_week,
    )
    if html is not None:
        report.to_html(html)
        note(f"report written to {html}")
    if json:
        print_json(report.to_dicts())
    else:
        print_rich(report)
    return exit_code((finding.level for finding in report.findings), fail_on)
