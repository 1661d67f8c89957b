"""Seeded edits of the vendor's description, each with its cause written down first.

Nothing of the generator is imported: an edit is made on the description alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]
METHODS = ("get", "post", "patch", "delete")
OTHER_TYPES = {"string": "integer", "integer": "string", "boolean": "string"}


@dataclass(frozen=True)
class Edit:
    """An edit of the description.

    Attributes:
        cause: what was done, for example `rename property Invoice.due`.
        document: the edited description.
        renames: the names of the package that the vendor says were renamed: the old
            qualified name, and the last part of the new one.
        is_renaming: whether the edit only renames something.
    """

    cause: str
    document: Document = field(repr=False)
    renames: tuple[tuple[str, str], ...] = ()
    is_renaming: bool = False


_Change: TypeAlias = Callable[[Document], None]


def edits(document: Document) -> list[Edit]:
    """Return every edit of the description that this program knows, in order."""
    found = []
    for cause, change, renames in _all_edits(document):
        changed = deepcopy(document)
        change(changed)
        found.append(Edit(cause, changed, renames, cause.startswith("rename")))
    return found


def seeded_edits(document: Document, seed: str, count: int) -> list[Edit]:
    """Return some edits, chosen at random."""
    return Random(seed).sample(edits(document), count)


def _all_edits(
    document: Document,
) -> Iterator[tuple[str, _Change, tuple[tuple[str, str], ...]]]:
    yield from _operations(document)
    yield from _parameters(document)
    yield from _schemas(document)
    yield from _properties(document)
    yield from _values(document)
    yield from _resources(document)


def _each_operation(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _operations(document: Document) -> Iterator[Any]:
    for path, method, operation in _each_operation(document):
        name = operation["operationId"]
        resource = name.partition("_")[0]

        def rename(d: Document, path: str = path, method: str = method) -> None:
            operation = d["paths"][path][method]
            first = operation["operationId"].partition("_")[0]
            operation["operationId"] = f"{first}_perform"

        def remove(d: Document, path: str = path, method: str = method) -> None:
            del d["paths"][path][method]

        def retype(d: Document, path: str = path, method: str = method) -> None:
            responses = d["paths"][path][method]["responses"]
            media = next(iter(responses.values()))["content"]["application/json"]
            media["schema"] = {"$ref": "#/components/schemas/Address"}

        yield f"rename operation {name}", rename, ()
        yield f"remove operation {name}", remove, ()
        if method != "delete" and resource != "products":
            yield f"retype the result of {name}", retype, ()


def _parameters(document: Document) -> Iterator[Any]:
    for path, method, operation in _each_operation(document):
        name = operation["operationId"]
        resource, _, action = name.partition("_")
        for index, each in enumerate(operation.get("parameters", [])):
            if each["in"] != "query":
                continue
            place = (path, method, index)
            cause = f"parameter {name} {each['name']}"
            qualname = f"{resource.title()}.{action}({each['name']})"
            yield (
                f"rename {cause}",
                _on_parameter(place, lambda p: p.update(name=f"the_{p['name']}")),
                ((qualname, f"the_{each['name']}"),),
            )
            yield f"remove {cause}", _without_parameter(place), ()
            yield f"require {cause}", _on_parameter(place, _require), ()
            type_ = each["schema"].get("type")
            if type_ in OTHER_TYPES:
                yield f"retype {cause}", _on_parameter(place, _retype), ()
        yield f"add a parameter to {name}", _with_parameter(path, method), ()


def _require(parameter: Document) -> None:
    parameter["required"] = True


def _retype(holder: Document) -> None:
    old = holder["schema"]["type"]
    holder["schema"] = {"type": OTHER_TYPES[old]}


def _on_parameter(
    place: tuple[str, str, int], change: Callable[[Document], None]
) -> _Change:
    path, method, index = place

    def edit(document: Document) -> None:
        change(document["paths"][path][method]["parameters"][index])

    return edit


def _without_parameter(place: tuple[str, str, int]) -> _Change:
    path, method, index = place

    def edit(document: Document) -> None:
        del document["paths"][path][method]["parameters"][index]

    return edit


def _with_parameter(path: str, method: str) -> _Change:
    def edit(document: Document) -> None:
        added = {"name": "tenant", "in": "query", "required": True}
        operation = document["paths"][path][method]
        operation.setdefault("parameters", []).append(
            {**added, "schema": {"type": "string"}}
        )

    return edit


def _schemas(document: Document) -> Iterator[Any]:
    for name in document["components"]["schemas"]:

        def rename(d: Document, name: str = name) -> None:
            schemas = d["components"]["schemas"]
            d["components"]["schemas"] = {
                f"New{k}" if k == name else k: v for k, v in schemas.items()
            }
            _visit(d, name, f"New{name}")

        yield f"rename schema {name}", rename, ()


def _visit(node: Any, old: str, new: str) -> None:
    """Replace the references to a schema."""
    if isinstance(node, dict):
        if node.get("$ref") == f"#/components/schemas/{old}":
            node["$ref"] = f"#/components/schemas/{new}"
        for each in node.values():
            _visit(each, old, new)
    elif isinstance(node, list):
        for each in node:
            _visit(each, old, new)


def _properties(document: Document) -> Iterator[Any]:
    for name, schema in document["components"]["schemas"].items():
        for wire, prop in schema.get("properties", {}).items():
            cause = f"property {name}.{wire}"
            rename = (f"{name}.{wire}", f"{wire}_value")
            yield f"rename {cause}", _renamed_property(name, wire), (rename,)
            yield f"remove {cause}", _removed_property(name, wire), ()
            if prop.get("type") in OTHER_TYPES and "format" not in prop:
                yield f"retype {cause}", _retyped_property(name, wire), ()


def _renamed_property(name: str, wire: str) -> _Change:
    def edit(document: Document) -> None:
        schema = document["components"]["schemas"][name]
        new = f"{wire}_value"
        schema["properties"] = {
            new if k == wire else k: v for k, v in schema["properties"].items()
        }
        schema["required"] = [
            new if k == wire else k for k in schema.get("required", [])
        ]

    return edit


def _removed_property(name: str, wire: str) -> _Change:
    def edit(document: Document) -> None:
        schema = document["components"]["schemas"][name]
        del schema["properties"][wire]
        schema["required"] = [k for k in schema.get("required", []) if k != wire]

    return edit


def _retyped_property(name: str, wire: str) -> _Change:
    def edit(document: Document) -> None:
        properties = document["components"]["schemas"][name]["properties"]
        properties[wire] = {"type": OTHER_TYPES[properties[wire]["type"]]}

    return edit


def _values(document: Document) -> Iterator[Any]:
    for name, schema in document["components"]["schemas"].items():
        for index, value in enumerate(schema.get("enum", [])):
            cause = f"value {name}.{value}"
            old, new = f"{name}.{value.upper()}", f"NEW_{value.upper()}"
            yield f"rename {cause}", _renamed_value(name, index), ((old, new),)
            yield f"rename Python {cause}", _named_value(name, index), ()
            yield f"remove {cause}", _removed_value(name, index), ()


def _renamed_value(name: str, index: int) -> _Change:
    def edit(document: Document) -> None:
        values = document["components"]["schemas"][name]["enum"]
        values[index] = f"new_{values[index]}".lower()

    return edit


def _named_value(name: str, index: int) -> _Change:
    def edit(document: Document) -> None:
        schema = document["components"]["schemas"][name]
        names = [each.upper() for each in schema["enum"]]
        names[index] = f"PY_{names[index]}"
        schema["x-enum-varnames"] = names

    return edit


def _removed_value(name: str, index: int) -> _Change:
    def edit(document: Document) -> None:
        del document["components"]["schemas"][name]["enum"][index]

    return edit


def _resources(document: Document) -> Iterator[Any]:
    names = {
        o["operationId"].partition("_")[0] for _, _, o in _each_operation(document)
    }
    for name in sorted(names):

        def rename(d: Document, name: str = name) -> None:
            for _, _, operation in _each_operation(d):
                first, _, action = operation["operationId"].partition("_")
                if first == name:
                    operation["operationId"] = f"shop{name}_{action}"
                    operation["tags"] = [f"shop{name}"]

        yield f"rename resource {name}", rename, ()
