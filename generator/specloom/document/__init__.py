"""A read-only view of a normalized document.

The checks, the lowering and the models read a document through this package, so that
they cannot disagree. It reads the normal form only, and must import neither `normalize`
nor anything about Python code.
"""

from ..vocabulary.node_kinds import METHODS
from .defaults import declared_default, default_state, is_whole
from .locations import LAST_ITEM, Location, wire_location
from .media_types import (
    EVENTS,
    LINES,
    base_type,
    is_binary,
    is_json,
    is_stream,
    preferred,
)
from .operations import (
    Operation,
    Spec,
    contents,
    each_operation,
    success_statuses,
    wire,
)
from .pointers import (
    SCHEMAS,
    follow,
    reference_steps,
    schema_name,
    schema_reference,
    steps,
)
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
from .value_kinds import ValueKinds, implied_kind, kind_of, types_of

__all__ = [
    "EVENTS",
    "LAST_ITEM",
    "LINES",
    "Location",
    "METHODS",
    "Node",
    "Operation",
    "Property",
    "SCHEMAS",
    "Schemas",
    "Spec",
    "ValueKinds",
    "base_type",
    "contents",
    "declared_default",
    "deep_merge",
    "default_state",
    "each_operation",
    "extras_of",
    "implied_kind",
    "inline_properties",
    "is_binary",
    "is_json",
    "is_never",
    "is_whole",
    "is_stream",
    "kind_of",
    "not_null",
    "nullable",
    "preferred",
    "follow",
    "reference_steps",
    "resolve_scheme",
    "schema_name",
    "schema_reference",
    "scheme_name",
    "steps",
    "success_statuses",
    "types_of",
    "wire",
    "wire_location",
]
