"""Parse JSON to plain data, with msgspec where it is installed."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from json import JSONDecoder
from typing import Any

from pydantic_core import from_json, to_json

Members = list[tuple[str, Any]]
"""The members of an object, also those with repeated names."""


def parse_json(body: bytes) -> Any:
    """Return the data of JSON in UTF-8.

    msgspec is faster than pydantic's parser. The data is the same; only text with more
    than 200 levels is read by msgspec alone.

    Raises:
        OverflowError: a float cannot represent a number, such as 1e400. The number is
            the argument.
        ValueError: the text is not JSON, or has NaN or Infinity.
    """
    if (parse := fast_parser()) is not None:
        try:
            return parse(body)
        except (ValueError, RecursionError):
            pass  # The errors below say more.
    # Names repeat in every item of a page, values mostly do not.
    data = from_json(body, allow_inf_nan=False, cache_strings="keys")
    if b"Infinity" in to_json(data, inf_nan_mode="constants"):
        check_range(body)
    return data


@cache
def fast_parser() -> Callable[[bytes], Any] | None:
    """Return the parser of msgspec; None if it is not installed."""
    try:
        from msgspec.json import Decoder
    except ImportError:
        return None
    return Decoder().decode


def check_range(body: bytes, keep: Callable[[Members], Any] | None = None) -> None:
    """Raise OverflowError for a number that a float cannot represent, such as 1e400.

    Fast parsers read it as infinity. `keep` receives the members of each object.
    ValueError is raised for text that is not JSON, and RecursionError for a deep one.
    """
    JSONDecoder(object_pairs_hook=keep, parse_float=_finite).decode(body.decode())


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise OverflowError(text)
    return number
