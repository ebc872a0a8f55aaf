"""The schema of one installation: the workspace's tables and one for each monitor."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from types import GenericAlias
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    create_model,
)

from watchkeeper.config.problems import as_problem
from watchkeeper.config.schema import (
    ChannelSettings,
    LimitSettings,
    Monitors,
    Settings,
    Table,
    monitor_field,
    named_once,
)
from watchkeeper.errors import ConfigError, WatchkeeperError, closest


def assemble(
    monitors: Mapping[str, type[Any]],
    *,
    questions: Mapping[str, str] | None = None,
    limited: Sequence[str] | None = None,
    channels: Sequence[type[ChannelSettings]] = (),
) -> type[Settings]:
    """Return the schema with a table ``[monitor.<name>]`` for each of *monitors*.

    Args:
        monitors: Name of a monitor to the frozen dataclass of its settings. Every field needs
            a default, lengths of time the type ``Duration``; what its ``__post_init__``
            raises is reported together with all other problems of the file.
        limited: The monitors whose tolerances a ``[[limit]]`` can set; None: all.
        channels: The settings of each kind of channel, told apart by their ``kind``.
        questions: Name of a monitor to the question it answers, for people and editors.
    """
    asked = questions or {}
    fields: dict[str, Any] = {
        monitor_field(name): (
            Annotated[config, _collecting(config)],
            Field(default_factory=config, alias=name, description=asked.get(name)),
        )
        for name, config in monitors.items()
    }
    tables = create_model("Monitors", __base__=Table, __doc__=Monitors.__doc__, **fields)
    limit = create_model(
        "LimitSettings",
        __base__=LimitSettings,
        __doc__=LimitSettings.__doc__,
        monitor=(
            _one_of(tuple(monitors if limited is None else limited)),
            Field(description="The monitor that is meant."),
        ),
    )
    channel: Any = GenericAlias(tuple, (_any_of(channels), ...))
    tables_of_the_file: dict[str, Any] = {
        "monitors": (tables, Field(default_factory=tables, alias="monitor")),
        "limits": (GenericAlias(tuple, (limit, ...)), Field(default=(), alias="limit")),
        "channels": (
            Annotated[channel, AfterValidator(named_once)],
            Field(default=(), alias="channel"),
        ),
    }
    return create_model(
        "Settings", __base__=Settings, __doc__=Settings.__doc__, **tables_of_the_file
    )


def _collecting(config: type[Any]) -> WrapValidator:
    # A dataclass takes its configuration from what stands around it; TOML has no null.
    optional: Any = config | None
    strict: TypeAdapter[Any] = TypeAdapter(optional, config=ConfigDict(extra="forbid"))

    def validated(value: Any, _: ValidatorFunctionWrapHandler) -> Any:
        # A function in Python is handed Python values, for which strict would refuse a list
        # as a tuple; so the table goes back to JSON, as the rest of the file does.
        try:
            return strict.validate_json(json.dumps(value), strict=True)
        except WatchkeeperError as error:
            raise as_problem(error) from error

    return WrapValidator(validated)


def _any_of(channels: Sequence[type[ChannelSettings]]) -> Any:
    if len(channels) < 2:
        return channels[0] if channels else ChannelSettings
    return Annotated[reduce(or_, channels), Field(discriminator="kind")]


def _one_of(names: tuple[str, ...]) -> Any:
    def known(name: str) -> str:
        if name not in names:
            raise as_problem(
                ConfigError(
                    f"no monitor with tolerances is called {name!r}", hint=closest(name, names)
                )
            )
        return name

    return Annotated[str, AfterValidator(known), WithJsonSchema({"enum": sorted(names)})]
