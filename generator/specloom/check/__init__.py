"""Check whether the parts of a normalized document fit together.

The vocabulary's schemas decide what a key may look like; this package, whether what a
key refers to exists. It reports all problems at once and repairs nothing. Must not
import `normalize`, `lower` or `models`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from ..document import Spec
from ..errors import Path, Problem, SourceLocation
from .extensions import check_extensions
from .names import check_names
from .pagination import check_pagination
from .structure import check_structure

__all__ = ["check"]


def check(
    normalized: Mapping[str, Any], place: Callable[[Path], SourceLocation]
) -> list[Problem]:
    """Return all problems of a normalized document, sorted by place.

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
    return sorted({Problem(location=place(at), message=said) for at, said in found})
