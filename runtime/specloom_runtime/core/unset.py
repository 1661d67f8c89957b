"""Markers for arguments: not given, and an explicit JSON null."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, Literal


def is_absent(value: Any) -> bool:
    """Return whether an argument was not given: it is None or UNSET."""
    return value is None or value is UNSET


class _Marker(Enum):
    def __repr__(self) -> str:
        return self.name

    def __bool__(self) -> Literal[False]:
        return False


class Unset(_Marker):
    """The type of `UNSET`: not given, so not sent (None may mean a JSON null)."""

    UNSET = "UNSET"


class Null(_Marker):
    """The type of `NULL`: send an explicit JSON null where None means 'left out'."""

    NULL = "NULL"


UNSET: Final = Unset.UNSET
NULL: Final = Null.NULL
