"""Arguments that several commands take, and how their text is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from watchkeeper.cli.exit_code import FailOn
from watchkeeper.cli.output import note
from watchkeeper.errors import ConfigError
from watchkeeper.model import Task

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
FailOnLevel = Annotated[
    FailOn, typer.Option("--fail-on", help="Exit 1 on findings at or above this level.")
]
WorkspaceFolder = Annotated[
    Path, typer.Option("--workspace", "-w", metavar="DIR", help="Folder of the workspace.")
]
Frame = Annotated[Path, typer.Argument(metavar="FRAME", exists=True, help="A Parquet file.")]
TaskName = Annotated[Task | None, typer.Option(help="What kind of answer the model gives.")]
Label = Annotated[str | None, typer.Option(metavar="COLUMN", help="Column of the labels.")]
Prediction = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Column of the predictions.")
]
Score = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN",
        help="Column of the score; CLASS=COLUMN once for each class of a multiclass model.",
    ),
]
Positive = Annotated[
    str | None, typer.Option(metavar="CLASS", help="The class whose probability the score is.")
]
Timestamp = Annotated[str | None, typer.Option(metavar="COLUMN", help="Column of the times.")]
EveryWindow = Annotated[
    str | None, typer.Option("--every", metavar="1h|1d|1w", help="One answer for each window.")
]
TimeZone = Annotated[
    str | None,
    typer.Option("--tz", metavar="ZONE", help="Zone of times without one, and of the windows."),
]


def names(values: Sequence[str] | None) -> tuple[str, ...]:
    """Split each of *values* at its commas: ``a,b`` and ``a`` ``b`` are the same."""
    return tuple(
        name.strip() for value in values or () for name in value.split(",") if name.strip()
    )


def window(text: str | None) -> str | int | None:
    """Return what ``every=`` takes: a number stands for so many rows, other text for a time."""
    return int(text) if text is not None and text.isdecimal() else text


def score_columns(values: Sequence[str] | None) -> str | Mapping[Any, str] | None:
    """Return the one score column, or class to column where ``CLASS=COLUMN`` was written.

    Raises:
        ConfigError: several columns without their classes, or a class given twice.
    """
    if not values:
        return None
    if len(values) == 1 and "=" not in values[0]:
        return values[0]
    columns: dict[str, str] = {}
    for value in values:
        name, equals, column = value.partition("=")
        if not (name and equals and column) or name in columns:
            raise ConfigError(
                f"--score {value!r} does not name a class and its column",
                hint="write --score cat=p_cat --score dog=p_dog, each class once",
            )
        columns[name] = column
    return columns


def moment(text: str | None, *, option: str) -> datetime | None:
    """Read an ISO 8601 time; without a zone it is UTC, and that is said on stderr.

    Raises:
        ConfigError: *text* is not a time.
    """
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"{option} {text!r} is not a time", hint="write 2024-01-31 or 2024-01-31T12:00:00Z"
        ) from error
    if when.tzinfo is None:
        note(f"{option} {text} has no zone and is read as UTC")
        return when.replace(tzinfo=UTC)
    return when
