"""Logs: one line of JSON on stderr for each event; no value of a feature, no secret."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
import structlog

_encode = msgspec.json.Encoder(enc_hook=str).encode


def configure_logs(process: str) -> None:
    """Send the events of this process, and the warnings of its libraries, to stderr.

    Args:
        process: ``server``, ``writer`` or ``evaluator``: stands in each line.
    """
    structlog.configure(
        processors=[
            lambda _logger, _name, event: {**event, "process": process},
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _as_line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    _logger.cache_clear()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OfLibraries(process))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


@cache
def _logger() -> Any:
    return structlog.get_logger().bind()


def log(event: str, facts: Mapping[str, object]) -> None:
    """Write one event with its *facts*."""
    _logger().info(event, **facts)


def _as_line(_logger: object, _name: str, event: Any) -> str:
    line: bytes = _encode(dict(event))
    return line.decode()


class _OfLibraries(logging.Formatter):
    """What a library says, as a line like the others."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of *record*; of an error its kind and place, never its values."""
        facts: dict[str, object] = {
            "process": self._process,
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0] is not None:
            facts["error"] = record.exc_info[0].__name__
            facts["trace"] = _places(record.exc_info[2])
        return _as_line(None, "", facts)


def _places(trace: Any) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]
