"""Does a normalized description make sense? Everything that does not, at once.

The vocabulary's schemas say what a key may look like; this room says whether what it
points at is there. It repairs nothing and knows no Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from ..document import Spec
from ..problems import Path, Place, Problem
from .extensions import check_extensions
from .names import check_names
from .pagination import check_pagination
from .structure import check_structure

__all__ = ["check"]


def check(
    normalized: Mapping[str, Any], place: Callable[[Path], Place]
) -> list[Problem]:
    """All problems of a document in normal form, sorted by place.

    Args:
        normalized: the document; its keys have passed the vocabulary's schemas.
        place: where what stands at a pointer came from.
    """
    spec = Spec.of(normalized)
    found = chain(
        check_structure(normalized),
        check_names(spec, place),
        check_pagination(spec),
        check_extensions(spec),
    )
    return sorted({Problem(place=place(at), message=said) for at, said in found})
