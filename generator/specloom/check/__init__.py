"""Does a normalized description make sense? Everything that does not, at once.

The vocabulary's schemas say what a key may look like; this room says whether what it
points at is there. It repairs nothing and knows no Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from ..problems import Place, Problem
from .messages import check_messages
from .names import check_names
from .operations import Path
from .paging import check_paging
from .skeleton import check_skeleton

__all__ = ["check"]


def check(
    normalized: Mapping[str, Any], place: Callable[[Path], Place]
) -> list[Problem]:
    """All problems of a document in normal form, sorted by place.

    Args:
        normalized: the document; its keys have passed the vocabulary's schemas.
        place: where what stands at a pointer came from.
    """
    found = chain(
        check_skeleton(normalized),
        check_names(normalized, place),
        check_paging(normalized),
        check_messages(normalized),
    )
    return sorted({Problem(place=place(at), message=said) for at, said in found})
