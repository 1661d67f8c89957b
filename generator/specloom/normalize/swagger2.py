"""Swagger 2.0 as OpenAPI 3: the same document in the words the other calls read.

Places stay: what was moved still knows the line it was written on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..document import METHODS, SCHEMAS
from ..document.references import Resolver, objects, references
from ..load import SpecList, SpecMap, location_of

MOVED = {
    "#/definitions/": SCHEMAS,
    "#/parameters/": "#/components/parameters/",
    "#/responses/": "#/components/responses/",
}
STYLES: Mapping[str, tuple[str, bool]] = {
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
}
FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
SCHEMA_WORDS = (
    ("type", "format", "items", "default", "enum", "minimum", "maximum")
    + ("exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern")
    + ("minItems", "maxItems", "uniqueItems", "multipleOf", "x-nullable")
)
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def upgrade_swagger2(tree: Any) -> Any:
    """A Swagger 2.0 tree as an OpenAPI 3.0 tree; the tree given is used up.

    Args:
        tree: the root of the document.
    """
    return _Upgrade(tree).run()


class _Upgrade:
    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._resolver = Resolver(tree)

    def run(self) -> Any:
        tree = self._tree
        made = _beside(tree, openapi="3.0.3")
        for key in ("info", "tags", "security", "externalDocs"):
            _keep(made, tree, key)
        for key in (k for k in tree if k.startswith("x-")):
            _keep(made, tree, key)
        made["servers"] = _servers(tree)
        paths = _beside(tree.get("paths") or tree)
        for path, item in (tree.get("paths") or {}).items():
            paths[path] = self._path_item(item)
            _placed(paths, tree.get("paths"), path)
        made["paths"] = paths
        made["components"] = self._components()
        return _pointed(_schemas_fixed(made))

    def _components(self) -> Any:
        tree = self._tree
        made = _beside(tree)
        made["schemas"] = tree.get("definitions") or _beside(tree)
        made["responses"] = _mapped(
            tree.get("responses"), lambda r: self._response(r, [JSON])
        )
        plain = {
            name: node
            for name, node in (tree.get("parameters") or {}).items()
            if isinstance(node, dict) and node.get("in") not in ("body", "formData")
        }
        made["parameters"] = _mapped(plain, self._parameter)
        made["securitySchemes"] = _mapped(tree.get("securityDefinitions"), _scheme)
        return made

    def _path_item(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        made = _beside(item)
        shared = item.get("parameters") or []
        for key, value in item.items():
            if key in METHODS and isinstance(value, dict):
                made[key] = self._operation(value, shared)
            elif key == "parameters":
                plain = [self._parameter(p) for p in self._without_bodies(value)]
                made[key] = _listed(value, plain)
            else:
                made[key] = value
            _placed(made, item, key)
        return made

    def _operation(self, operation: Any, shared: Any) -> Any:
        produces = operation.get("produces") or self._tree.get("produces") or [JSON]
        made = _beside(operation)
        for key, value in operation.items():
            if key == "parameters":
                plain = [self._parameter(p) for p in self._without_bodies(value)]
                made[key] = _listed(value, plain)
            elif key == "responses":
                made[key] = _mapped(value, lambda r: self._response(r, produces))
            elif key == "schemes":
                made["servers"] = _servers({**self._tree, "schemes": value})
            elif key not in ("consumes", "produces"):
                made[key] = value
            if key in made:
                _placed(made, operation, key)
        own = operation.get("parameters") or []
        if body := self._body(operation, [*own, *shared]):
            made["requestBody"] = body
        return made

    def _without_bodies(self, parameters: Any) -> Iterator[Any]:
        for node in parameters or ():
            found = self._resolver.soft_target(node)
            kind = found.get("in") if isinstance(found, dict) else None
            if kind not in ("body", "formData"):
                yield node

    def _body(self, operation: Any, parameters: list[Any]) -> Any:
        known = [
            p
            for p in map(self._resolver.soft_target, parameters)
            if isinstance(p, dict)
        ]
        consumes = operation.get("consumes") or self._tree.get("consumes")
        fields: dict[str, Any] = {}
        for each in known:
            if each.get("in") == "body":
                return _body(each, consumes or [JSON])
            if each.get("in") == "formData":
                fields.setdefault(str(each.get("name")), each)
        return self._form(operation, fields, consumes) if fields else None

    def _form(self, operation: Any, fields: dict[str, Any], consumes: Any) -> Any:
        schema = _beside(operation, type="object")
        schema["properties"] = _beside(operation)
        needed = []
        for name, field in fields.items():
            schema["properties"][name] = _schema(field)
            if field.get("required"):
                needed.append(name)
        if needed:
            schema["required"] = needed
        files = any(field.get("type") == "file" for field in fields.values())
        forms = [m for m in consumes or () if m in (FORM, MULTIPART)]
        media = MULTIPART if files else (forms or [FORM])[0]
        made = _beside(operation, required=bool(needed))
        made["content"] = _beside(operation)
        made["content"][media] = _beside(operation, schema=schema)
        return made

    def _parameter(self, node: Any) -> Any:
        if not isinstance(node, dict) or "$ref" in node:
            return node
        made = _beside(node)
        for key, value in node.items():
            if key not in SCHEMA_WORDS and key != "collectionFormat":
                made[key] = value
                _placed(made, node, key)
        made["schema"] = _schema(node)
        form = node.get("collectionFormat", "csv")
        if node.get("type") == "array":
            if form == "tsv":
                # OpenAPI 3 has no such style: it is reported for each operation later.
                made["collectionFormat"] = form
            style, explode = STYLES.get(form, STYLES["csv"])
            plain = node.get("in") in ("path", "header")
            made["style"] = "simple" if plain else style
            made["explode"] = explode and not plain
        return made

    def _response(self, node: Any, produces: list[Any]) -> Any:
        if not isinstance(node, dict) or "$ref" in node:
            return node
        made = _beside(node)
        for key, value in node.items():
            if key == "headers":
                made[key] = _mapped(value, self._header)
            elif key not in ("schema", "examples"):
                made[key] = value
            if key in made:
                _placed(made, node, key)
        schema = node.get("schema")
        if isinstance(schema, dict):
            file = schema.get("type") == "file"
            kinds = produces if not file or produces != [JSON] else [BINARY]
            made["content"] = _beside(node)
            for media in kinds:
                holder = _beside(node)
                holder["schema"] = _binary(schema) if file else schema
                if media in (node.get("examples") or {}):
                    holder["example"] = node["examples"][media]
                made["content"][str(media)] = holder
        return made

    def _header(self, node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        made = _beside(node, schema=_schema(node))
        _keep(made, node, "description")
        return made


BINARY = "application/octet-stream"


def _body(parameter: Any, consumes: Any) -> Any:
    made = _beside(parameter)
    _keep(made, parameter, "description")
    made["required"] = bool(parameter.get("required"))
    made["content"] = _beside(parameter)
    schema = parameter.get("schema", _beside(parameter))
    for media in consumes:
        holder = made["content"][str(media)] = _beside(parameter, schema=schema)
        if media == FORM and isinstance(schema, dict):
            # A form with objects in it: as servers of that time read it.
            deep = _beside(parameter, style="deepObject", explode=True)
            nested = _nested(schema.get("properties") or {})
            if nested:
                holder["encoding"] = _beside(parameter, **dict.fromkeys(nested, deep))
    return made


def _nested(properties: Any) -> list[str]:
    """The members that are not plain values."""
    plain = ("string", "integer", "number", "boolean")
    return [
        name
        for name, each in properties.items()
        if isinstance(each, dict) and each.get("type") not in plain
    ]


def _schema(node: Any) -> Any:
    made = _beside(node)
    for key in SCHEMA_WORDS:
        _keep(made, node, key)
    return _binary(made) if made.get("type") == "file" else made


def _binary(schema: Any) -> Any:
    made = _beside(schema, type="string", format="binary")
    _keep(made, schema, "description")
    return made


def _servers(tree: Any) -> Any:
    host, base = tree.get("host"), str(tree.get("basePath") or "")
    if not host:
        return _listed(tree, [_beside(tree, url=base or "/")])
    schemes = tree.get("schemes") or ["https"]
    ordered = sorted(map(str, schemes), key=lambda s: s != "https")
    web = [s for s in ordered if s in ("http", "https")] or ["https"]
    urls = [f"{scheme}://{host}{base}".rstrip("/") for scheme in web]
    return _listed(tree, [_beside(tree, url=url) for url in urls])


def _scheme(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    kind = node.get("type")
    if kind == "basic":
        made = _beside(node, type="http", scheme="basic")
        _keep(made, node, "description")
        return made
    if kind != "oauth2":
        return node
    made = _beside(node, type="oauth2")
    _keep(made, node, "description")
    flow = _beside(node)
    for key in ("authorizationUrl", "tokenUrl"):
        _keep(flow, node, key)
    flow["scopes"] = node.get("scopes") or _beside(node)
    said = str(node.get("flow"))
    made["flows"] = _beside(node)
    made["flows"][FLOWS.get(said, said)] = flow
    return made


def _schemas_fixed(tree: Any) -> Any:
    """Swagger's own words in schemas: a discriminator's name, null by extension."""
    for node in objects(tree):
        if isinstance(node.get("discriminator"), str) and "properties" in node:
            node["discriminator"] = _beside(node, propertyName=node["discriminator"])
        if node.get("x-nullable") is True:
            node["nullable"] = node.pop("x-nullable")
        if node.get("type") == "file":
            node["type"], node["format"] = "string", "binary"
    return tree


def _pointed(tree: Any) -> Any:
    """References to where the parts have moved."""
    for node in references(tree):
        for old, new in MOVED.items():
            if node["$ref"].startswith(old):
                node["$ref"] = new + node["$ref"].removeprefix(old)
                break
    return tree


def _beside(node: Any, **members: Any) -> SpecMap:
    """A new object that stands where a node stood."""
    made = SpecMap(location_of(node))
    made.update(members)
    return made


def _listed(node: Any, items: list[Any]) -> SpecList:
    made = SpecList(location_of(node))
    made.extend(items)
    return made


def _mapped(node: Any, change: Callable[[Any], Any]) -> Any:
    made = _beside(node or {})
    for key, value in (node or {}).items():
        made[key] = change(value)
        _placed(made, node, key)
    return made


def _keep(made: SpecMap, node: Any, key: str) -> None:
    if key in node:
        made.put(key, node[key], location_of(node, key))


def _placed(made: SpecMap, node: Any, key: str) -> None:
    made.key_locations[str(key)] = location_of(node, key)
