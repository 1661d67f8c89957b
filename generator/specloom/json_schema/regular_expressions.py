"""Compile and match the regular expressions of schemas.

The patterns come from the vendor. They are matched with pydantic's engine, because its
time grows linearly with the length of the text. Python's engine may take exponential
time.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator


@cache
def compiles(pattern: str) -> bool:
    """Return whether both Python's and pydantic's engines accept the pattern.

    A generated class cannot be defined if one of the engines rejects its pattern.
    """
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError, ValueError):
        return False
    return is_known(pattern)


def is_known(pattern: str) -> bool:
    """Return whether pydantic's engine accepts the pattern."""
    return _compiled(pattern) is not None


def matches(pattern: Any, text: str) -> bool:
    """Return whether a pattern matches in text; True if the pattern is invalid."""
    compiled = _compiled(pattern) if isinstance(pattern, str) else None
    return compiled is None or compiled.isinstance_python(text)


@cache
def _compiled(pattern: str) -> SchemaValidator | None:
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (SchemaError, RecursionError, OverflowError, ValueError):
        return None
