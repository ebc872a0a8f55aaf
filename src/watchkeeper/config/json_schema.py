"""The JSON Schema that editors check and complete ``watchkeeper.toml`` with."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from watchkeeper.config.duration import format_duration
from watchkeeper.config.schema import Settings


def json_schema(schema: type[Settings]) -> str:
    """Return *schema* as the text of a JSON Schema file, the same for the same settings."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema.model_json_schema(schema_generator=_AsTheFileWritesIt),
        "title": "watchkeeper.toml",
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


class _AsTheFileWritesIt(GenerateJsonSchema):
    def encode_default(self, dft: Any) -> Any:
        return format_duration(dft) if isinstance(dft, timedelta) else super().encode_default(dft)
