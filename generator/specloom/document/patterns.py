"""Regular expressions of schemas: which ones can be used."""

from __future__ import annotations

import re
from functools import cache


@cache
def compiles(pattern: str) -> bool:
    """Return whether both Python and pydantic's own engine accept the pattern.

    A class with one that they refuse could not be defined.
    """
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        re.compile(pattern)
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (re.error, SchemaError, RecursionError, OverflowError, ValueError):
        return False
    return True
