"""Check the parts that a page has next to its items: their list, key and reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Location, Operation, Spec, steps, types_of
from ..errors import Finding
from ..messages import Message, Text
from ..vocabulary import keys
from .findings import Fact, LookUp, look_up
from .location_problems import missing, undeclared

PARTS = ("response", "parts")
LABEL = f"{keys.PAGINATION}.response.parts"


def part_locations(operation: Operation, fact: Fact) -> Iterator[LookUp]:
    """Look up the location of the list of parts."""
    yield from look_up(operation, keys.PAGINATION, fact, (*PARTS, "items"))


def check_parts(operation: Operation, fact: Fact, item: Any) -> Iterator[Finding]:
    """Yield the problems of the declared parts of a page.

    Args:
        operation: the operation.
        fact: the pagination of the operation.
        item: the schema of an item; None if it is unknown.
    """
    parts = fact.value.get("response", {}).get("parts")
    if parts is None or operation.success is None:
        return
    spec, at = operation.spec, Location.parse(parts["items"])
    found = spec.possibly_at(operation.success[1], at.pointer) if at.is_body else None
    if found is None and at.is_body:
        return  # The location is missing, which is another problem.
    if found is None or not spec.is_list(found):
        text = Message.ITEMS_NOT_A_LIST(
            location=parts["items"], operation=operation.wire
        )
        yield fact.origin((*PARTS, "items")), text.under(f"{LABEL}.items")
        return
    if wrong := undeclared(operation, operation.success[1], at.pointer, parts["items"]):
        yield fact.origin((*PARTS, "items")), wrong.under(f"{LABEL}.items")
    part = spec.resolve(found).get("items", {})
    known = {"key": (part, "the part"), "reference": (item, "the item")}
    problems = {
        member: _problem(operation, schema, parts[member], owner)
        for member, (schema, owner) in known.items()
    }
    for member, problem in problems.items():
        if problem:
            yield fact.origin((*PARTS, member)), problem.under(f"{LABEL}.{member}")
    if not any(problems.values()):
        yield from _types(spec, fact, part, item)


def _problem(operation: Operation, schema: Any, path: str, owner: str) -> Text | None:
    wrong = missing(operation.spec, schema, steps(path), owner)
    return wrong or undeclared(operation, schema, steps(path), path)


def _types(spec: Spec, fact: Fact, part: Any, item: Any) -> Iterator[Finding]:
    """Yield a problem if a key and a reference can never be equal."""
    parts = fact.value["response"]["parts"]
    found = [
        set(types_of(spec.resolve(spec.possibly_at(schema, steps(path))))) - {"null"}
        for schema, path in ((part, parts["key"]), (item, parts["reference"]))
    ]
    if all(found) and not found[0] & found[1]:
        key, reference = (" or ".join(sorted(each)) for each in found)
        text = Message.REFERENCE_OF_ANOTHER_TYPE(
            reference=parts["reference"], found=reference, key=parts["key"], wanted=key
        )
        yield fact.origin((*PARTS, "reference")), text.under(f"{LABEL}.reference")
