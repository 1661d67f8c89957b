"""Conditions on fields, and the grammars that vendors write them in.

It must not import models, operations or anything that sends requests.
"""

from typing import TYPE_CHECKING

from ..core.lazy_imports import lazily
from .conditions import Condition, raw
from .fields import (
    Alphabetical,
    Compare,
    Eq,
    Field,
    Gt,
    Gte,
    In,
    IsNull,
    Like,
    Lt,
    Lte,
    Member,
    Ne,
    NotIn,
    Sortable,
    SortKey,
)
from .patterns import escape_pattern

if TYPE_CHECKING:
    from .evaluate import matches, ordered
    from .parsing import parse, parse_sort
else:
    __getattr__ = lazily(
        __name__,
        {"evaluate": ("matches", "ordered"), "parsing": ("parse", "parse_sort")},
    )

__all__ = [
    "Alphabetical",
    "Compare",
    "Condition",
    "Eq",
    "Field",
    "Gt",
    "Gte",
    "In",
    "IsNull",
    "Like",
    "Lt",
    "Lte",
    "Member",
    "Ne",
    "NotIn",
    "SortKey",
    "Sortable",
    "escape_pattern",
    "matches",
    "ordered",
    "parse",
    "parse_sort",
    "raw",
]
