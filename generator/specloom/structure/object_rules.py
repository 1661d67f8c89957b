"""Rules of OpenAPI for objects that the tables of members cannot express."""

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
"""The objects that may have members that OpenAPI does not define."""

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
"""For each name that documents use instead of a type, the type and the format."""

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
"""For each object, the members that describe its value; one of them is required."""

DISPLACED: Final = frozenset(
    {"Parameter", "Header", "MediaType", "Response", "RequestBody", "Operation"}
    | {"OpenAPI"}
)
"""The objects that may contain members which belong to an object inside them."""

EXPLANATORY: Final = frozenset({"Example", "Link"})
"""The objects that only explain other objects, so that a client does not need them."""

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
"""For each object: a member, one of its values, and the members that it requires."""

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
"""For each object: a member, one of its values, and members; one is then expected."""
