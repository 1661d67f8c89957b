"""Further requirements of OpenAPI for objects, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REFERABLE: Final = frozenset(
    {"Schema", "Response", "Parameter", "Example", "RequestBody", "Header"}
    | {"SecurityScheme", "Link", "Callback", "PathItem", "MediaType"}
)
"""The objects in whose place a Reference Object may stand."""

EXCLUSIVE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "Parameter": (("schema", "content"),),
    "Header": (("schema", "content"),),
}
"""By object: a member, and another that may not stand next to it and is left out."""

OPEN: Final = frozenset({"Schema"})
"""The objects that may have members which OpenAPI does not know."""

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
"""What other languages call types, and formats that stand as one: type and format."""

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
"""By version: members that it does not require, and earlier ones do."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "Parameter": ("schema", "content", "type"),
    "Header": ("schema", "content", "type"),
}
"""The objects that say nothing of their value without one of these members."""

DISPLACED: Final = frozenset(
    {"Parameter", "Header", "MediaType", "Response", "RequestBody", "Operation"}
    | {"OpenAPI"}
)
"""The objects that may have what belongs into an object below them."""

EXPLANATORY: Final = frozenset({"Example", "Link"})
"""The objects that explain others: without one a caller can do as much."""

UNTYPED: Final = frozenset(
    {"not", "if", "then", "else", "contains", "minContains", "maxContains"}
    | {"uniqueItems", "unevaluatedItems", "additionalItems", "contentSchema"}
    | {"minProperties", "maxProperties", "propertyNames", "dependentRequired"}
    | {"dependentSchemas", "$dynamicRef"}
)
"""The keywords of a schema that no type of Python can state."""

Conditions = Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]]

DEPENDENT: Final[Conditions] = {
    "SecurityScheme": (
        ("flow", "password", ("tokenUrl",)),
        ("flow", "application", ("tokenUrl",)),
        ("type", "apiKey", ("in", "name")),
    ),
}
"""By object: a member, a value of it, and the members without which it is left out."""

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
"""By object: a member, a value of it, and members of which one is expected then."""
