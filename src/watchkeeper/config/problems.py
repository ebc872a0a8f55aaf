"""What is wrong with a settings file: every problem, each with its place and its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from watchkeeper.config.place import is_section, place
from watchkeeper.errors import ConfigError, WatchkeeperError, closest

_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")
_NOT_A_LIST = ("tuple_type", "list_type")
_NOT_A_TABLE = ("model_type", "model_attributes_type", "dataclass_type", "dict_type")
_LONGEST_VALUE = 60


def as_problem(error: WatchkeeperError) -> PydanticCustomError:
    """Return *error* in the form that validation collects instead of stopping at it."""
    context = {"text": error.message, "hint": error.hint}
    return PydanticCustomError("watchkeeper", "{text}", context)


def config_error(
    error: ValidationError, *, raw: Mapping[str, Any], schema: type[BaseModel], where: str
) -> ConfigError:
    """Return one error that lists every problem, a line ``file: [section] key: what`` for each.

    Args:
        error: What validation of *raw* found.
        raw: The file as it was read, to name entries and sections.
        schema: What the file was held against, to know the right names.
        where: The file's name, the beginning of each line.
    """
    known = schema.model_json_schema()
    problems = [
        ConfigError(
            f"{where}: {place(found['loc'], raw)}: {_what(found)}", hint=_hint(found, known)
        )
        for found in error.errors(include_url=False)
    ]
    if len(problems) == 1:
        return problems[0]
    return ConfigError("\n".join(map(str, problems)))


def _what(found: ErrorDetails) -> str:
    kind, value = found["type"], found["input"]
    if kind == "missing":
        return "is required"
    if kind in _UNKNOWN_KEY:
        return "no such section" if is_section(value) else f"no such setting, got {value!r}"
    if kind == "literal_error":
        return f"not a known value, got {value!r}"
    if kind == "watchkeeper":
        return found["msg"]
    text = re.sub(r"^Input should (be )?", r"must \1", found["msg"]).replace("an object", "a table")
    return f"{text}, got {_shown(value)}"


def _hint(found: ErrorDetails, known: dict[str, Any]) -> str:
    kind, loc, value = found["type"], found["loc"], found["input"]
    if kind in _UNKNOWN_KEY:
        return closest(str(loc[-1]), _names_at(known, loc[:-1]))
    if kind == "literal_error":
        return closest(str(value), re.findall(r"'([^']*)'", found["ctx"]["expected"]))
    if kind in _NOT_A_LIST and isinstance(value, dict):
        return f"write [[{'.'.join(map(str, loc))}]]: it can be given many times"
    if kind in _NOT_A_TABLE and is_section(value):
        return f"write [{'.'.join(map(str, loc))}]: it can be given once"
    return str(found.get("ctx", {}).get("hint", ""))


def _shown(value: object) -> str:
    if is_section(value):
        return "a table" if isinstance(value, dict) else "a list of tables"
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def _names_at(known: dict[str, Any], loc: Sequence[int | str]) -> list[str]:
    """Return the keys that the JSON Schema *known* has at *loc*."""
    node = _resolved(known, known)
    for step in loc:
        child = node.get("items", {}) if isinstance(step, int) else node["properties"][step]
        node = _resolved(child, known)
    return list(node.get("properties", {}))


def _resolved(node: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref")
    return known["$defs"][reference.rsplit("/", 1)[-1]] if reference else node
