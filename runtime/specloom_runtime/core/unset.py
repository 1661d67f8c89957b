"""Markers for arguments: `UNSET` for an absent one, and `NULL` for a JSON null."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, Literal


def is_absent(value: Any) -> bool:
    """Return whether an argument is absent: None or UNSET."""
    return value is None or value is UNSET


class _Marker(Enum):
    def __repr__(self) -> str:
        return self.name

    def __bool__(self) -> Literal[False]:
        return False


class Unset(_Marker):
    """The type of `UNSET`, which marks an absent argument if None means a JSON null."""

    UNSET = "UNSET"


class Null(_Marker):
    """The type of `NULL`, which is sent as JSON null. Elsewhere None means absence."""

    NULL = "NULL"


UNSET: Final = Unset.UNSET
NULL: Final = Null.NULL
