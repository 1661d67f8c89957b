"""Add parameters and body members that the description of an operation omits.

Callers pass them in the options `extra_query` and `extra_body`. A declared parameter or
member is an argument of the method. It is rejected here, so that nothing is sent twice
or replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import unquote_plus

from pydantic import BaseModel, RootModel

from ..core.errors import RequestError
from ..core.media_types import base_type, is_json
from ..core.property_names import wire_name
from ..core.unset import UNSET
from ..http.locations import parse_location
from ..http.request_draft import RequestDraft
from ..serialization.parameters import FORM, query
from .base_operation import SAFE, OperationBase
from .options import Settings

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""Media types other than JSON whose bodies have members."""


def add_extras(
    operation: OperationBase,
    draft: RequestDraft,
    settings: Settings,
    *,
    arguments: Mapping[str, Any],
    credentials: Iterable[str],
) -> None:
    """Put the extra arguments of a call into its draft.

    Args:
        operation: the operation to call.
        draft: the arguments of the call, as they are sent.
        settings: the options of the call.
        arguments: all arguments of the call by destination, including absent ones.
        credentials: the locations of all credentials of the service.

    Raises RequestError for a declared parameter or member, and for members if the body
    is neither an object nor a form.
    """
    reserved = [*credentials, *_positions(operation)]
    if settings.extra_query:
        declared = {*(arguments.get("query") or ()), *_names(reserved, "query")}
        _add_query(operation, draft, settings.extra_query, declared)
    if settings.extra_body:
        members = set(_names(reserved, "body"))
        given = arguments.get("body", UNSET) is not UNSET
        added = members and operation.method not in SAFE
        if not (given or added or "body" in operation.nullable):
            raise RequestError(f"extra_body: {operation.wire} has no body")
        members |= _declared_members(operation, draft.body, arguments.get("body"))
        _refuse("extra_body", operation, settings.extra_body, members)
        draft.extra_body = settings.extra_body


def _add_query(
    operation: OperationBase,
    draft: RequestDraft,
    extra: Mapping[str, Any],
    declared: set[str],
) -> None:
    """Add parameters to the query; reject those that are declared or already sent."""
    written = [draft.path.partition("?")[2]]
    for name, value in draft.query.items():
        place = f"query.{name}"
        style = operation.styles.get(place, FORM)
        written.append(query(name, value, style, operation.formats.get(place)))
    given = {
        unquote_plus(pair.partition("=")[0]) for pair in "&".join(written).split("&")
    }
    deep = {
        f"{name}["
        for name in declared
        if operation.styles.get(f"query.{name}", FORM).name == "deepObject"
    }
    known = declared | given | {n for n in extra if n.startswith(tuple(deep))}
    _refuse("extra_query", operation, extra, known)
    added = {
        name: value
        for name, value in extra.items()
        if value is not None and value is not UNSET
    }
    for name, value in added.items():
        if isinstance(value, Mapping | BaseModel):
            problem = f"extra_query: {name!a}: pass each member by its own name"
            raise RequestError(problem)
        try:
            query(name, value)
        except RequestError as error:
            problem = f"extra_query: {name!a}: {error.message}"
            raise RequestError(problem) from None
    draft.query = {**draft.query, **added}


def _refuse(
    option: str, operation: OperationBase, extra: Iterable[str], declared: set[str]
) -> None:
    for name in extra:
        if name in declared:
            raise RequestError(
                f"{option}: {operation.wire} has {name!r} already; pass it as an "
                "argument of the method or client, or in the body"
            )


def _positions(operation: OperationBase) -> Iterator[str]:
    """Yield the locations in the request that a pager sets."""
    pages: Any = getattr(operation, "pages", None)
    for field in fields(pages) if pages is not None else ():
        if field.name in ("limit", "send", "offset", "page"):
            location = getattr(pages, field.name)
            if location is not None:
                yield location


def _names(locations: Iterable[str], kind: str) -> Iterator[str]:
    """Yield the names of query parameters, or of members of the body."""
    for location in map(parse_location, locations):
        if location.kind == kind and location.keys:
            yield location.keys[0]


def _declared_members(operation: OperationBase, body: Any, arguments: Any) -> set[str]:
    """Return the names of all known members of a body.

    Raises RequestError if the body has no members.
    """
    base = base_type(operation.media)
    if is_json(base) or base in FORMS:
        if body is UNSET or body is None:
            return set(arguments) if isinstance(arguments, Mapping) else set()
        if isinstance(body, Mapping):
            return {*body, *(arguments if isinstance(arguments, Mapping) else ())}
        if isinstance(body, BaseModel) and not isinstance(body, RootModel):
            kind = type(body)
            own = {wire_name(kind, name) for name in kind.model_fields}
            return own | set(body.model_extra or ())
    raise RequestError(
        f"extra_body: the body of {operation.wire} is neither a JSON object nor a form"
    )
