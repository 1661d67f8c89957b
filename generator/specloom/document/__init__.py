"""A read-only view of a normalized document.

The checks, the lowering and the models read a document through this package, so that
they cannot disagree. It reads the normal form only, and must import neither `normalize`
nor anything about Python code.
"""

from ..vocabulary.node_kinds import METHODS
from .locations import LAST_ITEM, Location, wire_location
from .media_types import is_json, preferred
from .operations import Operation, Spec, contents, each_operation, is_error, wire
from .pointers import SCHEMAS, reference_steps, schema_name, schema_reference, steps
from .schemas import (
    Property,
    Schemas,
    extras_of,
    inline_properties,
    is_never,
    not_null,
    nullable,
)
from .schemes import Node, deep_merge, resolve_scheme, scheme_name

__all__ = [
    "LAST_ITEM",
    "METHODS",
    "Location",
    "SCHEMAS",
    "Node",
    "Operation",
    "Property",
    "Schemas",
    "Spec",
    "contents",
    "deep_merge",
    "each_operation",
    "extras_of",
    "inline_properties",
    "is_error",
    "is_json",
    "is_never",
    "not_null",
    "nullable",
    "preferred",
    "reference_steps",
    "resolve_scheme",
    "schema_name",
    "schema_reference",
    "scheme_name",
    "steps",
    "wire",
    "wire_location",
]
