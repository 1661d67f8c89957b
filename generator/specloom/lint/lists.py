"""Find lists without pagination, and date ranges without a window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ..document import Operation, Spec, unnamed_main_lists
from ..errors import Finding
from ..vocabulary import keys
from .note_texts import Note

_REQUEST = re.compile(
    r"(next|page|start)?cursor|(page|next|nextpage|continuation)token|perpage"
    r"|page(number|no|index|size|limit|offset)?|offset|limit|skip|top"
    r"|startindex|startingafter"
)
"""Names of parameters that select a page, in lower case without punctuation."""
_RESPONSE = re.compile(
    r"(odata)?next(page|link|url|href|cursor|offset|token|pagetoken)?|(end)?cursor"
    r"|(page|continuation)token|has(more|next|nextpage)|totalpages"
)
"""Names of properties that refer to a page, in lower case without punctuation."""
_STARTS = frozenset({"start", "from", "since", "after", "begin", "min", "gte", "gt"})
_ENDS = frozenset({"end", "to", "until", "till", "before", "max", "lte", "lt"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def pagination_parameter(spec: Spec) -> Iterator[Finding]:
    """Yield operations that have a pagination parameter but declare no pagination."""
    for operation in _unpaged(spec):
        if found := _parameters(operation):
            note = Note.PAGINATION_PARAMETER(
                operation=operation.wire, name=found[0], key=keys.PAGINATION
            )
            yield operation.pointer, note


def next_page_property(spec: Spec) -> Iterator[Finding]:
    """Yield unpaginated operations whose response refers to a next page."""
    for operation in _unpaged(spec):
        if not _parameters(operation) and (found := _properties(operation)):
            note = Note.NEXT_PAGE_PROPERTY(
                operation=operation.wire, name=found[0], key=keys.PAGINATION
            )
            yield operation.pointer, note


def unpaged_list(spec: Spec) -> Iterator[Finding]:
    """Yield operations that return a list but declare no pagination."""
    for operation in _unpaged(spec):
        if (
            not _parameters(operation)
            and not _properties(operation)
            and _returns_list(operation)
        ):
            note = Note.UNPAGED_LIST(operation=operation.wire, key=keys.PAGINATION)
            yield operation.pointer, note


def first_page_unset(spec: Spec) -> Iterator[Finding]:
    """Yield operations that use page numbers but do not declare the first number."""
    for operation in spec.operations():
        pages = operation.extension(keys.PAGINATION) or {}
        if pages.get("style") == "page" and "first" not in pages:
            note = Note.FIRST_PAGE_UNSET(operation=operation.wire, key=keys.PAGINATION)
            yield (*operation.pointer, keys.PAGINATION), note


def no_main_list(spec: Spec) -> Iterator[Finding]:
    """Yield the first paged operation of each resource without a method `list`."""
    for resource, operations in unnamed_main_lists(spec).items():
        note = Note.NO_MAIN_LIST(
            resource=resource,
            count=len(operations),
            names=", ".join(each.action for each in operations),
            key=keys.NAME,
            alias=keys.ALIAS,
        )
        yield (*operations[0].pointer, keys.NAME), note


def range_without_window(spec: Spec) -> Iterator[Finding]:
    """Yield operations with parameters for both ends of a date range, but no window."""
    for operation in spec.operations():
        ranges = () if keys.WINDOW in operation.node else _ranges(operation)
        for start, end in islice(ranges, 1):
            note = Note.RANGE_WITHOUT_WINDOW(
                operation=operation.wire, start=start, end=end, key=keys.WINDOW
            )
            yield operation.pointer, note


def _unpaged(spec: Spec) -> Iterator[Operation]:
    """Yield each GET operation that has a response body but declares no pagination."""
    for operation in spec.operations():
        if (
            operation.method == "GET"
            and operation.success is not None
            and keys.PAGINATION not in operation.node
        ):
            yield operation


def _parameters(operation: Operation) -> list[str]:
    return [
        each["name"]
        for each in operation.parameters
        if each.get("in") == "query" and _REQUEST.fullmatch(_folded(each["name"]))
    ]


def _properties(operation: Operation) -> list[str]:
    schema = operation.success[1] if operation.success else None
    nested = operation.spec.nested_properties(schema, 2)
    return [path[-1] for path, _ in nested if _RESPONSE.fullmatch(_folded(path[-1]))]


def _returns_list(operation: Operation) -> bool:
    """Return whether the response is an array, or an object that contains one.

    If the path ends with an identifier, the response is a single resource, and its
    arrays are attributes of the resource.
    """
    spec, schema = operation.spec, operation.success[1] if operation.success else None
    if operation.path.rstrip("/").endswith("}"):
        return False
    if spec.resolve(schema).get("type") == "array":
        return True
    arrays = [
        each
        for each in spec.properties(schema).values()
        if spec.resolve(each.schema).get("type") == "array"
    ]
    return len(arrays) == 1


def _ranges(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield pairs of dates whose names differ only in a word like `start` or `end`."""
    starts: dict[tuple[str, ...], str] = {}
    dates = [(each, _words(each)) for each in _dates(operation)]
    for name, words in dates:
        if not _STARTS.isdisjoint(words):
            starts[_without(words, _STARTS)] = name
    for name, words in dates:
        if not _ENDS.isdisjoint(words) and (rest := _without(words, _ENDS)) in starts:
            yield starts[rest], name


def _dates(operation: Operation) -> Iterator[str]:
    for each in operation.parameters:
        form = operation.spec.resolve(each.get("schema")).get("format")
        if each.get("in") == "query" and form in ("date", "date-time"):
            yield each["name"]


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


def _without(words: tuple[str, ...], left_out: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in left_out)
