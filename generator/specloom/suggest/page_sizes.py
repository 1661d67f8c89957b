"""Read page sizes and the number of the first page from schemas and prose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from .page_requests import Sent

LARGEST: Final = 10_000
"""A larger number in prose is not the size of a page."""
_NUMBER = r"(?:\*\*|`|')?(\d[\d,]{0,6})\b"
_MAXIMUM: Final = re.compile(
    r"(?:max(?:imum|imal)?(?: (?:value|number|limit|size|allowed|page size))?"
    r"(?: (?:is|of|are|to))?[: =(]*|up to |no more than |not exceed |cannot exceed "
    r"|at most |less than or equal to |upper limit(?: is| of)? |capped at "
    rf"|(?:between|from) \d+ (?:and|to) |\b\d+ ?(?:-|–|\.\.) ?){_NUMBER}",
    re.I,
)
_DEFAULT: Final = re.compile(
    r"(?:defaults? (?:value )?(?:is|to|of|=|:)?[: =(]*|by default[,:]? (?:is )?"
    rf"(?:set to )?){_NUMBER}",
    re.I,
)
_BEFORE_DEFAULT: Final = re.compile(rf"{_NUMBER} (?:is the default|by default)", re.I)
_FIRST_ONE: Final = re.compile(
    r"(?:start(?:s|ing|ed)?(?: (?:at|from|with|on|index))+|1[- ]based|one[- ]based"
    r"|first page (?:is|has|=)(?: number)?|begin(?:s|ning)? (?:at|with|from)"
    r"|count(?:ed|s|ing)? from|from) [`'\"*]*(?:page )?(?:1|one)\b"
    r"|\b(?:1|one)[- ](?:based|indexed)|[`'\"]?1[`'\"]? (?:is|for) the first page",
    re.I,
)
_FIRST_ZERO: Final = re.compile(
    r"(?:start(?:s|ing|ed)?(?: (?:at|from|with|on|index))+|first page (?:is|has|=)"
    r"(?: number)?|begin(?:s|ning)? (?:at|with|from)|count(?:ed|s|ing)? from|from)"
    r" [`'\"*]*(?:page )?(?:0|zero)\b|\b(?:0|zero)[- ](?:based|indexed)"
    r"|[`'\"]?0[`'\"]? (?:is|for) the first page",
    re.I,
)


def page_size(limit: Sent | None) -> dict[str, int]:
    """Return the default and the maximum that only prose states."""
    if limit is None:
        return {}
    found: dict[str, int] = {}
    default = _whole(limit.schema.get("default"))
    maximum = _whole(limit.schema.get("maximum"))
    said_default = _number(_DEFAULT, limit.said) or _number(_BEFORE_DEFAULT, limit.said)
    said_maximum = _number(_MAXIMUM, limit.said)
    most = maximum or said_maximum
    if default is None and said_default and said_default <= (most or LARGEST):
        found["default"] = said_default
    least = default or said_default or 1
    if maximum is None and said_maximum and said_maximum >= least:
        found["maximum"] = said_maximum
    return found


def first_page(page: Sent) -> int | None:
    """Return the number of the first page; None if nothing says it."""
    schema: Mapping[str, Any] = page.schema
    if _FIRST_ZERO.search(page.said):
        return 0
    if _FIRST_ONE.search(page.said):
        return 1
    for value in (schema.get("default"), schema.get("minimum")):
        if value in (0, 1) and not isinstance(value, bool):
            return int(value)
    if (said := _DEFAULT.search(page.said)) and said[1] in ("0", "1"):
        return int(said[1])
    return None


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    value = int(found[1].replace(",", "")) if found else 0
    return value if 1 <= value <= LARGEST else None


def _whole(value: object) -> int | None:
    is_whole = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_whole and isinstance(value, int | float) else None
