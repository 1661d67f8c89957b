"""Find the parts of a request that select a page: parameters, and body properties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..document import Operation, json_pointer
from .words import folded, prose

_ROLES: Final[Mapping[str, str]] = {
    "cursor": r"(next|page|start|starting|after|paging|pagination)?cursor(mark|after)?"
    r"|(next|page|nextpage|start|starting|paging|pagination|continuation)token"
    r"|continue|continuation(key|id)?|(next|start|page)?marker|scrollid|bookmark"
    r"|pagestate|(nextpage|page|pagestart|startpage)key|pageafter|nextpagecursor",
    "keyset": r"startingafter(id)?|sinceid|afterid|idafter|last(seen)?id"
    r"|startafter(id)?|(last|exclusivestart|lastevaluated)key|fromid",
    "offset": r"(page|row|item|result|record|start)?offset|skip(count)?|startindex"
    r"|startat|firstresult|startposition|startrow|offsetrows|startrecord|recordstart",
    "page": r"page(number|no|num|index|nr)?|(current|requested|start)page"
    r"|pagepage|skippages|pagestart",
    "limit": r"limit|pagesize|(items|results|records|entries|rows|count)?perpage"
    r"|max(results|items|pagesize|records|count|keys|entries|rows)"
    r"|page(limit|length|count)|num(results|items|rows)|batchsize|fetchsize|itemcount"
    r"|take|resultcount|recordcount|resultsize|limitcount",
}
"""For each role, the names that mean nothing else, folded."""
_VAGUE: Final[Mapping[str, str]] = {
    "after": r"after|startingafter|next|from|token|since|start|nextpage|pageid|nextkey",
    "offset": r"start|from|begin|position|index|startfrom|first",
    "page": r"p|pg|number",
    "limit": r"count|size|top|first|max|length|n|rows|results|number|quantity|last",
}
"""For each role, the names that have other meanings, too."""
_DATE: Final = re.compile(r"date|time")
NESTED: Final = 3
"""How deeply the properties of a body are searched."""


@dataclass(frozen=True)
class Sent:
    """A part of a request that may select a page.

    Attributes:
        role: cursor, keyset, offset, page, limit or after.
        is_vague: whether the name has other meanings, too.
        location: the location in the request.
        name: the name of the parameter or property.
        schema: its schema.
        said: what its description says.
    """

    role: str
    is_vague: bool
    location: str
    name: str
    schema: Mapping[str, Any]
    said: str

    @property
    def is_number(self) -> bool:
        """Whether the value can only be a number."""
        kinds = self.schema.get("type")
        found = set(kinds if isinstance(kinds, list) else [kinds]) - {"null"}
        return bool(found) and found <= {"integer", "number"}

    @property
    def in_body(self) -> bool:
        """Whether it is a property of the body."""
        return self.location.startswith("$request.body")


def sent_parts(operation: Operation) -> list[Sent]:
    """Return the parts of a request whose names may select a page."""
    return [*_of_parameters(operation), *_of_body(operation)]


def _of_parameters(operation: Operation) -> Iterator[Sent]:
    for parameter in operation.parameters:
        place, name = parameter.get("in"), str(parameter.get("name"))
        if place not in ("query", "header"):
            continue
        schema = operation.spec.resolve(parameter.get("schema"))
        said = prose(parameter)
        at = f"$request.{place}.{name}"
        yield from _roles(folded(name), name, schema, said, at)


def _of_body(operation: Operation) -> Iterator[Sent]:
    body = operation.body
    if body is None:
        return
    for steps, found in operation.spec.nested_properties(body[1], NESTED):
        schema = operation.spec.resolve(found.schema)
        said = prose(found.schema) or prose(schema)
        at = f"$request.body#{json_pointer(steps)}"
        name = folded(steps[-1])
        parts = [*_roles(name, steps[-1], schema, said, at)]
        if not parts and len(steps) > 1:
            # `{page: {size: 5}}` means the same as `{pageSize: 5}`.
            above = folded(steps[-2])
            parts = [*_roles(above + name, steps[-1], schema, said, at)]
        yield from parts


def _roles(
    name: str, spelled: str, schema: Mapping[str, Any], said: str, at: str
) -> Iterator[Sent]:
    """Yield the roles that a part can have by its name and its type."""
    kinds = schema.get("type", ())
    kinds = {kinds} if isinstance(kinds, str) else {*kinds}
    if kinds & {"array", "object", "boolean"} or "properties" in schema:
        return
    if _DATE.search(str(schema.get("format", ""))):
        return
    for is_vague, table in ((False, _ROLES), (True, _VAGUE)):
        for role, pattern in table.items():
            if re.fullmatch(pattern, name):
                yield Sent(role, is_vague, at, spelled, schema, said)
