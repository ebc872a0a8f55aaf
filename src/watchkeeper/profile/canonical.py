"""One text for one category, whatever type it arrives in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

_WHOLE = re.compile(r"(-?(?:0|[1-9]\d*))\.0")
_WORDS = {"True": "true", "False": "false", "-0": "0"}
_TWINS = {"true": "1", "false": "0", "1": "true", "0": "false"}


def canonical_text(value: Any) -> str:
    """Return the text of a category: ``1``, ``1.0`` and ``"1.0"`` are ``"1"``, True is ``"true"``.

    Other text stays as it is: ``"007"`` is not 7, and ``"1.10"`` is not ``"1.1"``.
    """
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return _text(repr(float(value)))
    if isinstance(value, Decimal):
        return _text(f"{value.normalize():f}") if value.is_finite() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace")
    return str(value)


def match_known(text: str, known: Collection[str]) -> str:
    """Return *text*, or its twin among *known*: a boolean column may once have been 0 and 1."""
    if text in known:
        return text
    twin = _TWINS.get(text, text)
    return twin if twin in known else text


def in_natural_order(texts: Iterable[str]) -> list[str]:
    """Sort canonical texts: numbers by value, then words by letter."""
    return sorted(texts, key=_natural_key)


def _natural_key(text: str) -> tuple[bool, float, str]:
    try:
        return False, float(text), text
    except ValueError:
        return True, 0.0, text


def _text(text: str) -> str:
    whole = _WHOLE.fullmatch(text)
    text = whole[1] if whole else text
    return _WORDS.get(text, text)
