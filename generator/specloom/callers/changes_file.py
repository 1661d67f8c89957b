"""Changes of packages as JSON, as a report contains them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, cast, get_args

from ..changes import OperationKey, PythonEffect
from ..regular_files import read_regular
from ..surface import Kind, SurfaceChange

_TEXTS = ("rule", "effect", "kind", "module", "qualname", "before", "after")
_CHOICES = {"effect": get_args(PythonEffect), "kind": get_args(Kind)}


class ChangesFileError(Exception):
    """A file of changes is not valid; the message begins with the place."""


def read_changes(path: Path) -> list[SurfaceChange]:
    """Return the changes in a file.

    The file is a list of changes, or an object with such a list as its member
    `surface`, as a report is.

    Raises:
        ChangesFileError: the file is not valid.
        OSError: the file cannot be read.
    """
    try:
        data = json.loads(read_regular(path).decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise ChangesFileError(f"{place}: {error.msg} (expected JSON)") from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise ChangesFileError(f"{path}:1:1: {error} (expected JSON)") from None
    if isinstance(data, dict):
        data = data.get("surface")
    if not isinstance(data, list):
        expected = "expected a list of changes, or an object with the member surface"
        raise ChangesFileError(f"{path}:1:1: this has no changes ({expected})")
    return [_change(row, f"{path}:1:1: change {n}") for n, row in enumerate(data, 1)]


def _change(row: Any, place: str) -> SurfaceChange:
    """Return one change.

    Raises:
        ChangesFileError: a member is missing or not valid.
    """
    if not isinstance(row, dict):
        raise ChangesFileError(f"{place} is not an object")
    known = {each.name for each in fields(SurfaceChange)}
    values = {key: value for key, value in row.items() if key in known}
    values = {"before": "", "after": "", **values}
    for name in _TEXTS:
        if not isinstance(values.get(name), str):
            raise ChangesFileError(f"{place}: {name} is not a string")
    for name, allowed in _CHOICES.items():
        if values[name] not in allowed:
            expected = f"expected one of {', '.join(allowed)}"
            raise ChangesFileError(f'{place}: {name} is "{values[name]}" ({expected})')
    if not isinstance(values.get("renamed_to"), str | None):
        raise ChangesFileError(f"{place}: renamed_to is not a string")
    for name in ("pointer_old", "pointer_new"):
        values[name] = _pointer(values.get(name), f"{place}: {name}")
    values["operations"] = _operations(values.get("operations", []), place)
    return SurfaceChange(**values)


def _pointer(value: Any, place: str) -> tuple[str | int, ...] | None:
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return tuple(value)
    raise ChangesFileError(f"{place} is not a list of strings and numbers")


def _operations(value: Any, place: str) -> tuple[OperationKey, ...]:
    """Return operations that are written as `[method, path]` or as an object."""
    rows = value if isinstance(value, list) else [value]
    found = []
    for row in rows:
        if isinstance(row, Mapping):
            row = [row.get("method"), row.get("path")]
        texts = isinstance(row, list) and all(isinstance(each, str) for each in row)
        if not texts or len(row) != 2:
            raise ChangesFileError(f"{place}: operations is not a list of operations")
        found.append(OperationKey(*cast("list[str]", row)))
    return tuple(found)
