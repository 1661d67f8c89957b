"""Regular expressions of schemas: which ones can be used, and what they match.

Pydantic's engine tries them, since they are the vendor's: it takes a time that grows
with the text, where Python's may try every way to repeat a part.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator


@cache
def compiles(pattern: str) -> bool:
    """Return whether both Python and pydantic's own engine accept the pattern.

    A class with one that they refuse could not be defined.
    """
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError, ValueError):
        return False
    return is_known(pattern)


def is_known(pattern: str) -> bool:
    """Return whether pydantic's own engine accepts the pattern."""
    return _compiled(pattern) is not None


def matches(pattern: Any, text: str) -> bool:
    """Return whether a pattern is in text; true of one that cannot be used."""
    compiled = _compiled(pattern) if isinstance(pattern, str) else None
    return compiled is None or compiled.isinstance_python(text)


@cache
def _compiled(pattern: str) -> SchemaValidator | None:
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (SchemaError, RecursionError, OverflowError, ValueError):
        return None
