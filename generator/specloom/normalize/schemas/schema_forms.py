"""Convert schemas to OpenAPI 3.1, and remove parts that cannot be valid.

Extensions of other tools are removed, because some of them make code generators run
code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ...document import ValueKinds, is_binary, is_never
from ...document.pointers import escape
from ...load import SpecMap, deep_copy, empty_copy, location_of
from ...vocabulary import keys
from ..report import GenerationReport, Subject, message_parts, messages
from .deprecations import deprecation
from .enum_names import enum_extensions, merge_constants
from .mistyped_values import correct_values
from .mixed_types import separate_types
from .null_forms import normalize_null, nullable_part
from .schema_losses import (
    Degrade,
    check_default,
    check_pattern,
    check_required_defaults,
    report_unstated,
)
from .subschemas import CHILDREN, FAMILIES, MAPS
from .unstated_keywords import (
    IN_ANOTHER,
    UNTYPED_PARTS,
    Whole,
    requires_alone,
)

_CLOSING = frozenset({"additionalProperties", "unevaluatedProperties", "items"}) | {
    "patternProperties"
}
"""Keywords for undeclared members. They forbid these members if no value is valid."""
_CHOICES = ("anyOf", "oneOf")
DROPPED = {"xml", "externalDocs", "title", "example", "examples", "$schema"}
DROPPED |= {"default_factory", "customTypePath", "customBasePath"}
"""Keywords without meaning for a client, and those that other tools run as code."""
STRUCTURAL = {"properties", "required", "allOf", "anyOf", "oneOf"}
"""Keywords that can be combined with a reference only by `allOf`."""
ENCODED = {"contentEncoding", "format", "enum", "const"}
BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}

_Loss = tuple[tuple[Any, ...], str, dict[str, Any]]
"""The arguments of a `Degrade`; the second is `part`, from the message's schema on."""

MAX_STEPS = 100
"""The maximum number of steps into a schema without following references.

Python parses at most 200 nested brackets.
"""


def normalize_schemas(tree: Any, report: GenerationReport) -> None:
    """Convert every schema to one form, and remove the extensions of other tools."""
    components = tree["components"]["schemas"]
    kinds = ValueKinds(components)
    for name, schema in list(components.items()):
        degrade = partial(report.degrade, Subject.schema(name))
        components[name] = normal_schema(schema, degrade, "", kinds)
    shared = _SharedSchemas(kinds)
    for subject, message in messages(tree):
        _remove_foreign(message)
        for inner, node in message_parts(subject, message):
            degrade = partial(report.degrade, inner)
            for part, holder in _schema_holders(node):
                _remove_foreign(holder)
                if "schema" in holder:
                    at = f"{part}/schema"
                    holder["schema"] = shared.normal(holder["schema"], degrade, at)
    for tag in tree.get("tags", ()):
        _remove_foreign(tag)


class _SharedSchemas:
    """The normal forms of schemas that several messages have in common.

    Most parameters and responses of large documents are shared, so each of their
    schemas is normalized once, and its losses are reported for each message.

    Args:
        kinds: the types of the components' values.
    """

    def __init__(self, kinds: ValueKinds) -> None:
        self._kinds = kinds
        # A schema is kept, so that its id is not used again. How deep a schema may nest
        # depends on where it is.
        self._known: dict[tuple[int, int], tuple[Any, Any, list[_Loss]]] = {}

    def normal(self, schema: Any, degrade: Degrade, where: str) -> Any:
        """Return the normal form of a message's schema, and report its losses.

        Args:
            schema: the schema, which is not changed afterwards.
            degrade: records a loss.
            where: the JSON pointer from the subject to the schema.
        """
        key = (id(schema), where.count("/"))
        if (known := self._known.get(key)) is None:
            losses: list[_Loss] = []

            def record(*args: Any, part: str, **kwargs: Any) -> None:
                losses.append((args, part.removeprefix(where), kwargs))

            made = normal_schema(schema, record, where, self._kinds)
            self._known[key] = schema, made, losses
        else:
            made, losses = deep_copy(known[1]), known[2]
        for args, inside, kwargs in losses:
            degrade(*args, part=f"{where}{inside}", **kwargs)
        return made


def _remove_foreign(node: Any) -> None:
    node |= deprecation(node)
    for key in [k for k in node if keys.is_foreign(k)]:
        del node[key]


def _schema_holders(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield a parameter, or the media types and headers of a body or response."""
    if not isinstance(node, dict):
        return
    if "in" in node:
        yield "", node
    for word in ("content", "headers"):
        for name, holder in (node.get(word) or {}).items():
            yield f"/{word}/{escape(name)}", holder


def normal_schema(
    node: Any,
    degrade: Degrade,
    where: str,
    kinds: ValueKinds,
    parent: Whole | None = None,
) -> Any:
    """Return a copy of the schema in normal form, and report losses.

    Args:
        node: the schema.
        degrade: records a loss.
        where: the JSON pointer from the subject to the schema.
        kinds: the types of the components' values.
        parent: the schema whose `allOf` contains this schema.
    """
    if not isinstance(node, dict):
        if node is False:
            degrade("no-value", "it excludes every value", part=where)
        return node
    report = partial(degrade, at=node)
    if where.count("/") > MAX_STEPS:
        detail = f"what is nested in a schema by more than {MAX_STEPS} steps"
        report("untyped", detail, part=where, done="read as any value")
        return SpecMap(location_of(node))
    prepared = _prepared(node, report, where)
    whole = parent or (Whole.of(prepared, kinds) if "allOf" in prepared else None)

    def part(value: Any, word: str, at: str) -> Any:
        composed = whole if word == "allOf" else None
        outer = IN_ANOTHER if word in UNTYPED_PARTS else composed
        is_closing = word in _CLOSING and is_never(value)
        if is_closing or (word in _CHOICES and requires_alone(value)):
            return deep_copy(value)  # The enclosing schema reports it.
        return normal_schema(value, degrade, at, kinds, outer)

    schema = empty_copy(node)
    for key, value in prepared.items():
        schema[key] = _normal_member(key, value, part, f"{where}/{escape(key)}")
    _normalize_forms(schema, report, where, kinds)
    check_pattern(schema, report, where)
    whole = parent or Whole.of(schema, kinds)
    report_unstated(node, schema, whole, parent, kinds, partial(report, part=where))
    check_default(schema, kinds.schemas, report, where)
    check_required_defaults(schema, kinds.schemas, report, where)
    return schema


def _prepared(node: Any, report: Degrade, where: str) -> dict[str, Any]:
    """Return the keywords that are kept; their values have the right type."""
    members = {
        k: v for k, v in node.items() if k not in DROPPED and not keys.is_foreign(k)
    }
    members |= deprecation(node)
    correct_values(node, members, partial(report, part=where))
    merge_constants(members)
    if nullable_part(members):
        members["nullable"] = True
    if "enum" in members:
        named = partial(report, "enum-names", part=where)
        members |= enum_extensions({**node, **members}, named)
    _replace_item_list(members, report, where)
    _name_other_items(members)
    if members.get("readOnly") is True and members.get("writeOnly") is True:
        del members["readOnly"], members["writeOnly"]
        report("untyped", "readOnly, writeOnly", part=where, done="read and written")
    return members


def _normalize_forms(
    schema: Any, report: Degrade, where: str, kinds: ValueKinds
) -> None:
    """Convert each construct that can be written in several ways to one of them."""
    _remove_empty_choices(schema, report, where)
    _normalize_bounds(schema)
    normalize_null(schema, kinds)
    _compose_reference(schema)
    _merge_single_choices(schema)
    separate_types(schema, report, where)
    _mark_binary(schema)


def _mark_binary(node: Any) -> None:
    """Set the format `binary` for a string that contains unencoded bytes."""
    if node.get("type") == "file":  # A type of Swagger 2.0.
        node["type"], node["format"] = "string", "binary"
    media = node.get("contentMediaType")
    if not isinstance(media, str) or not is_binary(media):
        return
    if node.keys() <= {"contentMediaType", "description", "deprecated"}:
        node["type"] = "string"
    if "string" in node.get("type", ()) and not ENCODED & node.keys():
        node["format"] = "binary"


def _normal_member(
    key: str, value: Any, part: Callable[[Any, str, str], Any], where: str
) -> Any:
    """Return the value of a keyword, with all schemas in it in normal form."""
    if key in MAPS and isinstance(value, dict):
        return {k: part(v, key, f"{where}/{escape(k)}") for k, v in value.items()}
    if key in CHILDREN and isinstance(value, dict):
        return part(value, key, where)
    if key in FAMILIES and isinstance(value, list):
        return [part(v, key, f"{where}/{n}") for n, v in enumerate(value)]
    return deep_copy(value)


def _replace_item_list(node: dict[str, Any], degrade: Degrade, where: str) -> None:
    """Replace a list in `items`, which OpenAPI does not support.

    In an array, the list contains a schema for each position, as in JSON Schema before
    2020-12. Without `type: array`, the list contains alternatives, because some
    vendors' tools have no `anyOf`.
    """
    if not isinstance(parts := node.get("items"), list):
        return
    del node["items"]
    if node.get("type") == "array":
        node["prefixItems"], meaning = parts, "positions"
        if "additionalItems" in node:
            node["items"] = node.pop("additionalItems")
    elif "anyOf" not in node and "oneOf" not in node:
        node["anyOf"], meaning = parts, "alternatives"
    else:
        meaning = "left out"
    degrade("invalid", f"a list of items: {meaning}", part=where)


def _name_other_items(node: dict[str, Any]) -> None:
    """Rename `unevaluatedItems` to `items`, if no other keyword describes the items."""
    others = {"items", "contains", "$ref", "allOf", "anyOf", "oneOf", "if"}
    is_list = node.get("type") == "array" or "prefixItems" in node
    if "unevaluatedItems" in node and is_list and not others & node.keys():
        node["items"] = node.pop("unevaluatedItems")


def _remove_empty_choices(node: Any, degrade: Degrade, where: str) -> None:
    """Remove `oneOf` and `anyOf` without alternatives, which allow no value."""
    for word in (*FAMILIES, "enum"):
        if word in node and not (isinstance(node[word], list) and node[word]):
            del node[word]
            degrade("invalid", f"{word} is empty", part=where)


def _normalize_bounds(node: Any) -> None:
    """Replace the boolean exclusive bounds of OpenAPI 3.0 by the numbers of 3.1."""
    for word, plain in BOUNDS.items():
        if node.get(word) is True and plain in node:
            node[word] = node.pop(plain)
        elif isinstance(node.get(word), bool):
            del node[word]


def _compose_reference(node: Any) -> None:
    """Convert a reference with other keywords next to it to a composition."""
    if "$ref" in node and any(node.get(word) for word in STRUCTURAL):
        node["allOf"] = [{"$ref": node.pop("$ref")}, *node.get("allOf", ())]


def _merge_single_choices(node: Any) -> None:
    """Merge `allOf`, `oneOf` or `anyOf` of a single schema into the enclosing schema.

    The schemas are not merged if both have the same keyword, because one of its values
    would be lost.
    """
    for word in ("allOf", "anyOf", "oneOf"):
        only = node[word][0] if len(node.get(word, ())) == 1 else None
        if not isinstance(only, dict) or set(only) & (set(node) - {"description"}):
            continue
        if "$ref" not in only or not node.keys() & STRUCTURAL - {word}:
            del node[word]
            for key, value in only.items():
                node.setdefault(key, value)
