from __future__ import annotations

import re
from dataclasses import dataclass

from watchkeeper.config import (
    LimitSettings,
    ModelSettings,
    WorkspaceSettings,
    assemble,
    parse,
    template,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """Settings of an invented monitor."""

    metrics: tuple[str, ...] = ("roc_auc",)
    floor: float | None = None


SCHEMA = assemble({"performance": Performance})


def test_the_new_file_means_the_defaults() -> None:
    """What is written out is the default, everything else is a comment."""
    assert parse(template(SCHEMA), SCHEMA, where="w.toml") == SCHEMA()


def test_the_first_line_points_editors_to_the_schema() -> None:
    """The JSON Schema is written beside the file."""
    assert template(SCHEMA).startswith("#:schema ./watchkeeper.schema.json\n")


def test_the_examples_are_right_once_uncommented() -> None:
    """Whoever removes the comment signs gets a file that loads, with every key of each table."""
    text = re.sub(r"(?m)^# (\[|\w+ = )", r"\1", template(SCHEMA))
    settings = parse(text, SCHEMA, where="w.toml")

    assert settings.models[0].model_fields_set == set(ModelSettings.model_fields)
    assert settings.limits[0].model_fields_set == set(LimitSettings.model_fields)
    assert settings.workspace.model_fields_set == set(WorkspaceSettings.model_fields)
    assert settings.monitor("performance") == Performance()


def test_monitors_are_explained() -> None:
    """By their question and by what their settings mean; what is not set can only be named."""
    text = template(assemble({"performance": Performance}, questions={"performance": "Good?"}))

    assert text.partition("# [monitor.performance]")[2].partition("\n\n")[0] == (
        '  # Good?\n#   Settings of an invented monitor.\n# metrics = ["roc_auc"]\n# floor: not set'
    )


def test_a_monitor_that_can_only_be_switched_off_needs_no_words() -> None:
    """Its question says it all."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Plain:
        """Whether to look."""

        enabled: bool = True

    assert "Whether to look" not in template(assemble({"missing": Plain}))
