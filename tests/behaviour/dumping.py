"""Results and errors as JSON values that do not depend on class or module names."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from pydantic import BaseModel, RootModel

ERROR_FACTS = (
    "status",
    "code",
    "details",
    "request_id",
    "retry_after",
    "retryable",
    "maybe_sent",
)
TAGGED = (datetime, date, time, timedelta, Decimal, UUID, PurePath)


def dumped(value: Any, depth: int = 0) -> Any:
    """Return the value by wire names; lists and tuples are equal, other types differ.

    Models have the members that were set and those that no field has.
    """
    if depth > 60:
        return "..."
    deeper = depth + 1
    if isinstance(value, Enum):
        return dumped(value.value, deeper)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, RootModel):
        return dumped(value.root, deeper)
    if isinstance(value, BaseModel):
        return {"model": _members(value, deeper)}
    if isinstance(value, Mapping):
        return {str(name): dumped(member, deeper) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [dumped(member, deeper) for member in value]
    if isinstance(value, set | frozenset):
        return sorted((dumped(member, deeper) for member in value), key=repr)
    if isinstance(value, bytes | bytearray):
        return {"bytes": base64.b64encode(value).decode("ascii")}
    for kind in TAGGED:
        if isinstance(value, kind):
            return {kind.__name__: str(value)}
    members = getattr(value, "__dataclass_fields__", None)
    if members:
        return {name: dumped(getattr(value, name), deeper) for name in members}
    return {"other": normalized(repr(value))}


def _members(model: BaseModel, depth: int) -> dict[str, Any]:
    # A class that was used before its references were resolved has no aliases yet.
    type(model).model_rebuild(raise_errors=False)
    fields = type(model).model_fields
    made = {
        fields[name].alias or name: dumped(getattr(model, name), depth)
        for name in fields
        if name in model.model_fields_set
    }
    extra = model.model_extra or {}
    return {**made, **{name: dumped(value, depth) for name, value in extra.items()}}


def error_facts(error: BaseException) -> dict[str, Any]:
    """Return the attributes of an error other than its message."""
    facts = {name: getattr(error, name, None) for name in ERROR_FACTS}
    return {name: dumped(fact) for name, fact in facts.items() if fact is not None}


def normalized(text: str) -> str:
    """A message without addresses of objects and generated identifiers."""
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    return re.sub(r"\b[0-9a-f]{32}\b", "UNIQUE", text)


def hashed(value: Any) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a value as sorted JSON."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
