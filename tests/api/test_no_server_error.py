"""Whatever is sent, the answer is never a server error."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app

FILES = ("application/vnd.apache.arrow.stream", "application/vnd.apache.parquet")


@schemathesis.serializer(*FILES)
def as_bytes(_context: Any, value: Any) -> Any:
    """Send a file as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def document(ws: Any) -> Any:
    """Return the OpenAPI document of an application on a small workspace."""
    app = create_app(ws, access=Access(mode="open", any_host=True))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize("examples", [6, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_nothing_that_is_sent_breaks_the_server(
    document: Any, mode: GenerationMode, examples: int
) -> None:
    """Input as the OpenAPI document has it, and input that breaks its rules."""
    operations = [found.ok() for found in document.get_all_operations()]
    assert len(operations) > 20

    for operation in operations:

        @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
        def never_breaks(case: Any, known: bool) -> None:
            # A made-up name is a 404 and leads no deeper.
            if known and "model" in case.path_parameters:
                case.path_parameters["model"] = "flights"
            reply = case.call()
            assert reply.status_code < 500, f"{case.as_curl_command()} -> {reply.text}"

        # An address without any argument cannot be asked wrongly.
        with suppress(Unsatisfiable):
            never_breaks()
