"""Convert Swagger 2.0 to OpenAPI 3.0 for the other passes.

The locations in the files are kept, even for parts that are moved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from ...document import DEFINITIONS, METHODS, SCHEMAS
from ...document.references import Resolver, objects
from ...load import SpecList, SpecMap, deep_copy, location_of, pick
from ...structure.members_of_other_versions import FLOWS
from ..report import GenerationReport, Subject
from ..schemas.enum_names import is_enum_extension

Change = Callable[[Any], Any]

MOVED = {
    DEFINITIONS: SCHEMAS,
    "#/parameters/": "#/components/parameters/",
    "#/responses/": "#/components/responses/",
}
"""For each place of reusable parts in Swagger 2.0, the place in OpenAPI 3."""
STYLES = {
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
}
"""For each `collectionFormat`, the style and `explode` of a query parameter."""
ROOT_WORDS = ("info", "tags", "security", "externalDocs")
SCHEMA_WORDS = (
    ("type", "format", "items", "default", "enum", "minimum", "maximum")
    + ("exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern")
    + ("minItems", "maxItems", "uniqueItems", "multipleOf", "x-nullable")
)
"""Keywords of a parameter or header that belong to its `schema` in OpenAPI 3."""
PLAIN_TYPES = ("string", "integer", "number", "boolean")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BINARY = "application/octet-stream"


def upgrade_swagger2(tree: Any, report: GenerationReport) -> Any:
    """Return a Swagger 2.0 tree as an OpenAPI 3.0 tree.

    `tree` must not be used afterwards.

    Args:
        tree: the root of the document.
        report: records the parameters that OpenAPI 3 does not allow.
    """
    upgraded = _Upgrade(tree, report).document()
    for node in objects(upgraded):
        _upgrade_schema(node)
        if isinstance(reference := node.get("$ref"), str):
            node["$ref"] = _moved(reference)
    return upgraded


def _moved(reference: str) -> str:
    """Return a reference to where OpenAPI 3 has the target."""
    for old, new in MOVED.items():
        if reference.startswith(old):
            return new + reference.removeprefix(old)
    return reference


class _Upgrade:
    """Convert the parts that depend on the whole document."""

    def __init__(self, tree: Any, report: GenerationReport) -> None:
        self._tree = tree
        self._report = report
        self._resolver = Resolver(tree)

    def document(self) -> SpecMap:
        """Return the OpenAPI 3.0 document; convert schemas and references later."""
        tree = self._tree
        paths = tree.get("paths") or pick(tree)
        extensions = [key for key in tree if key.startswith("x-")]
        components = pick(
            tree,
            schemas=tree.get("definitions") or pick(tree),
            responses=_each(
                tree.get("responses"), lambda node: self._response(node, [JSON])
            ),
            parameters=_each(
                {
                    name: node
                    for name, node in (tree.get("parameters") or {}).items()
                    if not self._is_body(node)
                },
                self._parameter,
            ),
            securitySchemes=_each(tree.get("securityDefinitions"), _security_scheme),
        )
        return pick(
            tree,
            *ROOT_WORDS,
            *extensions,
            openapi="3.0.3",
            servers=_servers(tree, tree.get("schemes")),
            paths=_changed(
                paths, {path: partial(self._path_item, path) for path in paths}
            ),
            components=components,
        )

    def _upgradable(self, node: Any) -> Any:
        """Return a node, or if it refers to an unusual place, a copy of the target.

        The target is copied because targets in extensions and in other operations are
        not upgraded themselves.
        """
        if "$ref" not in node or node["$ref"].startswith(tuple(MOVED)):
            return node
        return deep_copy(self._resolver.soft_target(node)) or node

    def _path_item(self, path: str, item: Any) -> Any:
        item = self._upgradable(item)
        shared = item.get("parameters") or []
        changes: dict[str, Change] = {
            method: partial(self._operation, Subject.operation(path, method), shared)
            for method in METHODS
        }
        return _changed(item, {**changes, "parameters": self._parameters})

    def _operation(self, subject: Subject, shared: Any, operation: Any) -> Any:
        tree = self._tree
        produces = operation.get("produces") or tree.get("produces") or [JSON]
        consumes = operation.get("consumes") or tree.get("consumes")
        changes: dict[str, Change] = {
            "parameters": self._parameters,
            "responses": lambda nodes: _each(
                nodes, lambda node: self._response(node, produces)
            ),
        }
        upgraded = _changed(operation, changes, ("consumes", "produces", "schemes"))
        if "schemes" in operation:
            upgraded["servers"] = _servers(tree, operation["schemes"])
        parameters = [*(operation.get("parameters") or ()), *shared]
        targets = [self._resolver.soft_target(node) or {} for node in parameters]
        bodies = [each for each in targets if each.get("in") == "body"]
        fields: dict[str, Any] = {}
        for each in targets:
            if each.get("in") == "formData":
                fields.setdefault(each["name"], each)
        if bodies:
            upgraded["requestBody"] = _body(bodies[0], consumes or [JSON])
            others = [
                n for n in (each["name"] for each in bodies) if n != bodies[0]["name"]
            ]
            if names := ", ".join([*others, *fields]):
                self._report.degrade(subject.body(), "second-body", names, at=operation)
        elif fields:
            upgraded["requestBody"] = _form(operation, fields, consumes)
        return upgraded

    def _parameters(self, nodes: Any) -> SpecList:
        others = [node for node in nodes or () if not self._is_body(node)]
        return _list(nodes, map(self._parameter, others))

    def _parameter(self, node: Any) -> Any:
        node = self._upgradable(node)
        return node if "$ref" in node else _parameter(node)

    def _is_body(self, parameter: Any) -> bool:
        """Return whether a parameter is the body, or a field of a form."""
        target = self._resolver.soft_target(parameter)
        return (target or {}).get("in") in ("body", "formData")

    def _response(self, node: Any, produces: list[Any]) -> Any:
        node = self._upgradable(node)
        if "$ref" in node:
            return node
        changes: dict[str, Change] = {"headers": lambda nodes: _each(nodes, _header)}
        upgraded = _changed(node, changes, ("schema", "examples"))
        if (schema := node.get("schema")) is not None:
            is_file = schema.get("type") == "file"
            schema = _binary(schema) if is_file else schema
            examples = node.get("examples") or {}
            upgraded["content"] = pick(node)
            for media in [BINARY] if is_file and produces == [JSON] else produces:
                example = {"example": examples[media]} if media in examples else {}
                holder = pick(node, schema=schema, **example)
                upgraded["content"][str(media)] = holder
        return upgraded


def _parameter(node: Any) -> Any:
    upgraded = _changed(node, {}, (*SCHEMA_WORDS, "collectionFormat", "schema"))
    upgraded["schema"] = _schema(node)
    if node.get("type") == "array":
        separator = node.get("collectionFormat", "csv")
        simple = node.get("in") in ("path", "header")
        if separator not in (("csv", "multi") if simple else STYLES):
            # OpenAPI 3 has no such style: it is reported for each operation later.
            upgraded["collectionFormat"] = separator
        style, explode = STYLES.get(separator, STYLES["csv"])
        upgraded["style"] = "simple" if simple else style
        upgraded["explode"] = explode and not simple
    return upgraded


def _header(node: Any) -> Any:
    return pick(node, "description", schema=_schema(node))


def _body(parameter: Any, consumes: Any) -> SpecMap:
    schema = parameter.get("schema", pick(parameter))
    body = pick(parameter, "description")
    body["required"] = bool(parameter.get("required"))
    body["content"] = content = pick(parameter)
    for media in consumes:
        holder = content[str(media)] = pick(parameter, schema=schema)
        if media == FORM:
            # Swagger 2.0 does not define how objects are written in a form. Servers
            # that are described with Swagger 2.0 accept `deepObject`.
            deep = pick(parameter, style="deepObject", explode=True)
            nested = {
                name: deep
                for name, each in (schema.get("properties") or {}).items()
                if each.get("type") not in PLAIN_TYPES
            }
            if nested:
                holder["encoding"] = pick(parameter, **nested)
    return body


def _form(operation: Any, fields: Mapping[str, Any], consumes: Any) -> SpecMap:
    required = [name for name, field in fields.items() if field.get("required")]
    properties = {name: _schema(field) for name, field in fields.items()}
    encoding = pick(operation)
    for name, field in fields.items():
        if field.get("type") == "array" and not _holds_files(field):
            separator = field.get("collectionFormat", "csv")
            if separator in STYLES:
                style, explode = STYLES[separator]
                encoding[name] = pick(field, style=style, explode=explode)
            else:
                properties[name]["collectionFormat"] = separator
    schema = pick(operation, type="object", properties=pick(operation, **properties))
    if required:
        schema["required"] = required
    forms = [media for media in consumes or () if media in (FORM, MULTIPART)]
    if any(field.get("type") == "file" for field in fields.values()):
        forms = [MULTIPART]
    holder = pick(operation, schema=schema)
    if encoding:
        holder["encoding"] = encoding
    content = pick(operation, **{forms[0] if forms else FORM: holder})
    return pick(operation, required=bool(required), content=content)


def _holds_files(field: Any) -> bool:
    items: Any = field.get("items", {})
    return bool(items.get("type") == "file")


def _schema(node: Any) -> SpecMap:
    """Return the schema keywords of a parameter or header as a schema.

    A member `schema` is also used, as in OpenAPI 3.
    """
    schema = pick(node, *SCHEMA_WORDS, *filter(is_enum_extension, node))
    if isinstance(inner := node.get("schema"), SpecMap):
        schema = inner if "$ref" in inner else pick(inner, **{**inner, **schema})
    return _binary(schema) if schema.get("type") == "file" else schema


def _binary(schema: Any) -> SpecMap:
    return pick(schema, "description", type="string", format="binary")


def _servers(tree: Any, schemes: Any) -> SpecList:
    base = str(tree.get("basePath") or "")
    urls = [base or "/"]
    if host := tree.get("host"):
        # A host that has a path, which is invalid, may repeat the base path.
        base = "" if "/" in host and host.endswith(base) else base
        offered = [each for each in ("https", "http") if each in (schemes or ())]
        urls = [f"{each}://{host}{base}".rstrip("/") for each in offered or ["https"]]
    servers = [pick(tree) for _ in urls]
    for server, url in zip(servers, urls, strict=True):
        server.put("url", url, location_of(tree, "host" if host else "basePath"))
    return _list(tree, servers)


def _security_scheme(node: Any) -> Any:
    kind = node.get("type")
    if kind == "basic":
        return pick(node, "description", type="http", scheme="basic")
    if kind != "oauth2":
        return node
    upgraded = pick(node, "description", type="oauth2", flows=pick(node))
    if name := node.get("flow"):
        flow = pick(node, "authorizationUrl", "tokenUrl")
        flow["scopes"] = node.get("scopes") or pick(node)
        upgraded["flows"][FLOWS.get(name, name)] = flow
    return upgraded


def _upgrade_schema(node: Any) -> None:
    """Convert the schema keywords of Swagger 2.0, and `x-nullable`."""
    if isinstance(node.get("discriminator"), str) and "properties" in node:
        node["discriminator"] = pick(node, propertyName=node["discriminator"])
    if node.get("x-nullable") is True:
        node["nullable"] = node.pop("x-nullable")
    if node.get("type") == "file":
        node["type"], node["format"] = "string", "binary"


def _changed(
    node: Any, changes: Mapping[str, Change], dropped: Collection[str] = ()
) -> SpecMap:
    """Return the node without some members, and with functions applied to others."""
    changed = pick(node, *(key for key in node if key not in dropped))
    for key in changes.keys() & changed.keys():
        changed[key] = changes[key](changed[key])
    return changed


def _each(nodes: Any, change: Change) -> SpecMap:
    """Return the object with a function applied to each member."""
    return _changed(nodes or {}, dict.fromkeys(nodes or (), change))


def _list(node: Any, items: Any) -> SpecList:
    fresh = SpecList(location_of(node))
    fresh.extend(items)
    return fresh
