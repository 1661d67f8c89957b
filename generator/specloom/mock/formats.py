"""The formats that a mock checks in requests.

jsonschema checks the others: dates, times, UUIDs, addresses.
"""

from __future__ import annotations

import re
from typing import Any

from jsonschema import FormatChecker

FORMATS = FormatChecker()
"""The checks of jsonschema, and those of this module."""


@FORMATS.checks("int32")
def is_int32(value: Any) -> bool:
    """Return whether a number is in the range of 32 bits; other values are valid."""
    return not isinstance(value, int | float) or -(2**31) <= value < 2**31


@FORMATS.checks("int64")
def is_int64(value: Any) -> bool:
    """Return whether a number is in the range of 64 bits; other values are valid."""
    return not isinstance(value, int | float) or -(2**63) <= value < 2**63


@FORMATS.checks("uri")
def is_uri(value: Any) -> bool:
    """Return whether text is an absolute URI (RFC 3986, section 4.3)."""
    text = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*"
    return not isinstance(value, str) or re.fullmatch(text, value) is not None
