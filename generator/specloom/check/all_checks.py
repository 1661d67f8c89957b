"""Run all checks of a normalized document."""

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


def check(
    normalized: Mapping[str, Any], locate: Callable[[Path], SourceLocation]
) -> list[Problem]:
    """Return all problems of a normalized document, sorted by location.

    Args:
        normalized: the document; its keys have passed the vocabulary's schemas.
        locate: returns the source location of a pointer.
    """
    spec = Spec.of(normalized)
    found = chain(
        check_structure(normalized),
        check_names(spec, locate),
        check_pagination(spec),
        check_extensions(spec),
    )
    return sorted({Problem(locate(path), text) for path, text in found})
