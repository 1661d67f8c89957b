"""Test what holds after each pass of normalization, for vendors and defects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from specloom.builds.sources import Sources
from specloom.document.identifiers import is_self
from specloom.load import (
    Document,
    Documents,
    deep_copy,
    document_format,
    read,
)
from specloom.names.property_names import NAME_RULES
from specloom.normalize.discriminators.discriminator_values import declared
from specloom.normalize.names_file import FrozenNames
from specloom.normalize.operations.usable_servers import unusable
from specloom.normalize.passes import PASSES, Normalization
from specloom.project.folders import Project
from specloom.project.generate_options import DEFAULT_OPTIONS
from specloom.project.vendor import single_vendor
from specloom.structure import conform
from specloom.vocabulary import keys

ROOT = Path(__file__).parents[2]
DEFECTS = sorted((ROOT / "tests" / "defects").glob("*.yaml"))
VENDORS = sorted(p.parent.name for p in (ROOT / "specs").glob("*/openapi.yaml"))
SCHEMAS = "#/components/schemas/"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
NAMES = list(PASSES)
BY_NAME = ("schemas", "properties", "patternProperties", "$defs", "responses")
ENUM_TEXTS = {keys.ENUM_NAMES, keys.ENUM_DESCRIPTIONS}
DATA = ("example", "examples", "default", "enum", "const", "mapping")

WRONG = """
openapi: 3.2.0
info: {title: Wrong, version: 1}
security: [{token: []}]
servers:
- {url: "http://[::1"}
- {url: "http://[{host}]", variables: {host: {default: "::1"}}}
paths:
  /owners:
    get:
      responses:
        '200':
          description: Owners.
          content: {application/json: {schema: {$ref: 'other.yaml#/Owner'}}}
  /owners/:id:
    get:
      responses: {'204': {description: Nothing.}}
  /pets/{id}:
    query:
      parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: gone, in: path, required: true, schema: {type: string}}
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
      responses:
        '200':
          description: A pet.
          content: {application/json: {schema: {type: string}, example: 3}}
        '201':
          description: A pet.
          content: {'*/*': {schema: {type: object}}}
      callbacks:
        sold:
          '{$request.query.url}':
            post:
              operationId: sold
              requestBody:
                content:
                  application/json: {schema: {type: string}}
                  application/jsonl: {itemSchema: {type: string}}
    get:
      x-specloom-retry: safe
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    Pet:
      type: object
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, writeOnly: true}
    Base: {type: object, discriminator: {propertyName: kind}}
    Child: {allOf: [{$ref: '#/components/schemas/Base'}]}
"""
"""A document that needs passes that no defect and no vendor needs."""


OVERLAY = """
overlay: 1.1.0
info: {title: Exclude, version: 1}
actions:
- target: $.paths['/pets/{id}'].get
  x-specloom-provenance: {status: verified, source: test}
  update: {x-specloom-exclude: It is not wanted.}
"""
"""The overlay of it."""


OTHER = """
Owner: {type: object, properties: {name: {type: string}}}
"""
"""The file that it refers to."""


@cache
def states(name: str) -> list[Normalization]:
    """Return the document after each pass."""
    documents = _documents(name)
    source, frozen = documents.description, FrozenNames.read(documents.names)
    tree = deep_copy(source.data)
    state = Normalization(
        tree, source, documents.overlay, frozen, DEFAULT_OPTIONS, documents.others
    )
    found = []
    for run in PASSES.values():
        run(state)
        found.append(_copied(state))
    return found


def _documents(name: str) -> Documents:
    if name == "wrong":
        source = Document("wrong.yaml", read(WRONG.encode(), shown="wrong.yaml"))
        overlay = Document("o.yaml", read(OVERLAY.encode(), shown="o.yaml"))
        other = read(OTHER.encode(), shown="other.yaml")
        others = {("wrong.yaml", "other.yaml"): ("other.yaml", other)}
        return Documents(source, overlay, None, others)
    if name in VENDORS:
        return Sources(Project.at(ROOT).vendor(name)).documents
    return Sources(single_vendor(ROOT / "tests" / "defects" / name, "case")).documents


def _copied(state: Normalization) -> Normalization:
    tree = deep_copy(state.tree)
    made = replace(state, tree=tree)
    made.schemas = state.schemas
    return made


DOCUMENTS = [*VENDORS, *(path.name for path in DEFECTS), "wrong"]


def operations(tree: Any) -> Iterator[tuple[str, Any]]:
    for path, item in (tree.get("paths") or {}).items():
        found = [item[method] for method in METHODS if method in item]
        for operation in [*found, *item.get(keys.ADDITIONAL_OPERATIONS, {}).values()]:
            yield path, operation


def nodes(node: Any, key: str = "") -> Iterator[dict[str, Any]]:
    """Every object that is neither data nor a mapping of names."""
    if isinstance(node, list):
        for item in node:
            yield from nodes(item)
    elif isinstance(node, dict):
        if key not in BY_NAME:
            yield node
        for name, value in node.items():
            if key in BY_NAME or name not in DATA:
                yield from nodes(value, "" if key in BY_NAME else name)


def references(node: Any) -> list[str]:
    return [n["$ref"] for n in nodes(node) if isinstance(n.get("$ref"), str)]


def bodies(tree: Any) -> Iterator[Any]:
    """Every request body and response."""
    for _, operation in operations(tree):
        yield operation.get("requestBody") or {}
        yield from operation.get("responses", {}).values()


def media(tree: Any) -> Iterator[tuple[str, Any]]:
    for body in bodies(tree):
        yield from body.get("content", {}).items()


def overlay_is_applied(state: Normalization) -> bool:
    return state.overlay is None or state.tree != state.source.data


def is_openapi_3(state: Normalization) -> bool:
    old = {"swagger", "definitions", "parameters", "responses", "host"}
    return str(state.tree["openapi"]).startswith("3.") and not old & set(state.tree)


def has_no_words_of_3_2(state: Normalization) -> bool:
    items = state.tree.get("paths", {}).values()
    places = {n.get("in") for n in nodes(state.tree) if isinstance(n.get("in"), str)}
    return (
        not any({"query", "additionalOperations"} & set(item) for item in items)
        and "querystring" not in places
        and not any("itemSchema" in each for each in nodes(state.tree))
    )


def rules_are_set(state: Normalization) -> bool:
    rules = state.overlay.data.get(keys.RULES, ()) if state.overlay else ()
    known = {key for node in nodes(state.tree) for key in node}
    return all(set(rule["set"]) <= known for rule in rules)


def is_one_file(state: Normalization) -> bool:
    """Only the document itself is referred to, by a pointer or by its own URI."""
    own = str(state.tree.get("$self", ""))
    return all(
        reference.startswith("#") or is_self(own, reference.partition("#")[0])
        for reference in references(state.tree)
    )


def conforms(state: Normalization) -> bool:
    tree = deep_copy(state.tree)
    lost = [
        each for each in conform(tree, document_format(state.source.data)) if each.loses
    ]
    return not lost and tree == state.tree


def required_schemes_are_declared(state: Normalization) -> bool:
    declared = state.tree["components"].get("securitySchemes", {})
    holders = [state.tree, *(each for _, each in operations(state.tree))]
    return all(
        requirement.keys() <= declared.keys()
        for holder in holders
        for requirement in holder.get("security", ())
    )


def servers_can_be_used(state: Normalization) -> bool:
    return not any(
        unusable(server)
        for holder in [state.tree, *(each for _, each in operations(state.tree))]
        for server in holder.get("servers", ())
    )


def structure_is_objects(state: Normalization) -> bool:
    paths, components = state.tree["paths"], state.tree["components"]
    return all(isinstance(n, dict) for n in (paths, components, components["schemas"]))


def nothing_is_marked(state: Normalization) -> bool:
    return not any(keys.EXCLUDE in operation for _, operation in operations(state.tree))


def pointers_lead_to_components(state: Normalization) -> bool:
    inside = re.compile(r"#/components/schemas/[^/]+/.+|.*/schema(/.*)?")
    return not any(inside.fullmatch(ref) for ref in references(state.tree))


def webhooks_are_payloads(state: Normalization) -> bool:
    known = {"summary", "description", "requestBody"}
    webhooks = state.tree.get("webhooks", {})
    callbacks = [c for _, o in operations(state.tree) for c in o.get("callbacks", ())]
    return all(
        any(name in webhook for webhook in webhooks) for name in callbacks
    ) and all(
        set(each) <= known for item in webhooks.values() for each in item.values()
    )


def discriminators_are_complete(state: Normalization) -> bool:
    """Every alternative has a value, by the mapping or by constants of its own."""
    schemas = state.tree["components"]["schemas"]
    tagged = [n for n in nodes(state.tree) if isinstance(n.get("discriminator"), dict)]
    unions = [n for n in tagged if n.get("oneOf") or n.get("anyOf")]
    parts = [
        p for s in schemas.values() if isinstance(s, dict) for p in s.get("allOf", ())
    ]
    contained = {
        p.get("$ref", "").rpartition("/")[2] for p in parts if isinstance(p, dict)
    }
    bases = [schemas[name] for name in contained & schemas.keys()]
    return not any(base in tagged and base not in unions for base in bases) and all(
        reference in (tag.get("mapping") or {}).values()
        or declared(schemas, {"$ref": reference}, tag["propertyName"])
        for union in unions
        for tag in [union["discriminator"]]
        for each in [*union.get("oneOf", ()), *union.get("anyOf", ())]
        if (reference := each.get("$ref"))
    )


def component_names_are_classes(state: Normalization) -> bool:
    names = list(state.tree["components"]["schemas"])
    return len({name.casefold() for name in names}) == len(names) and all(
        re.fullmatch(r"[A-Z]\w*", name) for name in names
    )


def references_are_to_components(state: Normalization) -> bool:
    schemas = state.tree["components"]["schemas"]
    found = references([state.tree["paths"], state.tree.get("webhooks"), schemas])
    return all(r.startswith(SCHEMAS) and r[len(SCHEMAS) :] in schemas for r in found)


def paths_are_templates(state: Normalization) -> bool:
    """A query keeps what is not one variable as a value, or what another path is."""
    paths = state.tree["paths"]
    return not any(
        re.search(r"/:\w+(/|$)|[?]\w+=\{\w+\}$", path)
        and path.partition("?")[0] not in paths
        for path in paths
    )


def objects_are_json(state: Normalization) -> bool:
    return not any(
        each.get("schema", {}).get("type") in ("object", "array")
        for body in bodies(state.tree)
        for name, each in body.get("content", {}).items()
        if name in ("*/*", "application/*")
        and "application/json" not in body["content"]
    )


def other_messages_are_raw(state: Normalization) -> bool:
    written = ("json", "form", "event-stream")
    return not any(
        each.get("schema", {}).get("type") in ("object", "array")
        for body in bodies(state.tree)
        for name, each in list(body.get("content", {}).items())[:1]
        if not any(word in other for other in body["content"] for word in written)
    )


def parameters_fit_the_path(state: Normalization) -> bool:
    for path, operation in operations(state.tree):
        found = [(p["in"], p["name"]) for p in operation.get("parameters", ())]
        named = {name for location, name in found if location == "path"}
        if len(set(found)) < len(found) or named != set(
            re.findall(r"{(.*?)}", path.partition("#")[0])
        ):
            return False
    return True


def schemas_are_3_1(state: Normalization) -> bool:
    return not any(
        "nullable" in node
        or isinstance(node.get("items"), list)
        or isinstance(node.get("exclusiveMinimum"), bool)
        or any(keys.is_foreign(key) for key in node.keys() - ENUM_TEXTS)
        for node in nodes(state.tree["components"]["schemas"], "schemas")
    )


def examples_are_valid(state: Normalization) -> bool:
    components = json.loads(json.dumps(state.tree["components"]["schemas"]))
    for node in nodes(components, "schemas"):
        # An example can be older than what responses always return.
        node["required"] = [
            name
            for name in node.get("required", ())
            if keys.ALWAYS_RETURNED not in node.get("properties", {}).get(name, {})
        ]
    schemas = {"components": {"schemas": components}}
    return all(
        Draft202012Validator({**schemas, "allOf": [each["schema"]]}).is_valid(
            each["example"]
        )
        for name, each in media(state.tree)
        if "json" in name and {"example", "schema"} <= set(each)
    )


def names_are_unique(state: Normalization) -> bool:
    names = [operation.get(keys.NAME) for _, operation in operations(state.tree)]
    return None not in names and len(set(names)) == len(names)


def named_schemas_are_components(state: Normalization) -> bool:
    components = state.tree["components"]["schemas"].values()
    return not any(_is_named(part) for each in components for part in _inside(each))


def _inside(schema: Any) -> Iterator[Any]:
    """The schemas inside a schema that have a place of their own."""
    if not isinstance(schema, dict):
        return
    parts = [*schema.get("properties", {}).values()]
    parts += [schema.get("items"), schema.get("additionalProperties")]
    for word in ("anyOf", "oneOf", "prefixItems"):
        parts += schema.get(word, ())
    for part in parts:
        yield part
        yield from _inside(part)
    for part in schema.get("allOf", ()):
        yield from _inside(part)


def _is_named(schema: Any) -> bool:
    if not isinstance(schema, dict) or "$ref" in schema:
        return False
    return bool(schema.get("properties")) or (
        "enum" in schema and schema.get("type") in ("string", "integer")
    )


def bodies_are_writable(state: Normalization) -> bool:
    schemas = state.tree["components"]["schemas"]
    if any("writeOnly" in node for node in nodes(schemas, "schemas")):
        return False
    waiting = [
        reference
        for _, operation in operations(state.tree)
        if keys.OPTIMISTIC_LOCK not in operation
        for reference in references(operation.get("requestBody"))
    ]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop().removeprefix(SCHEMAS)
        if name in seen:
            continue
        seen.add(name)
        waiting += references(schemas[name])
        if any(node.get("readOnly") is True for node in nodes(schemas[name])):
            return False
    return True


def property_names_have_a_rule(state: Normalization) -> bool:
    return state.tree[keys.PROPERTY_NAMES] in NAME_RULES


def components_are_used(state: Normalization) -> bool:
    schemas = state.tree["components"]["schemas"]
    used = {ref.removeprefix(SCHEMAS) for ref in references(state.tree)}
    for _, operation in operations(state.tree):
        for key in (keys.FILTER, keys.SORT):
            used |= {operation[key].get("schema")} if key in operation else set()
    return set(schemas) <= used


def order_is_canonical(state: Normalization) -> bool:
    tree = state.tree
    lists = [tree["paths"], tree.get("webhooks", ())]
    lists += [tree["components"].get("schemas", ())]
    lists += [operation["responses"] for _, operation in operations(tree)]
    return tree["openapi"] == "3.1.1" and all(list(x) == sorted(x) for x in lists)


def has_no_vocabulary(state: Normalization) -> bool:
    return "'x-specloom" not in str(state.tree)


HOLDS: dict[str, Callable[[Normalization], bool]] = {
    "ignore the vocabulary of the vendor": has_no_vocabulary,
    "apply the overlay": overlay_is_applied,
    "bundle the files": is_one_file,
    "conform to the structure of OpenAPI": conforms,
    "upgrade Swagger 2.0": is_openapi_3,
    "rewrite OpenAPI 3.2": has_no_words_of_3_2,
    "expand the overlay's rules": rules_are_set,
    "add components": structure_is_objects,
    "exclude operations": nothing_is_marked,
    "name the targets of pointers": pointers_lead_to_components,
    "collect webhooks": webhooks_are_payloads,
    "complete discriminators": discriminators_are_complete,
    "rename components": component_names_are_classes,
    "inline references": references_are_to_components,
    "write path templates": paths_are_templates,
    "choose media types": objects_are_json,
    "declare raw messages": other_messages_are_raw,
    "check parameters": parameters_fit_the_path,
    "check security": required_schemes_are_declared,
    "check servers": servers_can_be_used,
    "give schemas one form": schemas_are_3_1,
    "check examples": examples_are_valid,
    "name operations": names_are_unique,
    "hoist schemas": named_schemas_are_components,
    "split read and write views": bodies_are_writable,
    "find the rule of property names": property_names_have_a_rule,
    "select operations": components_are_used,
    "order the document": order_is_canonical,
}
"""A predicate for each pass, by its name."""
ONCE = {
    "apply the overlay": "arrays are appended",
    "upgrade Swagger 2.0": "it reads another format than it writes",
    "expand the overlay's rules": "arrays are appended",
    "split read and write views": "a view for an update would get one itself",
}
"""Passes that are not idempotent, and why."""


def test_each_pass_has_a_predicate() -> None:
    assert list(PASSES) == list(HOLDS)
    assert all(run.__doc__ for run in PASSES.values())


@pytest.mark.parametrize("number", range(len(PASSES)), ids=NAMES)
def test_postcondition_holds_after_the_pass(number: int) -> None:
    holds = HOLDS[NAMES[number]]
    assert [name for name in DOCUMENTS if not holds(states(name)[number])] == []


@pytest.mark.parametrize("number", range(len(PASSES)), ids=NAMES)
def test_postcondition_does_not_hold_before_the_pass(number: int) -> None:
    """Show that each predicate can fail."""
    holds = HOLDS[NAMES[number]]
    before = [states(name)[number - 1] for name in DOCUMENTS]
    if not number:
        before = [replace(s, tree={}) for s in before]
        for state in before:
            state.tree = state.source.data
    assert not all(_tried(holds, state) for state in before)


def _tried(holds: Callable[[Normalization], bool], state: Normalization) -> bool:
    try:
        return holds(state)
    except KeyError:
        return False


@pytest.mark.parametrize("number", range(len(PASSES)), ids=NAMES)
def test_passes_are_idempotent(number: int) -> None:
    if NAMES[number] in ONCE:
        return
    for name in DOCUMENTS:
        state = _copied(states(name)[number])
        before = deep_copy(state.tree)
        PASSES[NAMES[number]](state)
        assert state.tree == before, name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_row_of_the_report_has_its_place(name: str) -> None:
    report = states(name)[-1].report
    for unit, _, finding in report.entries():
        assert finding.location is not None, (unit, finding)
        assert finding.location.file != "?", (unit, finding)
