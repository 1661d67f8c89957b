"""A read-only view of a normalized document.

The packages `check`, `lower` and `models` read a document only through this package, so
that their results agree. Unless noted otherwise, the document must be in normal form.
This package must not import `normalize`, or any package that deals with Python code.
"""

from specloom_runtime.core.media_types import base_type, is_json

from ..json_schema.regular_expressions import compiles, matches
from ..vocabulary.node_kinds import METHODS
from . import value_notes as value_notes
from .defaults import declared_default, default_state, is_whole
from .described_operations import (
    Operation,
    Spec,
    contents,
    each_operation,
    success_statuses,
    wire,
)
from .locations import LAST_ITEM, Location, wire_location
from .main_lists import LIST, unnamed_main_lists
from .media_types import EVENTS, LINES, by_preference, is_binary, is_stream, preferred
from .pointers import (
    DEFINITIONS,
    SCHEMAS,
    deepest_node,
    follow,
    is_pointer,
    json_pointer,
    local_reference,
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
    is_tuple,
    not_null,
    nullable,
)
from .schemes import Node, deep_merge, resolve_scheme, scheme_name
from .value_kinds import (
    COMPOSING,
    CONVERTED_FORMATS,
    Kinds,
    ValueKinds,
    implied_kind,
    is_checkable_step,
    is_literal,
    kind_of,
    tag_value,
    tag_values,
    types_of,
)

__all__ = [
    "COMPOSING",
    "CONVERTED_FORMATS",
    "EVENTS",
    "Kinds",
    "LAST_ITEM",
    "LINES",
    "LIST",
    "Location",
    "METHODS",
    "Node",
    "Operation",
    "Property",
    "DEFINITIONS",
    "SCHEMAS",
    "Schemas",
    "Spec",
    "ValueKinds",
    "base_type",
    "by_preference",
    "compiles",
    "contents",
    "declared_default",
    "deepest_node",
    "deep_merge",
    "default_state",
    "each_operation",
    "extras_of",
    "follow",
    "implied_kind",
    "inline_properties",
    "is_binary",
    "is_json",
    "is_checkable_step",
    "is_literal",
    "is_never",
    "is_pointer",
    "json_pointer",
    "is_stream",
    "is_tuple",
    "is_whole",
    "kind_of",
    "local_reference",
    "matches",
    "not_null",
    "nullable",
    "preferred",
    "reference_steps",
    "resolve_scheme",
    "schema_name",
    "schema_reference",
    "scheme_name",
    "steps",
    "tag_value",
    "tag_values",
    "success_statuses",
    "types_of",
    "unnamed_main_lists",
    "value_notes",
    "wire",
    "wire_location",
]
