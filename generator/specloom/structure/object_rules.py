"""Further requirements of OpenAPI for objects, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REFERABLE: Final = frozenset(
    {"Schema", "Response", "Parameter", "Example", "RequestBody", "Header"}
    | {"SecurityScheme", "Link", "Callback", "PathItem", "MediaType"}
)
"""The objects that a Reference Object may replace."""

EXCLUSIVE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "Parameter": (("schema", "content"),),
    "Header": (("schema", "content"),),
}
"""For each object, pairs of members; if both are present, the second is left out."""

OPEN: Final = frozenset({"Schema"})
"""The objects that may have members which OpenAPI does not define."""

OTHER_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(("int", "short", "bigint"), ("integer", "")),
    **dict.fromkeys(("int32", "int64"), ("integer", "")),
    **dict.fromkeys(("decimal", "numeric", "float", "double"), ("number", "")),
    **dict.fromkeys(("str", "text", "char", "varchar"), ("string", "")),
    **dict.fromkeys(("datetime", "date-time"), ("string", "date-time")),
    **dict.fromkeys(("url", "uri"), ("string", "uri")),
    **{name: ("string", name) for name in ("date", "uuid", "email", "byte")},
    **dict.fromkeys(("map", "dict", "hash", "json"), ("object", "")),
    "list": ("array", ""),
    "bool": ("boolean", ""),
    "long": ("integer", "int64"),
    "password": ("string", "password"),
}
"""The type and the format for each name that some documents use instead of a type."""

NEWER: Final = ("openapi 3.1", "openapi 3.2")
OPTIONAL: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "openapi 3.1": {
        "OpenAPI": frozenset({"paths"}),
        "Operation": frozenset({"responses"}),
    },
    "openapi 3.2": {
        "OpenAPI": frozenset({"paths"}),
        "Operation": frozenset({"responses"}),
        "Response": frozenset({"description"}),
    },
}
"""For each version, the members that are required only by earlier versions."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "Parameter": ("schema", "content", "type"),
    "Header": ("schema", "content", "type"),
}
"""For each object, the members that describe its value; it needs one of them."""

DISPLACED: Final = frozenset(
    {"Parameter", "Header", "MediaType", "Response", "RequestBody", "Operation"}
    | {"OpenAPI"}
)
"""The objects that may have members which belong in an object inside them."""

EXPLANATORY: Final = frozenset({"Example", "Link"})
"""The objects that only explain others, and that a client does not need."""

UNTYPED: Final = frozenset(
    {"not", "if", "then", "else", "contains", "minContains", "maxContains"}
    | {"uniqueItems", "unevaluatedItems", "additionalItems", "contentSchema"}
    | {"minProperties", "maxProperties", "propertyNames", "dependentRequired"}
    | {"dependentSchemas", "$dynamicRef"}
)
"""The schema keywords that Python types cannot express."""

Conditions = Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]]

DEPENDENT: Final[Conditions] = {
    "SecurityScheme": (
        ("flow", "password", ("tokenUrl",)),
        ("flow", "application", ("tokenUrl",)),
        ("type", "apiKey", ("in", "name")),
    ),
}
"""For each object: a member, its value, and the members that this value requires."""

EXPECTED_FOR: Final[Conditions] = {
    "SecurityScheme": (
        ("flow", "accessCode", ("authorizationUrl",)),
        ("flow", "accessCode", ("tokenUrl",)),
        ("flow", "implicit", ("authorizationUrl",)),
        ("type", "http", ("scheme",)),
        ("type", "oauth2", ("flow", "flows")),
        ("type", "openIdConnect", ("openIdConnectUrl",)),
    ),
}
"""For each object: a member, its value, and members, one of which is then expected."""
