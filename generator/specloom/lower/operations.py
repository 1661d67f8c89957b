"""One operation as a constant of wire facts and a method with a short body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..document import Node, Operation, Spec, is_json, not_null, wire_location
from ..ir import CallMethod, Code, Constant, PagesMethod, StreamMethod
from ..literals import braces, call, keyword, literal, parens, summary
from ..names import constant
from ..python_types import NONE, RUNTIME, Leaf, PythonType
from ..vocabulary import keys
from .annotations import Annotations
from .arguments import Arguments
from .filtering import Filtering
from .imports import ImportCollector
from .locations import Paths
from .paging import Paging, SharedPages, pages_name, tuple_or_none
from .security import requirements
from .streaming import EVENTS, Streaming, streaming

PLAIN_STYLES = {"query": ("form", True), "header": ("simple", False)}
PLAIN_STYLES |= {"path": ("simple", False), "cookie": ("form", True)}


Shared = Mapping[str, SharedPages]
"""Pagination schemes that are constants of the service."""


@dataclass(frozen=True)
class Lowered:
    """An operation's two printable parts."""

    constant: Constant
    method: CallMethod | PagesMethod | StreamMethod


def lower_operation(
    operation: Operation, paths: Paths, annotations: Annotations, shared: Shared
) -> Lowered:
    """The constant and the method of one operation."""
    names = annotations.names
    paging, filtering = Paging(operation, paths), Filtering(operation)
    layout = Arguments(operation, paging, filtering, annotations)
    pages = _pages(paging, names, shared)
    taken = names.constant_name(constant(operation.action))
    words: dict[str, Code | None] = {"pages": pages}
    if pages is not None:
        words["identity"] = literal(paging.identity()) if paging.identity() else None
        words["merge"] = paging.merge()
        words["units"] = names.constant(
            _item_name(operation, paging), _units(paging, names)
        )
    words["windows"] = tuple_or_none(paging.window_code(names))
    words["chunks"] = tuple_or_none(paging.chunk_code(names))
    words |= filtering.constructors(names)
    words |= _facts(operation, layout, names)
    method, path = literal(operation.method), literal(operation.path)
    leading = [method, path, *_results(operation, paging, annotations)]
    given = [keyword(key, value) for key, value in words.items() if value is not None]
    kind = "Operation" if pages is None else "PagedOperation"
    if stream := streaming(operation):
        kind, leading = "StreamOperation", [method, path]
        if stream.item:
            item = _streamed(stream, annotations)
            leading.append(annotations.as_type_argument(item))
        if stream.framing != "events":
            given.insert(0, keyword("framing", literal(stream.framing)))
    made = Constant(name=taken, value=call(names.use(RUNTIME, kind), *leading, *given))
    return Lowered(made, _method(operation, paging, layout, taken))


def _item_name(operation: Operation, paging: Paging) -> str:
    """What a constant of the item's facts is called after: its component."""
    item = paging.paths.component((paging.items() or {}).get("items"))
    return f"{constant(item or operation.action)}_UNITS"


def _pages(paging: Paging, names: ImportCollector, shared: Shared) -> Code | None:
    """The service's constant where the scheme has one, else a constructor here."""
    scheme = paging.scheme()
    if scheme is not None and scheme in shared:
        name = names.use(".service", pages_name(scheme))
        return shared[scheme].used_by(paging, name)
    return paging.pages(names)


def _results(
    operation: Operation, paging: Paging, annotations: Annotations
) -> Iterator[Code]:
    """The result type as an argument, and for a paged operation its item's."""
    yield annotations.as_type_argument(_result(operation, annotations))
    if paging.fact is not None and operation.success is not None:
        yield annotations.as_type_argument(_item(paging, annotations))


def _result(operation: Operation, annotations: Annotations) -> PythonType:
    success = operation.success
    if success is None:
        return NONE
    return result_type(*success, annotations)


def result_type(media: str, schema: Any, annotations: Annotations) -> PythonType:
    """Return the type of what a message of a media type is decoded to."""
    if is_json(media):
        return annotations.result(schema)
    return Leaf("str") if media.startswith("text/") else Leaf("bytes")


def _streamed(stream: Streaming, annotations: Annotations) -> PythonType:
    if stream.item is None:
        return Leaf("Event", RUNTIME)
    return annotations.result(stream.item)


def _item(paging: Paging, annotations: Annotations) -> PythonType:
    return annotations.result((paging.items() or {}).get("items", {}))


def _method(
    operation: Operation, paging: Paging, layout: Arguments, taken: Code
) -> CallMethod | PagesMethod | StreamMethod:
    annotations = layout.annotations
    size = layout.page_size()
    slots = [slot.argument for slot in layout.slots()]
    doc = operation.node.get("summary") or operation.node.get("description", "")
    common: dict[str, Any] = {
        "name": Code(operation.action),
        "arguments": tuple([*slots, size] if size else slots),
        "summary": summary(doc),
        "wire": Code(operation.wire.replace("\\", "\\\\").replace('"', '\\"')),
        "constant": taken,
        "passed": tuple(layout.passed()),
    }
    if stream := streaming(operation):
        item = annotations.inside(_streamed(stream, annotations))
        return StreamMethod(**common, result=Code(f"[{item}]"))
    page = annotations.inside(_result(operation, annotations))
    if paging.fact is None or operation.success is None:
        return CallMethod(**common, result=page)
    item = annotations.inside(_item(paging, annotations))
    return PagesMethod(**common, result=Code(f"[{item}, {page}]"))


def _facts(
    operation: Operation, layout: Arguments, names: ImportCollector
) -> dict[str, Code | None]:
    """What else the wire needs, where it is not the usual."""
    node = operation.node
    words: dict[str, Code | None] = {}
    retry = node.get(keys.RETRY)
    if isinstance(retry, Mapping) and "safe" in retry:
        words["safe"] = literal(retry["safe"])
    elif retry is False:
        words["safe"] = literal(False)
    words["auth"] = _body_schemes(operation)
    if "security" in node:
        words["security"] = literal(requirements(operation.spec, node["security"]))
    words["styles"] = _styles(operation, names)
    words["formats"] = _formats(operation)
    words["require"] = _require(node.get(keys.ARGUMENT_RULES, ()), names)
    if operation.body and operation.body[0] != "application/json":
        words["media"] = literal(operation.body[0])
    usual = ("application/json", EVENTS)
    if operation.success and operation.success[0] not in usual:
        words["accept"] = literal(operation.success[0])
    if nullable := layout.nullable():
        words["nullable"] = literal(nullable)
    if isinstance(errors := node.get(keys.ERRORS), str):
        words["errors"] = literal(errors)
    words["deprecated"] = _deprecated(operation)
    if lock := operation.extension(keys.OPTIMISTIC_LOCK):
        words["conflict"] = literal(lock.get("conflict", 409))
    return words


def _deprecated(operation: Operation) -> Code | None:
    """Whether the operation is deprecated, or else which of its parameters are."""
    if operation.node.get("deprecated") is True:
        return literal(True)
    old = [p for p in operation.parameters if p.get("deprecated") is True]
    return literal(tuple(f"{p['in']}.{p['name']}" for p in old)) if old else None


def _body_schemes(operation: Operation) -> Code | None:
    scheme = operation.node.get(keys.AUTH)
    return literal([scheme]) if isinstance(scheme, str) else None


def _styles(operation: Operation, names: ImportCollector) -> Code | None:
    pairs = []
    for node in operation.parameters:
        style, explode = PLAIN_STYLES[node["in"]]
        said = node.get("style", style)
        exploded = node.get("explode", said == "form")
        reserved = bool(node.get("allowReserved")) and node["in"] == "query"
        own = (said, exploded) != (style, explode) and _shows(operation.spec, node)
        if "content" in node and "schema" not in node:
            said, exploded, own = "json", True, True
        if own or reserved:
            key = literal(f"{node['in']}.{node['name']}")
            build = call(
                names.use(RUNTIME, "Style"),
                literal(said),
                explode=literal(bool(exploded)),
                reserved=literal(True) if reserved else None,
            )
            pairs.append((key, build))
    pairs += _encoded(operation, names)
    return braces(pairs) if pairs else None


def _encoded(
    operation: Operation, names: ImportCollector
) -> Iterator[tuple[Code, Code]]:
    """The styles and media types of a form's members."""
    for member, said in operation.encodings.items():
        style = said.get("style", "form")
        kinds = [each.strip() for each in str(said.get("contentType", "")).split(",")]
        own = len(kinds) == 1 and "*" not in kinds[0] and "style" not in said
        if not (own and kinds[0]) and not {"style", "explode"} & said.keys():
            continue
        if own and is_json(kinds[0]):
            style = "json"
        yield (
            literal(f"body.{member}"),
            call(
                names.use(RUNTIME, "Style"),
                literal(style),
                explode=literal(bool(said.get("explode", style == "form"))),
                reserved=literal(True) if said.get("allowReserved") is True else None,
                media=literal(kinds[0]) if own and kinds[0] else None,
            ),
        )


def _shows(spec: Spec, parameter: Node) -> bool:
    """Whether the style shows: a scalar looks the same in all but two of them."""
    if parameter.get("style") in ("label", "matrix"):
        return True
    schema = spec.resolve(not_null(parameter.get("schema", {})))
    kinds = schema.get("type", ())
    return any(k in kinds for k in ("array", "object")) or "$ref" in schema or not kinds


def _formats(operation: Operation) -> Code | None:
    pairs = [
        (literal(f"{p['in']}.{p['name']}"), literal(unit))
        for p in operation.parameters
        if isinstance(unit := _unit(p), str)
    ]
    return braces(pairs) if pairs else None


def _unit(parameter: Node) -> Any:
    schema = parameter.get("schema", {})
    return parameter.get(keys.UNIT) or schema.get(keys.UNIT)


def _require(said: Any, names: ImportCollector) -> Code | None:
    kinds = {"at-least-one": "AtLeastOne", "all-or-none": "AllOrNone"}
    found = [
        call(
            names.use("specloom_runtime", kinds[word]),
            *(literal(wire_location(at)) for at in places),
        )
        for rule in said
        for word, places in rule.items()
        if word in kinds
    ]
    return tuple_or_none(found)


def _units(paging: Paging, names: ImportCollector) -> Code | None:
    """Numbers of an item whose meaning stands elsewhere in the item."""
    item = (paging.items() or {}).get("items")
    found = []
    for wire, unit in _conditional(paging.operation.spec, item, (), 6):
        at = ".".join(paging.paths.path(item, wire))
        when = unit["when"]
        where = tuple(str(when["location"]).strip("/").split("/"))
        found.append(
            call(
                names.use(RUNTIME, "Unit"),
                literal(at),
                literal(unit["is"]),
                at=literal(".".join(paging.paths.path(item, where))),
                equals=literal(when["equals"]),
            )
        )
    return parens(found) if found else None


def _conditional(
    spec: Spec, schema: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], Node]]:
    for name, prop in spec.properties(_listed(spec, schema)).items():
        unit = prop.schema.get(keys.UNIT)
        if isinstance(unit, Mapping) and "when" in unit:
            yield (*path, name), unit
        if depth:
            yield from _conditional(spec, prop.schema, (*path, name), depth - 1)


def _listed(spec: Spec, schema: Any) -> Any:
    """The schema of a list's items, or the schema itself."""
    node = spec.resolve(not_null(schema))
    return _listed(spec, node["items"]) if "items" in node else schema
