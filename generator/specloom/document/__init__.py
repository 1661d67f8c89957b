"""A read-only view of a normalized document.

What the checks, the lowering and the models ask of a document is answered here, once,
so that they cannot disagree. This package reads the normal form only; it knows neither
Python code nor how a document came to be normalized.
"""

from ..vocabulary.node_kinds import METHODS
from .locations import LAST_ITEM, Location, wire_location
from .media_types import is_json, preferred
from .operations import Operation, Spec, each_operation, wire
from .pointers import SCHEMAS, reference_steps, schema_name, schema_reference, steps
from .schemas import Property, Schemas, inline_properties, not_null, nullable
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
    "deep_merge",
    "each_operation",
    "inline_properties",
    "is_json",
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
