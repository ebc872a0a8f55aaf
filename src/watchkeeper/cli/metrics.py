"""``watchkeeper metrics``."""

from __future__ import annotations

from typing import Annotated

import typer

from watchkeeper.cli.exit_code import ExitCode
from watchkeeper.cli.options import (
    EveryWindow,
    Frame,
    Json,
    Positive,
    Prediction,
    Score,
    TaskName,
    Timestamp,
    TimeZone,
    names,
    score_columns,
)
from watchkeeper.cli.output import note, print_json
from watchkeeper.cli.progress import progress_bar


def metrics(
    frame: Frame,
    label: Annotated[str, typer.Option(metavar="COLUMN", help="Column of what was true.")],
    metrics: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME,...", help="Such as roc_auc,f1; else the task's main one."),
    ] = None,
    score: Score = None,
    prediction: Prediction = None,
    positive: Positive = None,
    task: TaskName = None,
    timestamp: Timestamp = None,
    every: EveryWindow = None,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN,...", help="Columns whose values make groups."),
    ] = None,
    threshold: Annotated[
        float, typer.Option(help="Least score of a positive answer, without --prediction.")
    ] = 0.5,
    tz: TimeZone = None,
    json: Json = False,
) -> int:
    """Measure performance, each value with its interval.

    Exits 0, or 4 when no value could be measured.
    """
    from watchkeeper.app.metrics import metrics as measure

    with progress_bar("measuring"):
        table = measure(
            frame,
            names(metrics) or None,
            label=label,
            score=score_columns(score),
            prediction=prediction,
            positive=positive,
            task=task,
            timestamp=timestamp,
            every=every,
            by=names(by),
            threshold=threshold,
            tz=tz,
        )
    if json:
        for notice in table.notices:
            note(notice)
        print_json(table.to_dicts())
    else:
        typer.echo(str(table))
    known = any(value.value is not None for value in table)
    return ExitCode.OK if known else ExitCode.NOT_JUDGED
